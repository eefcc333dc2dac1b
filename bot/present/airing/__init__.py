"""The screens of what is on air."""
