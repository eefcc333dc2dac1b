"""Chores: which are due, and which process runs them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.store.database import Database
from bot.store.posts import chores


class Chores:
    """Keeps the times and claims of chores. Only the scheduler knows what they do."""

    def __init__(self, database: Database):
        self._database = database

    async def plan(self, first_due: Mapping[str, datetime]) -> None:
        """Add chores. Known ones keep their times."""

        def write(connection: sqlite3.Connection) -> None:
            for name, due in first_due.items():
                chores.plan(connection, name, due)

        await self._database.write(write)

    async def claim(
        self, names: Iterable[str], now: datetime, claimed_by: str, lease: timedelta
    ) -> list[str]:
        """Claim the due chores for this process until `now` + `lease`."""
        known = list(names)
        soonest = await self.next_due(known)
        if soonest is None or soonest > now:
            return []
        return await self._database.write(
            lambda connection: chores.claim(connection, known, now, claimed_by, lease)
        )

    async def done(self, name: str, claimed_by: str, next_due: datetime) -> bool:
        return await self._database.write(
            lambda connection: chores.done(connection, name, claimed_by, next_due)
        )

    async def release(self, claimed_by: str) -> None:
        await self._database.write(lambda connection: chores.release(connection, claimed_by))

    async def next_due(self, names: Iterable[str]) -> datetime | None:
        known = list(names)
        return await self._database.read(lambda connection: chores.next_due(connection, known))
