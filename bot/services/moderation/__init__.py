"""Use cases of moderation: what is refused and held, blocked members, the audit that moderators read."""
