"""A catalogue file on its way into the store: put aside, stored in short transactions, undone as a whole.

No transaction holds the store's one writer longer than members notice. The file is put aside first, so
that a process that dies leaves either nothing or an import that the next start brings to its end.
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

# Seconds that a transaction goes on taking steps; the last one and the commit come on top.
HOLD = 0.02
READ_AHEAD = 64  # steps that are read before they are stored: reading needs no transaction
PIECE = 512 * 1024  # bytes of the file in one row

# Told (connection, the import's id) in the transaction that makes it certain to be stored.
Begun = Callable[[sqlite3.Connection, int], None]

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DramaPiece:
    """A drama of the file, or a piece of a long one; `first` where a drama begins."""

    entry: CatalogueEntry
    first: bool


@dataclass(frozen=True, slots=True)
class CatalogueImportUndone:
    """How many dramas an undone import had added: those that went, and those that hold something by now."""

    went: int = 0
    stayed: int = 0


def nobody_is_told(_connection: sqlite3.Connection, _import_id: int) -> None:
    """Nothing goes with it."""


def unwatched(count: int) -> None:
    """Nobody watches."""


async def stage(
    database: Database,
    path: Path,
    now: datetime,
    *,
    overwrite: bool = False,
    undoable: bool = True,
    begun: Begun = nobody_is_told,
) -> int:
    """Put a validated file aside; returns the id of its import, which is stored whatever happens."""
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
    """Store what was put aside, from where it stands to its end; returns what it came to.

    Raises `ImportUnderWay` where another process goes on with it.
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
    """Undo all that an import did, in short transactions; raises `UnknownImport`.

    What somebody has changed since stays, and so do added dramas that somebody gave something.
    `begun` joins the transaction after which it is certain to be undone.
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
    """Bring to an end what an earlier process left in the middle; whether there was anything.

    A file that was not yet put aside whole is forgotten: nothing of it was stored.
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
        # This version reads the file in another way than the one that took it: then none of it.
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
    """How the import stands; raises `ImportUnderWay` where it is no longer where we left it."""
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
    """Take steps for as long as one transaction may, and write down how far that was."""
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
    """The file that was put aside, as a file for as long as it is read."""
    with tempfile.TemporaryDirectory(prefix="namida-import-") as folder:
        path = Path(folder, "catalogue").with_suffix(standing.suffix)
        with path.open("wb") as file:
            place = 0
            while body := await database.read(partial(imports.piece, import_id=standing.id, place=place)):
                await asyncio.to_thread(lambda raw: file.write(zlib.decompress(raw)), body)
                place += 1
        yield path


async def _clear(database: Database, standing: ImportProgress) -> None:
    """Forget the file, and an import that has nothing to undo."""
    await _drop_file(database, standing.id)
    if standing.state is not State.UNDONE and not standing.worth_keeping:
        await database.write(partial(imports.forget, import_id=standing.id))


async def _drop_file(database: Database, import_id: int) -> None:
    while await database.write_patiently(partial(imports.drop_piece, import_id=import_id)):
        pass
