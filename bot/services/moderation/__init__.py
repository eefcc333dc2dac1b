"""What moderators let through, hold and refuse."""
