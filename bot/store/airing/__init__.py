"""The SQL of what is on air."""
