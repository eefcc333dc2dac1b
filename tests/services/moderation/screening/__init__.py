"""Tests of the screening of what members write."""
