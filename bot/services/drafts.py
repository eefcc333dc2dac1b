"""Drafts: what was typed into a form is kept before anybody looks at it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from bot.domain.members import Reader
from bot.store import drafts, members
from bot.store.database import Database

REVIEW = "review"
RECOMMENDATION = "recommendation"


def about(drama_id: int, other_id: int | None = None) -> str:
    """The subject of a draft about a drama, or about two, whichever is named first."""
    if other_id is None:
        return f"drama {drama_id}"
    return f"drama {min(drama_id, other_id)} {max(drama_id, other_id)}"


class Drafts:
    """A member's drafts, one a kind and subject."""

    def __init__(self, database: Database):
        self._database = database

    async def keep(
        self, reader: Reader, kind: str, subject: str, fields: Mapping[str, str], now: datetime
    ) -> None:
        """Keep a form as it was typed. It is a transaction of its own: what follows may be refused."""

        def write(connection: sqlite3.Connection) -> None:
            members.seen(connection, reader.member_id, reader.guild_id, now)
            drafts.put(connection, reader.member_id, kind, subject, fields, now)

        await self._database.write(write)

    async def get(self, reader: Reader, kind: str, subject: str) -> dict[str, str] | None:
        return await self._database.read(
            lambda connection: drafts.get(connection, reader.member_id, kind, subject)
        )
