"""The audit, for the moderators who read it and for the clock that keeps it short."""

from __future__ import annotations

from datetime import datetime

from bot.domain.audit import KEPT
from bot.store.database import Database
from bot.store.moderation import audit


class Audit:
    """What moderators and members did. Every service writes it with `store.moderation.audit.audit`."""

    def __init__(self, database: Database):
        self._database = database

    async def purge(self, now: datetime) -> int:
        """Delete lines that are older than `KEPT`, from the front of each chain. Returns how many."""
        return await self._database.write_in_pieces(lambda connection: audit.purge(connection, now - KEPT))
