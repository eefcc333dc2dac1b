"""The screens of scheduled posts and of posted messages."""
