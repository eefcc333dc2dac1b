"""What the clock does for members, their profiles and drafts."""
