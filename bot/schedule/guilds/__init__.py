"""What the clock does for servers."""
