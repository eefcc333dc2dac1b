"""Scheduled work for guilds."""
