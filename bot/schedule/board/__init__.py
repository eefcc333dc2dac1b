"""Scheduled work of the board: threads, comments, quotes, marked messages."""
