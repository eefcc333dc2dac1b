"""What the clock does for posts by the clock and the messages that stand."""
