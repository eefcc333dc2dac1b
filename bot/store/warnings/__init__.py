"""The SQL of how a drama ends and what it contains."""
