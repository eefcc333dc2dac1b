"""Use cases of watch clubs."""
