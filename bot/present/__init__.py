"""Domain values to Discord: pure functions that build what a reader sees."""
