"""Screens about what is kept about a member."""
