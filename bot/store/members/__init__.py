"""The SQL of members, their profiles and drafts."""
