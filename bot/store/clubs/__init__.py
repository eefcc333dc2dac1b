"""The SQL of watch clubs."""
