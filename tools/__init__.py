"""Tools for developers. Nothing here runs in the bot."""
