"""Incoming catalogue data, from other catalogues and from people's files."""
