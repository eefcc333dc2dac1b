"""The screens of watch clubs."""
