"""Catalogue data coming in: what other catalogues and people's files know of dramas."""
