"""What the clock does for what is on air."""
