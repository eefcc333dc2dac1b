"""What the clock does for recommendations and taste."""
