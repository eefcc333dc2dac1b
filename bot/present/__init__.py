"""Pure functions that turn domain values into what a reader sees on Discord."""
