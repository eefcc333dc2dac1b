"""The only package with SQL: one module per aggregate. It returns domain values."""
