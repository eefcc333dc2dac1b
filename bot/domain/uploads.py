"""How many bytes the files of one of the bot's messages may have."""

from __future__ import annotations

# Whatever Discord allows: a whole request may have 25 MiB, and the bot has each file in memory.
MOST = 24 * 1024 * 1024
REST = 256 * 1024  # of a request, for all that is not a file


def room(*allowed: int) -> int:
    """Bytes of all files of a message together, where Discord allows so many (the smallest counts)."""
    return max(0, min(MOST, *allowed) - REST)
