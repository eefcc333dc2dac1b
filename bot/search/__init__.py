"""From names to ids, in memory."""
