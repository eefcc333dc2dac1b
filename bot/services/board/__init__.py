"""Use cases of the board: threads, comments, quotes, marked messages."""
