"""Keeps the answers of other catalogues in the database."""

from __future__ import annotations

from datetime import datetime

from bot.domain.sources import SourceAnswer
from bot.sources.asking import STALE_FOR, TYPED, TYPED_FOR
from bot.store.catalogue import source_cache
from bot.store.database import Database


class KeptAnswers:
    """Implements `bot.sources.source.Answers`."""

    def __init__(self, database: Database):
        self._database = database

    async def get(self, url: str) -> SourceAnswer | None:
        return await self._database.read(lambda connection: source_cache.get(connection, url))

    async def put(self, url: str, answer: SourceAnswer) -> None:
        await self._database.write(lambda connection: source_cache.put(connection, url, answer))

    async def purge(self, now: datetime) -> int:
        """Delete answers that are too old even while their source is down. Returns how many."""
        return await self._database.write_in_pieces(
            lambda connection: source_cache.purge(connection, now - STALE_FOR, TYPED, now - TYPED_FOR)
        )
