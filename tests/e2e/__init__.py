"""The real processes, seen from outside: the demo in a browser, the bot over sockets."""
