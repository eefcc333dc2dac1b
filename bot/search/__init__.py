"""Finds ids by names, in memory."""
