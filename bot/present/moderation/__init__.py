"""The screens of moderation: writings for moderators, reports, the queue."""
