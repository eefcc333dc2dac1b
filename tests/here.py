"""The work that goes to threads, done where it is asked for; and a database that each test finds as new.

To hand work to a thread costs more than most of what is handed over. To open a database costs more still:
each connection reads the whole schema, and prepares every statement once more. So the tests of a process have
one file, its connections stay open, and before a test the pages that changed are written as they were.

A caller still yields, so that other tasks go on between a piece of work and its result. Whatever is about
threads, or about how files are opened and closed, is marked `threads`, and has a file of its own.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import aiosqlite
import numpy as np
import pytest

from bot.services.catalogue import indexing
from bot.store import database, file_care, process_lock
from bot.store.catalogue.catalogue import DramaNames
from bot.store.kept import watch
from bot.store.revisions import Revisions

T = TypeVar("T")
P = ParamSpec("P")
Reads = Callable[[sqlite3.Connection], Iterator[DramaNames]]

_FILES = ("", "-wal", "-shm")
_PAGE = 4_096  # bytes


def work_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the end of the test, nothing is handed to a thread."""
    monkeypatch.setattr(asyncio, "to_thread", to_thread)
    monkeypatch.setattr(database, "_connect", connect)
    monkeypatch.setattr(database, "Revisions", KeptRevisions)
    monkeypatch.setattr(database, "hold", hold)
    monkeypatch.setattr(database, "watch", watch_once)
    monkeypatch.setattr(file_care, "look_through", look_through_once)
    for indexed, read in _NAMES.items():
        monkeypatch.setitem(indexing._NAMES, indexed, partial(names_once, read))


