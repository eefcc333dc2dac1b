"""Imports catalogue files that moderators attach: checks, stores in steps, audits, and can undo all."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path, PurePath

from bot.domain.members import Reader
from bot.errors import FileTooLarge, ImportRefused, ImportUnderWay, UnknownFormat
from bot.logs import get_logger
from bot.services.catalogue import import_storing
from bot.services.catalogue.import_storing import CatalogueImportUndone
from bot.services.catalogue.names import CatalogueNames
from bot.services.catalogue.transfer import ImportResult, store_validated
from bot.services.decoding import Decoder
from bot.services.episodes import publishing
from bot.services.posts.outbox import Outbox
from bot.sources import files
from bot.sources.files import SUFFIXES
from bot.store.catalogue import imports
from bot.store.database import Database
from bot.store.moderation.audit import audit

log = get_logger(__name__)

UNDOABLE_FOR = timedelta(days=90)
SIZE_LIMIT = 8 * 1024 * 1024  # bytes; some 15,000 dramas with their casts


class Importing:
    """Imports files from members, one at a time. Members' writes continue meanwhile.

    Only this process limits itself to one at a time. If two processes find an import, one continues it.
    """

    def __init__(self, database: Database, names: CatalogueNames, the_outbox: Outbox, decoder: Decoder):
        self._database = database
        self._names = names
        self._outbox = the_outbox
        self._decoder = decoder
        self._turn = asyncio.Lock()
        self._finishing: asyncio.Task[None] | None = None

    @staticmethod
    def check(name: str, size: int) -> None:
        """Check a file before it is read. Raises `FileTooLarge` and `UnknownFormat`."""
        if PurePath(name).suffix.lower() not in SUFFIXES:
            raise UnknownFormat(name, SUFFIXES)
        if size > SIZE_LIMIT:
            raise FileTooLarge(size, SIZE_LIMIT)

    async def take(self, name: str, content: bytes, reader: Reader, now: datetime) -> ImportResult:
        """Store what the catalogue lacks from a file. Search finds the new names at once.

        Raises the errors of `check`, `ImportUnderWay` while another file is imported, and `ImportRefused` if
        anything in it is wrong. Then nothing of it is stored.
        """
        self.check(name, len(content))
        if self._turn.locked():
            raise ImportUnderWay

        def begun(connection: sqlite3.Connection, import_id: int) -> None:
            audit(connection, reader.guild_id, reader.member_id, "catalogue.import",
                  f"import {import_id}", now)  # fmt: skip

        async with self._turn:
            async with self._validated(name, content) as path:
                result = await store_validated(self._database, path, now, begun=begun)
            await self._tell(now)
        return result

    async def validate(self, name: str, content: bytes) -> None:
        """Raises `ImportRefused` for a file that cannot be imported as it is, and the errors of `check`."""
        self.check(name, len(content))
        async with self._validated(name, content):
            pass

    @asynccontextmanager
    async def _validated(self, name: str, content: bytes) -> AsyncIterator[Path]:
        """The file on disk while the block runs. Raises `ImportRefused` if anything in it is wrong."""
        with tempfile.TemporaryDirectory(prefix="namida-") as directory:
            # Only the kind of file is taken from its name.
            path = Path(directory, "catalogue").with_suffix(PurePath(name).suffix.lower())
            await asyncio.to_thread(path.write_bytes, content)
            # Another process has read it before this one does, so it is harmless.
            scan = await self._decoder.run(files.validate, path)
            if not scan.sound:
                raise ImportRefused(scan.problems, scan.total)
            yield path

    async def undo(self, import_id: int, reader: Reader, now: datetime) -> CatalogueImportUndone:
        """Undo a whole import. Raises `UnknownImport`, and `ImportUnderWay` as `take` does."""
        if self._turn.locked():
            raise ImportUnderWay
        async with self._turn:

            def begun(connection: sqlite3.Connection) -> None:
                audit(connection, reader.guild_id, reader.member_id, "catalogue.unimport",
                      f"import {import_id}", now)  # fmt: skip

            undone = await import_storing.undo(self._database, import_id, begun)
            await self._tell(now)
        return undone

    async def purge(self, now: datetime) -> int:
        """Delete the undo data of old imports. Returns how many rows that were."""
        return await self._database.write_in_pieces(
            lambda connection: imports.forget_old(connection, now - UNDOABLE_FOR)
        )

    def finish(self, now: datetime) -> None:
        """Finish in the background what an earlier process left unfinished."""
        self._finishing = asyncio.create_task(self._finish(now), name="finishing imports")

    async def settled(self) -> None:
        """Wait until the work of earlier processes is finished."""
        if self._finishing is not None:
            await asyncio.shield(self._finishing)

    async def aclose(self) -> None:
        """Stop. The next start finishes what is under way."""
        if self._finishing is not None:
            self._finishing.cancel()
            await asyncio.gather(self._finishing, return_exceptions=True)

    async def _finish(self, now: datetime) -> None:
        try:
            async with self._turn:
                if await import_storing.finish(self._database, now):
                    await self._tell(now)
        except Exception:  # no one waits for this task, so its error must be logged
            log.exception("an import could not be brought to its end")

    async def _tell(self, now: datetime) -> None:
        """Reload all names, and wake what waits for new dramas."""
        # A file may bring the synopsis that a schedule waits for.
        await self._database.write(lambda connection: publishing.changed(connection, now))
        self._outbox.changed()
        await self._names.load()
