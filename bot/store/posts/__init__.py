"""The SQL of scheduled posts and of posted messages."""
