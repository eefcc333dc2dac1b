"""What the clock does for reviews."""
