"""The audit: moderators read it, and a chore keeps it short."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain import csv_cells
from bot.domain.audit import KEPT, AuditLine, LogFilter, LogPage
from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.domain.outbox import Post
from bot.services.checks import guild_of
from bot.store.catalogue import catalogue
from bot.store.database import Database
from bot.store.moderation import audit, log

TOLD = audit.TOLD  # the kind of post that tells a log channel of a line
PAGE = 7  # lines: with the longest names they fit into a message
MOST_IN_FILE = 10_000  # lines, the newest ones
COLUMNS = ("line", "at", "by", "action", "subject", "detail", "undoes", "undone_by")


class Audit:
    """What moderators and members did. Every service writes it with `store.moderation.audit.audit`."""

    def __init__(self, database: Database):
        self._database = database

    async def page(self, chosen: LogFilter, index: int, reader: Reader) -> LogPage:
        """A page of what was done on the reader's server, the last one at most. Raises `ServerOnly`.

        The caller checks that the reader is a moderator.
        """
        guild_id = guild_of(reader)

        def read(connection: sqlite3.Connection) -> LogPage:
            total = log.count(connection, guild_id, chosen)
            pages = max(-(-total // PAGE), 1)
            place = min(index, pages - 1)
            lines = log.lines(connection, guild_id, chosen, PAGE, place * PAGE)
            return LogPage(lines, place, pages, total, chosen, _dramas(connection, lines))

        return await self._database.read(read)

    async def file(self, chosen: LogFilter, reader: Reader) -> tuple[bytes, int]:
        """The newest lines as a CSV file, at most `MOST_IN_FILE`, and how many. Raises `ServerOnly`."""
        guild_id = guild_of(reader)
        lines = await self._database.read(
            lambda connection: log.lines(connection, guild_id, chosen, MOST_IN_FILE)
        )
        # 60 ms for 10,000 lines, in which the loop would answer no one else.
        return await asyncio.to_thread(_written, lines), len(lines)

    async def told(self, post: Post) -> LogPage | None:
        """The line that a post tells the log channel of. None if it is not kept any more."""

        def read(connection: sqlite3.Connection) -> LogPage | None:
            found = log.line(connection, int(str(post.payload["line"])))
            if found is None or found.guild_id != post.target.guild_id:
                return None
            return LogPage((found,), 0, 1, 1, LogFilter(), _dramas(connection, (found,)))

        return await self._database.read(read)

    async def purge(self, now: datetime) -> int:
        """Delete lines that are older than `KEPT`, from the front of each chain. Returns how many."""
        return await self._database.write_in_pieces(lambda connection: audit.purge(connection, now - KEPT))


def _dramas(connection: sqlite3.Connection, lines: Iterable[AuditLine]) -> dict[int, Drama]:
    """The dramas that the lines name. Also one that was removed or merged since: a line may say just that."""
    named = {drama for line in lines if (drama := line.drama_id) is not None}
    found = (catalogue.whatever(connection, ident) for ident in sorted(named))
    return {drama.id: drama for drama in found if drama is not None}


def _written(lines: Sequence[AuditLine]) -> bytes:
    return csv_cells.file_of(COLUMNS, map(_cells, lines))


def _cells(line: AuditLine) -> list[str]:
    cells = (
        line.id,
        line.at.isoformat(),
        line.actor_id,
        line.action,
        line.subject,
        json.dumps(line.detail, ensure_ascii=False) if line.detail else None,
        line.undoes,
        line.undone_by,
    )
    return ["" if cell is None else str(cell) for cell in cells]
