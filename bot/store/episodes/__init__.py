"""SQL about episodes and their synopses."""
