"""Stores a catalogue file: stages it, stores it in short transactions, and can undo all of it.

No transaction holds the store's one writer longer than members notice. The file is staged in the database
first. So a process that dies leaves either nothing, or an import that the next start finishes.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter

from bot.domain.dramas import CatalogueEntry
from bot.errors import ImportRefused, ImportUnderWay, UnknownImport
from bot.logs import get_logger
from bot.search.keys import key
from bot.sources import files
from bot.sources.lines import Progress
from bot.store.catalogue import filling, import_journal, imports
from bot.store.catalogue.imports import ImportProgress, State
from bot.store.database import Database

# Seconds during which a transaction takes steps. The last step and the commit are extra.
HOLD = 0.02
READ_AHEAD = 64  # steps that are read before they are stored: reading needs no transaction
PIECE = 512 * 1024  # bytes of the file in one row

# Told (connection, the import's id) in the transaction that makes it certain to be stored.
Begun = Callable[[sqlite3.Connection, int], None]

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DramaPiece:
    """A drama of the file, or a piece of a long one. `first` marks the start of a drama."""

    entry: CatalogueEntry
    first: bool


@dataclass(frozen=True, slots=True)
class CatalogueImportUndone:
    """How many added dramas the undo deleted, and how many stay because they are in use now."""

    went: int = 0
    stayed: int = 0


def nobody_is_told(_connection: sqlite3.Connection, _import_id: int) -> None:
    """Adds nothing to the transaction."""


def unwatched(count: int) -> None:
    """Reports no progress."""


async def stage(
    database: Database,
    path: Path,
    now: datetime,
    *,
    overwrite: bool = False,
    undoable: bool = True,
    begun: Begun = nobody_is_told,
) -> int:
    """Stage a validated file. Returns the id of its import, which will be stored even after a crash."""
    suffix = path.suffix.lower()
    ident = await database.write(
        lambda connection: imports.begin(connection, suffix, now, overwrite=overwrite, undoable=undoable)
    )
    with path.open("rb") as file:
        place = 0
        while raw := await asyncio.to_thread(file.read, PIECE):
            body = await asyncio.to_thread(zlib.compress, raw, 1)
            await database.write_patiently(
                partial(_put, import_id=ident, state=State.STAGING, place=place, body=body)
            )
            place += 1

    def start(connection: sqlite3.Connection) -> None:
        _hold(connection, ident, State.STAGING)
        imports.set_state(connection, ident, State.STORING)
        begun(connection, ident)

    await database.write(start)
    return ident


async def store(
    database: Database, import_id: int, now: datetime, progress: Progress = unwatched
) -> ImportProgress:
    """Store the rest of a staged file. Returns the result of the whole import.

    Raises `ImportUnderWay` if another process continues it.
    """
    standing = await database.read(lambda connection: _hold(connection, import_id, State.STORING))
    async with _put_back(database, standing) as path:
        finder = await database.read(lambda connection: filling.Finder(connection, key))
        steps = islice(_steps(path, progress), standing.place, None)
        while ahead := await asyncio.to_thread(list, islice(steps, READ_AHEAD)):
            done = 0
            while done < len(ahead):
                work = partial(_store, finder=finder, standing=standing, steps=ahead[done:], now=now)
                moved = await database.write_patiently(work)
                done += moved.place - standing.place
                standing = moved
    await database.write(partial(_end, standing=standing))
    await _clear(database, standing)
    return standing


async def undo(
    database: Database, import_id: int, begun: Callable[[sqlite3.Connection], None] | None = None
) -> CatalogueImportUndone:
    """Undo a whole import, in short transactions. Raises `UnknownImport`.

    Later changes stay, and so do added dramas that members or curators gave something. `begun` joins the
    transaction from which on the undo is certain.
    """

    def begin(connection: sqlite3.Connection) -> None:
        standing = imports.get(connection, import_id)
        if standing is None or not standing.undoable or standing.state in (State.STAGING, State.UNDONE):
            raise UnknownImport(import_id)
        imports.hold_ids(connection, import_id)
        imports.set_state(connection, import_id, State.UNDOING)
        if begun is not None:
            begun(connection)

    await database.write(begin)
    went = stayed = 0
    done = False
    while not done:
        gone, left, done = await database.write_patiently(
            lambda connection: import_journal.undo(connection, import_id, HOLD)
        )
        went, stayed = went + gone, stayed + left
    await database.write(lambda connection: imports.set_state(connection, import_id, State.UNDONE))
    await _drop_file(database, import_id)
    return CatalogueImportUndone(went, stayed)


async def finish(database: Database, now: datetime) -> bool:
    """Finish imports that an earlier process left unfinished. Returns whether there were any.

    A file that was only partly staged is deleted: nothing of it was stored.
    """
    left = await database.read(imports.unfinished)
    for standing in left:
        log.info("an import was left in the middle", import_id=standing.id, state=standing.state.value)
        if standing.state is State.STAGING:
            await _drop_file(database, standing.id)
            await database.write(partial(imports.forget, import_id=standing.id))
        elif standing.state is State.UNDOING:
            await undo(database, standing.id)
        else:
            await _store_or_undo(database, standing, now)
    for standing in await database.read(imports.leavings):
        await _clear(database, standing)
    return bool(left)


async def _store_or_undo(database: Database, standing: ImportProgress, now: datetime) -> None:
    try:
        await store(database, standing.id, now)
    except (ImportRefused, zlib.error, OSError):
        if not standing.undoable:
            raise
        # This version reads the file differently from the one that staged it, so store none of it.
        log.exception("an import cannot go on and is undone", import_id=standing.id)
        await undo(database, standing.id)


def _end(connection: sqlite3.Connection, standing: ImportProgress) -> None:
    if imports.get(connection, standing.id) != standing:
        raise ImportUnderWay
    imports.set_state(connection, standing.id, State.STORED)


def _put(connection: sqlite3.Connection, import_id: int, state: State, place: int, body: bytes) -> None:
    _hold(connection, import_id, state)
    imports.put_piece(connection, import_id, place, body)


def _hold(connection: sqlite3.Connection, import_id: int, state: State) -> ImportProgress:
    """The import's position. Raises `ImportUnderWay` if it is no longer where we left it."""
    standing = imports.get(connection, import_id)
    if standing is None or standing.state is not state:
        raise ImportUnderWay
    return standing


