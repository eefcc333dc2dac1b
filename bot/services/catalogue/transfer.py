"""Imports the catalogue from files and exports it to files."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from bot.domain.dramas import CatalogueEntry
from bot.errors import ImportRefused
from bot.services.catalogue import import_storing
from bot.sources import files
from bot.starter import starter_path
from bot.store.catalogue import catalogue, starter
from bot.store.database import Database

# Told (bytes done, bytes in all) or (dramas done, dramas in all), from another thread.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many dramas a file added, changed, and left unchanged."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    ident: int | None = field(default=None, compare=False)  # by which it is undone, where it did anything


def _nobody(done: int, total: int) -> None:
    """Reports no progress."""


async def import_catalogue(
    database: Database,
    path: Path,
    now: datetime,
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
    undoable: bool = True,
) -> ImportResult:
    """Store a file's dramas after validating all of it. Members' writes continue meanwhile.

    Raises `ImportRefused` with rows and fields if anything is wrong (then nothing is stored), and OSError if
    the file cannot be read. Known values stay unless `overwrite` is set. Importing the same file twice
    changes nothing.
    """
    size = (await asyncio.to_thread(path.stat)).st_size
    steps = _Steps(progress or _nobody, 2 * size)  # read once to validate, and once to store
    scan = await asyncio.to_thread(files.validate, path, steps.more)
    if not scan.sound:
        raise ImportRefused(scan.problems, scan.total)
    return await store_validated(database, path, now, overwrite=overwrite, undoable=undoable, more=steps.more)


async def store_validated(
    database: Database,
    path: Path,
    now: datetime,
    *,
    overwrite: bool = False,
    undoable: bool = True,
    more: Callable[[int], None] = import_storing.unwatched,
    begun: import_storing.Begun = import_storing.nobody_is_told,
) -> ImportResult:
    """Store the dramas of a validated file, as `import_catalogue` does.

    `begun` joins the transaction from which on the import is certain, if need be by the next process. What an
    earlier process left unfinished is finished first.
    """
    await import_storing.finish(database, now)
    ident = await import_storing.stage(
        database, path, now, overwrite=overwrite, undoable=undoable, begun=begun
    )
    done = await import_storing.store(database, ident, now, more)
    return ImportResult(done.added, done.changed, done.unchanged, ident if done.worth_keeping else None)


async def export_catalogue(database: Database, path: Path, *, progress: Progress | None = None) -> int:
    """Write every visible drama to a file, as CSV if it ends in `.csv`, else as JSON Lines.

    Returns how many.
    """

    def read(connection: sqlite3.Connection) -> int:
        total = catalogue.count(connection)
        written = 0

        def counted() -> Iterator[CatalogueEntry]:
            nonlocal written
            for entry in catalogue.all_entries(connection):
                yield entry
                written += 1
                (progress or _nobody)(written, total)

        with path.open("w", encoding="utf-8", newline="") as file:
            (files.write_csv if path.suffix.lower() == ".csv" else files.write_jsonl)(counted(), file)
        return written

    return await database.read(read)


async def fill_before_import(database: Database, path: Path, now: datetime) -> ImportResult:
    """Fill a new database with the starter catalogue before another catalogue's file is imported.

    So the starter's own full values stay. Nothing is filled before an export of ours: it already holds all
    that its database held, and must give the same again.
    """
    if await database.read(catalogue.count) or await asyncio.to_thread(files.is_our_own, path):
        return ImportResult()
    return await fill_with_starter(database, now)


async def fill_with_starter(database: Database, now: datetime) -> ImportResult:
    """Fill an empty database with the starter catalogue, or one that had an older one with what is new.

    As with every file, known values stay, and so does what curators decided. Such an update can be undone
    like an import. A database whose dramas are not the starter's stays as it is.
    """
    with starter_path() as path:
        digest = await asyncio.to_thread(_digest, path)
        had, dramas = await database.read(
            lambda connection: (starter.digest(connection), catalogue.count(connection))
        )
        if had == digest or (had is None and dramas and not await database.read(starter.was_filled)):
            return ImportResult()
        result = await import_catalogue(database, path, now, undoable=bool(dramas))
    # Last: if the process ends before, the next start goes over the same file again, which changes nothing.
    await database.write(lambda connection: starter.put_digest(connection, digest))
    return result


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


class _Steps:
    """Adds up the bytes that a reader reports."""

    def __init__(self, progress: Progress, total: int):
        self._progress = progress
        self._done = 0
        self._total = total

    def more(self, count: int) -> None:
        self._done += count
        self._progress(self._done, self._total)
