"""Tests of labels: what hides something needs an episode."""
