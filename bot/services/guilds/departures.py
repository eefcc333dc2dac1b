"""Servers that the bot has left: their scheduled work stops, and their rows are deleted later."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from bot.logs import get_logger
from bot.services.posts import faults
from bot.services.posts.outbox import Outbox
from bot.store.database import Database
from bot.store.guilds import departures
from bot.store.moderation import audit

CHORE = "left servers"

log = get_logger("namida.guilds")


class Departures:
    """Notes which servers the bot leaves and comes back to. `keep`: how long their rows stay."""

    def __init__(self, database: Database, the_outbox: Outbox, keep: timedelta):
        self._database = database
        self._outbox = the_outbox
        self.keep = keep

    async def leave(self, guild_id: int, now: datetime) -> None:
        """The bot is no longer on a server. Nothing is posted or planned for it from now on."""
        await self._database.write(lambda connection: departures.leave(connection, guild_id, now))

    async def come_back(self, guild_id: int) -> None:
        """The bot is on a server again: everything goes on."""
        if await self._database.read(lambda connection: departures.is_away(connection, guild_id)):
            await self._database.write(lambda connection: departures.come_back(connection, guild_id))
            self._outbox.changed()

    async def compare(
        self, here: frozenset[int], expected: Callable[[int], bool], now: datetime
    ) -> tuple[int, int]:
        """Compare the known servers with those that the bot is on. Returns how many left, and came back.

        `expected` says whether a server would be among `here` if the bot were on it. `here` without a single
        known server is another bot's, whose token was used by mistake: then none has left.
        """

        def read(connection: sqlite3.Connection) -> tuple[set[int], set[int]]:
            known, away = departures.known(connection), departures.away(connection)
            gone = {ident for ident in known - here - away if expected(ident)}
            return gone if known & here else set(), away & here

        gone, back = await self._database.read(read)
        for ident in sorted(gone):
            await self.leave(ident, now)
        for ident in sorted(back):
            await self.come_back(ident)
        if gone or back:
            log.info("servers compared", left=len(gone), back=len(back))
        return len(gone), len(back)

    async def tidy(self, now: datetime, is_here: Callable[[int], bool]) -> int:
        """Delete the rows of servers that were left long ago. Returns how many servers.

        A server that the bot is on all the same (`is_here`) is back.
        """
        due = await self._database.read(
            lambda connection: departures.left_before(connection, now - self.keep)
        )

        async def drop(ident: int) -> None:
            if is_here(ident):
                await self.come_back(ident)
                return
            rows = await self._database.write_in_pieces(partial(_drop, guild_id=ident))
            log.info("what a server left behind is deleted", guild=ident, rows=rows)

        await faults.each(CHORE, due, drop, lambda ident: f"guild {ident}")
        return len(due)


def _drop(connection: sqlite3.Connection, guild_id: int) -> int:
    """Delete a piece of what a server left behind, its audit last. Returns how many rows; 0: it is forgotten.

    A server that is back keeps everything that is still there.
    """
    if not departures.is_away(connection, guild_id):
        return 0
    done = departures.drop(connection, guild_id) or audit.forget_guild(connection, guild_id)
    if not done:
        departures.forget(connection, guild_id)
    return done
