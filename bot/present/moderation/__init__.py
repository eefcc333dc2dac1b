"""The screens of moderation: the audit, blocked members, the queue."""
