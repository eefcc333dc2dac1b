"""Namida's engine: everything that is not a command."""

__version__ = "0.1.0"
