"""Scheduled work for watch clubs."""
