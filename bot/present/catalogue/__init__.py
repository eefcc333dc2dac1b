"""The screens of the drama catalogue."""
