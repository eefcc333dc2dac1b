"""Tests of the starter catalogue."""
