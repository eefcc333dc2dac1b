"""SQL about endings and content warnings."""
