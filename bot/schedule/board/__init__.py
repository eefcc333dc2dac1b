"""What the clock does for the board: threads, comments, quotes, marked messages."""
