"""What the clock does for moderation."""
