"""What a member asks in their own words: found in the catalogue, and answered by a command."""
