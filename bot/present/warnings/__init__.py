"""The screens of endings and content warnings."""
