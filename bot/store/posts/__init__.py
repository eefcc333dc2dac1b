"""SQL about scheduled posts and posted messages."""
