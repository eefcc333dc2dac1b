"""SQL about the board: threads, comments, quotes, marked messages."""