async def to_thread(work: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
    """As `asyncio.to_thread`."""
    try:
        return work(*arguments, **named)
    finally:
        await asyncio.sleep(0)


class Connection:
    """What `bot.store.database` uses of an aiosqlite connection, without its thread."""

    def __init__(self, connection: sqlite3.Connection):
        self._conn = connection

    async def _execute(self, work: Callable[..., T], *arguments: Any) -> T:
        try:
            return work(*arguments)
        finally:
            await asyncio.sleep(0)

    async def set_trace_callback(self, told: Callable[[str], object] | None) -> None:
        self._conn.set_trace_callback(told)

    async def close(self) -> None:
        connection, self._conn = self._conn, _CLOSED
        close(connection)


_CLOSED = sqlite3.connect(":memory:")
_CLOSED.close()


class KeptFile:
    """A database file whose connections stay open from one test to the next."""

    def __init__(self, path: Path, original: Path):
        """`original` is a closed database, which `path` becomes a copy of."""
        self.path = path
        self.was_looked_through = False
        self.names: dict[Reads, list[DramaNames]] = {}
        self._original = original
        self._idle: dict[
            int, sqlite3.Connection
        ] = {}  # by their places, in the order in which they are opened
        self._used: dict[int, sqlite3.Connection] = {}
        self._identity: list[tuple[int, int]] = []

    def renew(self) -> Path:
        """Make the file what it was at first, whatever a test did, and its folder empty but for it."""
        self.was_looked_through = False
        if not (self._identity and self._identity == self._identities() and self._rewritten()):
            self._begin()
        self._renewed = _version(self._writer)
        kept = {self.path.with_name(self.path.name + ending) for ending in _FILES}
        for other in set(self.path.parent.iterdir()) - kept:
            shutil.rmtree(other) if other.is_dir() else other.unlink()
        return self.path

    def is_untouched(self, connection: sqlite3.Connection) -> bool:
        """Whether this is a connection to the file, and nothing was committed since it became as new."""
        return connection in self._used.values() and _version(self._writer) == self._renewed

    def take(self, timeout: float) -> sqlite3.Connection:
        """A connection as a new one: the one that had the same place in the last test, if there is one."""
        place = next(place for place in range(1_000) if place not in self._used)
        connection = self._idle.pop(place, None) or _opened(self.path)
        connection.execute(f"PRAGMA busy_timeout = {round(timeout * 1_000)}")
        self._used[place] = connection
        return connection

    def give_back(self, connection: sqlite3.Connection) -> bool:
        """Whether the connection is kept: it is this file's, and nothing is left of what was done to it."""
        place = next((place for place, used in self._used.items() if used is connection), None)
        if place is None:
            return False
        del self._used[place]
        with suppress(sqlite3.Error):
            _clean(connection)
            self._idle[place] = connection
            return True
        return False

    def _rewritten(self) -> bool:
        """Whether every page is as it was, written by way of SQLite, so that every connection notices it."""
        try:
            if self._used:  # what a test has not closed is used no more
                return False
            seen = [_version(connection) for connection in self._idle.values()]
            if not self._changed_pages_rewritten():
                with closing(sqlite3.connect(self._original)) as original:
                    original.backup(self._writer)
            # A copy counts as a change of the schema, but it is the one that every connection has read. Pages
            # that were written past SQLite are noticed with this.
            self._writer.execute(f"PRAGMA schema_version = {self._schema}")
            # One that still reads for a test sees the file as it was.
            return all(_version(one) != before for one, before in zip(self._idle.values(), seen, strict=True))
        except sqlite3.Error:
            return False

    def _changed_pages_rewritten(self) -> bool:
        """Whether the pages that a test changed are written as they were, past SQLite.

        Most tests change a few dozens of hundreds. Not while anyone reads, nor if the file has another size:
        the log remembers how many pages there are.
        """
        (busy, _, _) = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy or os.fstat(self._descriptor).st_size != len(self._image):
            return False
        now, first = (
            np.frombuffer(content, np.uint64).reshape(-1, _PAGE // 8)
            for content in (os.pread(self._descriptor, len(self._image), 0), self._image)
        )
        for page in np.flatnonzero((now != first).any(axis=1)).tolist():
            os.pwrite(self._descriptor, first[page].tobytes(), page * _PAGE)
        self._writer.execute("PRAGMA shrink_memory")  # what it remembers of these pages
        return True

    def close(self) -> None:
        for connection in (*self._idle.values(), *self._used.values()):
            connection.close()
        self._idle.clear()
        self._used.clear()
        if self._identity:
            self._writer.close()
            os.close(self._descriptor)
            self._identity = []

    def _begin(self) -> None:
        self.close()
        for ending in _FILES:
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        shutil.copy(self._original, self.path)
        self.path.chmod(0o600)
        self._writer = _opened(self.path)
        self._writer.execute("PRAGMA busy_timeout = 0")  # who still reads is not waited for
        self._writer.execute("PRAGMA journal_mode = WAL")
        self._writer.execute("PRAGMA synchronous = OFF")
        ((self._schema,),) = self._writer.execute("PRAGMA schema_version").fetchall()
        self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # from here on there are all three files
        # Open as long as the connections are: to close a file ends every lock that the process has on it.
        self._descriptor = os.open(self.path, os.O_RDWR)
        self._image = os.pread(self._descriptor, os.fstat(self._descriptor).st_size, 0)
        self._identity = self._identities()

    def _identities(self) -> list[tuple[int, int]]:
        found = []
        for ending in _FILES:
            with suppress(OSError):
                status = self.path.with_name(self.path.name + ending).stat()
                found.append((status.st_dev, status.st_ino))
        return found


_files: dict[Path, KeptFile] = {}


@contextmanager
def kept_file(path: Path, original: Path) -> Iterator[KeptFile]:
    """Within the block connections to this path stay open."""
    _files[path] = KeptFile(path, original)
    try:
        yield _files[path]
    finally:
        _files.pop(path).close()


async def connect(path: Path, opened: list[aiosqlite.Connection]) -> aiosqlite.Connection:
    """As `database._connect`."""
    kept = _files.get(path)
    timeout = database.BUSY_TIMEOUT
    connection = kept.take(timeout) if kept else sqlite3.connect(path, isolation_level=None, timeout=timeout)
    made = cast(aiosqlite.Connection, Connection(connection))
    opened.append(made)
    return made


def close(connection: sqlite3.Connection) -> None:
    if not any(kept.give_back(connection) for kept in _files.values()):
        connection.close()


class KeptRevisions(Revisions):
    """As `Revisions`, on a connection that stays open."""

    def __init__(self, path: Path):
        kept = _files.get(path)
        if kept is None:
            super().__init__(path)
            return
        self._connection = kept.take(0)
        self._connection.execute("PRAGMA query_only = ON")
        self._seen = self._number = None

    def close(self) -> None:
        connection, self._connection = self._connection, _CLOSED
        close(connection)


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """As `process_lock.hold`, but no file is made for a database that this process alone knows of."""
    if path not in _files:
        with process_lock.hold(path):
            yield
        return
    held, real = process_lock._held, path.resolve()
    held[real] += 1
    try:
        yield
    finally:
        held[real] -= 1


_NOTES = "SELECT 1 FROM temp.sqlite_schema WHERE name = 'changed'"


def watch_once(connection: sqlite3.Connection) -> None:
    """As `kept.watch`, also on a connection that has been watched before."""
    if connection.execute(_NOTES).fetchone():
        connection.execute("DELETE FROM temp.changed")
    else:
        watch(connection)


_NAMES = dict(indexing._NAMES)


def names_once(read: Reads, connection: sqlite3.Connection) -> Iterator[DramaNames]:
    """As a function of the store that reads every name, which gives the same of every file that is as new."""
    for kept in _files.values():
        if kept.is_untouched(connection):
            if read not in kept.names:
                kept.names[read] = list(read(connection))
            return iter(kept.names[read])
    return read(connection)


_look_through = file_care.look_through


def look_through_once(connection: sqlite3.Connection) -> None:
    """As `file_care.look_through`, but for a file of which every page was written a moment ago."""
    for kept in _files.values():
        if connection in kept._used.values() and not kept.was_looked_through:
            kept.was_looked_through = True
            return
    _look_through(connection)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def _version(connection: sqlite3.Connection) -> int:
    """Another one after each commit of another connection, unless this one is still reading."""
    ((version,),) = connection.execute("PRAGMA data_version").fetchall()
    return int(version)


def _clean(connection: sqlite3.Connection) -> None:
    """Take away what was done to a connection, but for the notes of `watch`. Raises `sqlite3.Error`."""
    connection.rollback()
    connection.set_trace_callback(None)
    connection.set_authorizer(None)
    connection.set_progress_handler(None, 0)
    connection.row_factory = None
    connection.execute("PRAGMA query_only = OFF")
    own = "SELECT name FROM temp.sqlite_schema WHERE type = 'table' AND name <> 'changed'"
    for (table,) in connection.execute(own).fetchall():
        connection.execute(f'DROP TABLE temp."{table}"')
    for _, name, _ in connection.execute("PRAGMA database_list").fetchall():
        if name not in ("main", "temp"):
            connection.execute(f'DETACH "{name}"')
