"""Use cases of scores and what they come to."""
