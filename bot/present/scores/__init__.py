"""The screens of scores, ratings and rankings."""
