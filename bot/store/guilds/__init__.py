"""SQL about servers' settings."""
