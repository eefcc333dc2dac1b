"""Scheduled work: posts and chores, against a simulated Discord."""
