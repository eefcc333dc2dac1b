"""The screens of recommendations and taste."""
