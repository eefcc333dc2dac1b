"""The SQL of recommendations and taste."""
