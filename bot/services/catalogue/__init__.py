"""Use cases of the drama catalogue."""
