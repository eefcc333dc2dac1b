"""Frees work that a dead process had claimed, at a start and after the clock was set back."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.logs import get_logger
from bot.services.airing import posts
from bot.services.episodes import publishing
from bot.store.database import Database
from bot.store.posts import stale_claims

log = get_logger("namida.schedule")


class Claims:
    """The claims of every kind: on posts, chores, threads and events."""

    def __init__(self, database: Database):
        self._database = database
        # Whether no other process uses this file. The code that locks it for this process sets this.
        self.alone = False

    async def begin(self, now: datetime) -> None:
        """Start this process: claims of an earlier process end, if this one is alone on the file."""

        await self.set_right(now)
        if not self.alone:
            return
        lapsed = await self._database.write(lambda connection: stale_claims.lapse(connection, now))
        if lapsed:
            log.info("claims of an earlier process lapsed", rows=lapsed)

    async def set_right(self, now: datetime) -> None:
        """Correct times that a clock wrote while it ran ahead."""

        def write(connection: sqlite3.Connection) -> int:
            rows = stale_claims.set_right(connection, now)
            rows += posts.set_right(connection, now)
            rows += publishing.set_right(connection, now)
            return rows

        changed = await self._database.write(write)
        if changed:
            log.warning("times of a clock that ran ahead set right", rows=changed)
