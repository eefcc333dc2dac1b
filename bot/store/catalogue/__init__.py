"""SQL about the drama catalogue."""
