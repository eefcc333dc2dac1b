"""The SQL of posts by the clock and the messages that stand."""
