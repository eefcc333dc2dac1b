"""A process beside the bot for slow work: drawing, long computations."""
