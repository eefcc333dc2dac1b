"""The catalogue: looking dramas up, and changing them."""
