"""SQL about moderation: the audit, and blocked members."""
