"""The SQL of what moderators set for their server."""
