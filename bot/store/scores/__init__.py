"""SQL about scores, ratings and rankings."""
