"""Understands what members ask in plain words: deterministic, without Discord and without the store."""
