"""SQL about moderation: words, held writings, blocked members, the audit."""
