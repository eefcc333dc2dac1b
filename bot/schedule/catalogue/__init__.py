"""What the clock does for the drama catalogue."""
