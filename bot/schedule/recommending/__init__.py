"""Scheduled work for recommendations and taste."""
