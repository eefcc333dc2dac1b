"""SQL about recommendations and taste."""
