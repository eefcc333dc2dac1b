"""What moderators see of the audit and of blocked members."""
