"""Use cases of watch lists and progress."""