def _store(
    connection: sqlite3.Connection,
    finder: filling.Finder,
    standing: ImportProgress,
    steps: list[DramaPiece],
    now: datetime,
) -> ImportProgress:
    """Take steps for as long as one transaction may last, and store the position."""
    begin = perf_counter()
    if imports.get(connection, standing.id) != standing:
        raise ImportUnderWay
    finder.catch_up(connection)
    for step in steps:
        ident, change = filling.store(
            connection,
            finder,
            step.entry,
            now,
            overwrite=standing.overwrite,
            known=None if step.first else standing.of_drama,
            journal=standing.id if standing.undoable else None,
        )
        standing = standing.after(ident, change, first=step.first)
        if perf_counter() - begin > HOLD:
            break
    imports.move(connection, standing)
    return standing


def _steps(path: Path, progress: Progress) -> Iterator[DramaPiece]:
    for entry in files.entries(path, progress):
        for place, piece in enumerate(filling.in_pieces(entry)):
            yield DramaPiece(piece, first=place == 0)


@asynccontextmanager
async def _put_back(database: Database, standing: ImportProgress) -> AsyncIterator[Path]:
    """The staged file as a temporary file, while the block runs."""
    with tempfile.TemporaryDirectory(prefix="namida-import-") as folder:
        path = Path(folder, "catalogue").with_suffix(standing.suffix)
        with path.open("wb") as file:
            place = 0
            while body := await database.read(partial(imports.piece, import_id=standing.id, place=place)):
                await asyncio.to_thread(lambda raw: file.write(zlib.decompress(raw)), body)
                place += 1
        yield path


async def _clear(database: Database, standing: ImportProgress) -> None:
    """Delete the staged file, and the import if it has nothing to undo."""
    await _drop_file(database, standing.id)
    if standing.state is not State.UNDONE and not standing.worth_keeping:
        await database.write(partial(imports.forget, import_id=standing.id))


async def _drop_file(database: Database, import_id: int) -> None:
    await database.write_in_pieces(partial(imports.drop_piece, import_id=import_id))
