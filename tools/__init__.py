"""Tools for who works on the bot; nothing of it runs in the bot."""
