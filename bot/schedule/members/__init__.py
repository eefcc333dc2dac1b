"""Scheduled work for members, their profiles and drafts."""
