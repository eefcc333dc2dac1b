"""What the clock does for watch clubs."""
