"""The screens of what moderators set for their server."""
