"""A second process for slow work: drawing and long computations."""
