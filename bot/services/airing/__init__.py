"""Use cases of what is on air."""
