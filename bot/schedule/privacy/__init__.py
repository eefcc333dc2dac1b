"""Chores that delete members and what servers left behind."""
