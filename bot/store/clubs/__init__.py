"""SQL about watch clubs."""
