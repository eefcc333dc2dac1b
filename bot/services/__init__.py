"""Use cases: what a command does, without Discord."""
