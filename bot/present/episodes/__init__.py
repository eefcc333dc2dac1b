"""The screens of episodes and their synopses."""
