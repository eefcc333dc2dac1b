"""One process beside the bot for work that would hold everybody up: drawing, long computations."""
