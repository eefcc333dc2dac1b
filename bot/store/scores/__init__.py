"""The SQL of scores and what they come to."""
