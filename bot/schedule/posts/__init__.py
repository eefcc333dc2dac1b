"""Scheduled posts, and keeping posted messages up to date."""
