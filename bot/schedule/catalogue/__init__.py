"""Scheduled work for the drama catalogue."""
