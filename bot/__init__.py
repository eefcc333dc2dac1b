"""Namida's engine: everything that is not a command."""
