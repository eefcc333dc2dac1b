"""Taste: finds which dramas the same members liked, and recommends from that."""
