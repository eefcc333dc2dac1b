"""SQL about moderation: what was taken down, and the writings that moderators look at."""
