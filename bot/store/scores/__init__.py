"""The SQL of scores, ratings and rankings."""
