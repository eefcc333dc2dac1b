"""Taste: which dramas the same members liked, and what that recommends to one of them."""
