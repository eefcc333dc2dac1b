"""Use cases of recommendations and taste."""
