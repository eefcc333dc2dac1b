"""What the clock does for episodes and their synopses."""
