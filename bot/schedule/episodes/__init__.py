"""Scheduled work for episodes and their synopses."""
