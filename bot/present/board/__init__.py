"""The screens of the board: threads, comments, quotes, marked messages."""
