"""What happens by the clock: posts and chores, against a Discord in memory."""
