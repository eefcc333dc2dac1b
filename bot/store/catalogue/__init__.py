"""The SQL of the drama catalogue."""
