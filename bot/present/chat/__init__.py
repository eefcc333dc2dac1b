"""The screens for members who ask in their own words."""
