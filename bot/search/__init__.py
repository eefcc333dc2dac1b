"""Names to the ids that bear them, in memory."""
