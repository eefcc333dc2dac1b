"""Scheduled work for moderation."""
