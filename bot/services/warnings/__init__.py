"""Use cases of endings and content warnings."""
