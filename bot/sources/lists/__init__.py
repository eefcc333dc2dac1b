"""Watch lists coming in from files: ours, and what other sites give their members to take along."""
