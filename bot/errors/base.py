"""The base of every refusal: an error that becomes an answer to a member."""

from __future__ import annotations

from bot.domain.calls import Better


class NamidaError(Exception):
    """An error that a person can understand and act on. Every other error is a bug."""

    def better(self) -> tuple[Better, ...]:
        """What the command would have been taken with, where that is near. The boundary offers it."""
        return ()
