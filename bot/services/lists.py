"""Watch lists as a whole: looking through one's own or another member's, and taking one's own along."""

from __future__ import annotations

import sqlite3
from enum import StrEnum

from bot.domain.lists import ListPage
from bot.domain.members import Reader
from bot.domain.profiles import may_see
from bot.domain.progress import Status
from bot.errors import ListNotShown
from bot.sources.lists import ours
from bot.store import lists, profiles
from bot.store.database import Database


class FileKind(StrEnum):
    CSV = "csv"
    JSON = "json"


class Lists:
    """The lists of members."""

    def __init__(self, database: Database):
        self._database = database

    async def page(self, member_id: int, reader: Reader, status: Status | None, index: int) -> ListPage:
        """One page of a list; raises `ListNotShown` for another member's that this reader may not see."""

        def read(connection: sqlite3.Connection) -> ListPage:
            if member_id != reader.member_id and not _may_see(connection, member_id, reader):
                raise ListNotShown(member_id)
            return lists.page(connection, member_id, status, index)

        return await self._database.read(read)

    async def export(self, reader: Reader, kind: FileKind) -> tuple[bytes, int]:
        """All that a member has as a file, and how many dramas that is."""
        entries = await self._database.read(lambda connection: lists.whole(connection, reader.member_id))
        written = ours.write_csv(entries) if kind is FileKind.CSV else ours.write_json(entries)
        return written, len(entries)


def _may_see(connection: sqlite3.Connection, member_id: int, reader: Reader) -> bool:
    chosen = profiles.settings(connection, member_id)
    if chosen is None:
        return False
    together = profiles.together(connection, reader.member_id, member_id, reader.guild_id)
    return may_see(chosen.list_seen_by, own=False, together=together)
