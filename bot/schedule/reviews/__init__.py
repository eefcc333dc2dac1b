"""Scheduled work for reviews."""
