"""Episodes and their synopses."""
