"""Use cases of members, their profiles and drafts."""
