"""What members see who ask in their own words."""
