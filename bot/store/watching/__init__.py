"""SQL about watch lists and progress."""
