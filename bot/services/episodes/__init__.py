"""Use cases of episodes and their synopses."""
