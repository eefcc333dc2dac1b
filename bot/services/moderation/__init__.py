"""Use cases of moderation: blocked members, and the audit that moderators read."""
