"""SQL about moderation: what may not be written, and what waits for a moderator."""
