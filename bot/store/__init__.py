"""The only place that knows SQL: one module an aggregate, domain values out."""
