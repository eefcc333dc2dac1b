"""Use cases of scheduled posts and of posted messages."""
