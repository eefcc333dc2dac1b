"""SQL about reviews."""
