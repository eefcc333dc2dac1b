"""Use cases about episodes on air."""
