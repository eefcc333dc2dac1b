"""The SQL of the board: threads, comments, quotes, marked messages."""
