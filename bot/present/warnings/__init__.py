"""The screens of how a drama ends and what it contains."""
