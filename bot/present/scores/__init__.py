"""The screens of scores and what they come to."""
