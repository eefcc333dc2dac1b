"""Use cases of what moderators set for their server."""
