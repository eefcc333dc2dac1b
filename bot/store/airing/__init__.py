"""SQL about episodes on air."""
