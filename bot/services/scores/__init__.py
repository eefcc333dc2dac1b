"""Use cases of scores, ratings and rankings."""
