"""The screens of watch lists and progress."""
