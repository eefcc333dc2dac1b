"""Scheduled work for episodes on air."""
