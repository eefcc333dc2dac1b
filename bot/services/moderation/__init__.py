"""Use cases of moderation: taking writings down, bringing them back, reports, the queue."""
