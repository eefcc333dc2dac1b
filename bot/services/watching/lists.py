"""Whole watch lists: pages of the reader's or another member's list, and the export."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import datetime
from enum import StrEnum

from bot.domain.lists import ListPage
from bot.domain.members import Presence, Reader
from bot.domain.progress import Status
from bot.errors import ListNotShown
from bot.services.members.openness import is_open
from bot.sources.lists import ours
from bot.store.database import Database
from bot.store.members import members
from bot.store.watching import lists


class FileKind(StrEnum):
    CSV = "csv"
    JSON = "json"


class Lists:
    """The lists of members."""

    def __init__(self, database: Database):
        self._database = database

    async def page(
        self,
        member_id: int,
        reader: Reader,
        status: Status | None,
        index: int,
        presence: Presence,
        now: datetime,
    ) -> ListPage:
        """One page of a list.

        Raises `ListNotShown` if the reader may not see another member's list, and `DiscordSilent` if that
        depends on a server's members and Discord does not answer.
        """
        if not await is_open(self._database, member_id, reader, presence):
            raise ListNotShown(member_id)

        def read(connection: sqlite3.Connection) -> ListPage:
            today = members.today(connection, reader.member_id, now)
            return lists.page(connection, member_id, status, index, today)

        return await self._database.read(read)

    async def export(self, reader: Reader, kind: FileKind) -> tuple[bytes, int]:
        """A member's whole list as a file, and its number of dramas."""
        entries = await self._database.read(lambda connection: lists.whole(connection, reader.member_id))
        write = ours.write_csv if kind is FileKind.CSV else ours.write_json
        # 170 ms for 3,000 dramas, in which the loop would answer no one else.
        return await asyncio.to_thread(write, entries), len(entries)
