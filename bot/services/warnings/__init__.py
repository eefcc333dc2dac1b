"""Use cases of how a drama ends and what it contains."""
