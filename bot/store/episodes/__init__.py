"""The SQL of episodes and their synopses."""
