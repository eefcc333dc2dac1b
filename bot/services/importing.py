"""Catalogue files that moderators attach: bounded, scanned, stored in one transaction, audited."""

from __future__ import annotations

import asyncio
import io
import sqlite3
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path, PurePath

from bot.domain.members import Reader
from bot.errors import FileTooLarge, ImportProblem, ImportRefused, ImportUnderWay, UnknownFormat
from bot.services import publishing
from bot.services.catalogue import Catalogue
from bot.services.decoding import Decoder
from bot.services.outbox import Outbox
from bot.services.transfer import ImportResult, import_catalogue
from bot.sources import files
from bot.sources.files import SUFFIXES
from bot.sources.tabular import write_problems
from bot.store.database import Database
from bot.store.guilds import audit

SIZE_LIMIT = 8 * 1024 * 1024  # bytes; some 15,000 dramas with their casts


class Importing:
    """Files coming in from members, one at a time: each holds the store's one writer until it is done.

    That only one runs is this process's courtesy; two processes would wait for each other's
    transaction, and lose nothing.
    """

    def __init__(self, database: Database, catalogue: Catalogue, the_outbox: Outbox, decoder: Decoder):
        self._database = database
        self._catalogue = catalogue
        self._outbox = the_outbox
        self._decoder = decoder
        self._turn = asyncio.Lock()

    @staticmethod
    def check(name: str, size: int) -> None:
        """Whether a file may be looked at, before it is; raises `FileTooLarge` and `UnknownFormat`."""
        if PurePath(name).suffix.lower() not in SUFFIXES:
            raise UnknownFormat(name, SUFFIXES)
        if size > SIZE_LIMIT:
            raise FileTooLarge(size, SIZE_LIMIT)

    async def take(self, name: str, content: bytes, reader: Reader, now: datetime) -> ImportResult:
        """Store what a file holds and the catalogue lacks; the names are found at once.

        Raises as `check`, `ImportUnderWay` while another file is taken, and `ImportRefused`
        where anything in it is wrong: then nothing of it was stored.
        """
        self.check(name, len(content))
        if self._turn.locked():
            raise ImportUnderWay
        async with self._turn:
            with tempfile.TemporaryDirectory(prefix="namida-") as directory:
                # Only the kind of file is taken from its name.
                path = Path(directory, "catalogue").with_suffix(PurePath(name).suffix.lower())
                await asyncio.to_thread(path.write_bytes, content)
                # What it does to a process is known before this one reads it.
                scan = await self._decoder.run(files.validate, path)
                if not scan.sound:
                    raise ImportRefused(scan.problems, scan.total)
                result = await import_catalogue(self._database, path, now)
            counts = {"added": result.added, "changed": result.changed, "unchanged": result.unchanged}

            def write(connection: sqlite3.Connection) -> None:
                audit(connection, reader.guild_id, reader.member_id, "catalogue.import", None, now, counts)
                publishing.changed(connection, now)  # a file may bring the synopsis that a schedule waits for

            await self._database.write(write)
            self._outbox.changed()
            await self._catalogue.load()
        return result


def problems_file(problems: Sequence[ImportProblem]) -> bytes:
    """The problems of a refused file as a table that a spreadsheet opens."""
    table = io.StringIO(newline="")
    write_problems(problems, table)
    # With a mark at its beginning, without which some spreadsheets take it for another encoding.
    return table.getvalue().encode("utf-8-sig", "replace")
