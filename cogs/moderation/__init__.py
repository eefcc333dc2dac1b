"""What moderators do about writings and members."""
