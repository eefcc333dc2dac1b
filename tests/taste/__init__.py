"""Taste: neighbours of dramas, and what they recommend."""
