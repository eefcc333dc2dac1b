"""The screens of members, their profiles and drafts."""
