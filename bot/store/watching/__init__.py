"""The SQL of watch lists and progress."""
