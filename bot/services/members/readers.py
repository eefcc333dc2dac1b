"""Looks up what the store knows about a member who uses a command."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain.members import Visit
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.members import members


class Readers:
    """Members and the servers where they were seen."""

    def __init__(self, database: Database):
        self._database = database

    async def visit(self, member_id: int, guild_id: int | None) -> Visit:
        """The member's language and score scale, and the guild's settings."""

        def read(connection: sqlite3.Connection) -> Visit:
            settings = guilds.get(connection, guild_id) if guild_id is not None else None
            known = members.was_seen(connection, member_id, guild_id)
            language, stars_out_of = members.reading(connection, member_id)
            return Visit(language, settings, known, stars_out_of)

        return await self._database.read(read)

    async def places(self, member_id: int, limit: int) -> list[int]:
        """The servers where the member was seen, the latest first."""
        return await self._database.read(lambda connection: members.places(connection, member_id, limit))

    async def remember(self, member_id: int, guild_id: int | None, now: datetime) -> None:
        """Record that the member was seen in the guild. Their scores then count for its ratings."""
        await self._database.write(lambda connection: members.seen(connection, member_id, guild_id, now))
