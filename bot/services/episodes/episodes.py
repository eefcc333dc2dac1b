"""Tells which episodes a drama has, for forms and commands that must check."""

from __future__ import annotations

from bot.domain.dramas import Drama
from bot.services.checks import check_episode
from bot.store.database import Database
from bot.store.episodes import episodes


class Episodes:
    """The numbers of a drama's episodes."""

    def __init__(self, database: Database):
        self._database = database

    async def last(self, drama: Drama) -> int | None:
        """The number of the last episode. None if unknown."""
        return await self._database.read(lambda connection: episodes.last_number(connection, drama))

    async def check(self, drama: Drama, episode: int) -> None:
        """Raises `EpisodeOutOfRange` for an episode that the drama does not have."""
        await self._database.read(lambda connection: check_episode(connection, drama, episode))
