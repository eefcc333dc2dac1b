"""Keeps the database file sound and small: looks through it, shortens its log, counts for the planner.

Each runs on a connection of its own, so that neither readers nor the writer wait for it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from bot.errors import StoreUnavailable

T = TypeVar("T")

# Bytes of a file that is looked through at each start: that takes half a second. A larger one takes some
# seconds for each GB, and a minute on a slow disk.
LOOKED_THROUGH_AT_ONCE = 64 * 1024 * 1024
# Seconds after the start; until then the bot has better things to read.
LOOKED_THROUGH_AFTER = 60.0
LOG_KEPT = (
    16 * 1024 * 1024
)  # bytes that the write-ahead log keeps of the disk once everything in it is stored
_SAMPLE = 400  # rows of each index that are counted: some milliseconds in all, however large the file is
_STEPS = 1_000  # of SQLite's virtual machine, between two looks whether to stop


def ended_well(path: Path) -> bool:
    """Whether the last process closed the database: it then stored its log in the file and deleted it."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size == 0
    except FileNotFoundError:
        return True


def lacks_its_log(path: Path) -> bool:
    """Whether somebody deleted the write-ahead log that a killed process left, and with it what was in there.

    A process that closes the database deletes the log's index with it, so an index alone was left behind.
    """
    log, index = (path.with_name(f"{path.name}-{ending}") for ending in ("wal", "shm"))
    return index.exists() and not log.exists() and path.exists() and path.stat().st_size > 0


def is_put_off(path: Path) -> bool:
    """Whether the file may be looked through later: it is large, and its last process closed it."""
    return path.exists() and path.stat().st_size > LOOKED_THROUGH_AT_ONCE and ended_well(path)


def look_through(connection: sqlite3.Connection) -> None:
    """Read the whole file. Raises `StoreUnavailable` if it is damaged."""
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise StoreUnavailable("damaged")


async def look_through_later(path: Path) -> bool:
    """Read the whole file after a while. Returns whether it is sound. Can be cancelled."""
    await asyncio.sleep(LOOKED_THROUGH_AFTER)
    try:
        await _aside(path, look_through)
    except StoreUnavailable:
        return False
    except sqlite3.DatabaseError as error:
        # So damaged that it cannot be read through. All else (a lock, no memory) says nothing of the file.
        return getattr(error, "sqlite_errorcode", 0) & 0xFF not in (
            sqlite3.SQLITE_CORRUPT,
            sqlite3.SQLITE_NOTADB,
        )
    return True


async def shorten_log(path: Path) -> bool:
    """Store the write-ahead log in the file and give its room back. False if others are at work now."""
    return await _aside(path, _shorten)


async def count(path: Path) -> None:
    """Count rows, for the plans of statements. Connections that are opened later use the result."""
    await _aside(path, count_now)


def count_now(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA analysis_limit = {_SAMPLE}")
    # `PRAGMA optimize` would pass over what this connection has not read, which is everything.
    connection.execute("ANALYZE")


def _shorten(connection: sqlite3.Connection) -> bool:
    # Most of the work is done here, and holds no one up. Only what is left is done with the writer waiting.
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _connect(path: Path) -> sqlite3.Connection:
    """A connection for any thread. Never makes a new file in the place of one that is gone."""
    there = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(there, uri=True, isolation_level=None, check_same_thread=False)


async def _aside(path: Path, work: Callable[[sqlite3.Connection], T]) -> T:
    """Run `work` on a connection and in a thread of its own. Cancelling ends it within a moment."""
    stopped = threading.Event()
    with closing(_connect(path)) as connection:
        connection.set_progress_handler(stopped.is_set, _STEPS)
        working = asyncio.ensure_future(asyncio.to_thread(work, connection))
        try:
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            # Some of SQLite's steps are long and hear of the one only, some of the other.
            stopped.set()
            connection.interrupt()
            with suppress(sqlite3.Error, StoreUnavailable):
                await working
            raise
