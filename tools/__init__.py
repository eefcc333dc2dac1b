"""Tools for developers; nothing in here runs in the bot."""
