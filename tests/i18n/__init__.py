"""Messages, their translations, numbers and dates."""
