"""Scheduled work of moderation: what moderators, authors and reporters are told."""
