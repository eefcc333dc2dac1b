"""Use cases of privacy: members see, export and delete their data, and old data is deleted."""
