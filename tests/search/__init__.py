"""Names: keys, and finding who bears them."""
