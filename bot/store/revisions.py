"""Tells in a few microseconds whether anyone, in any process, has changed the catalogue."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.store.catalogue import revision


class Revisions:
    """The catalogue's revision, on a connection of the event loop's own.

    Nothing else reads the file there. As long as no one commits, SQLite answers from the memory that all
    connections share. After a commit, of whatever, the number is read again: one row on a page that each
    connection reads, and that the system therefore has in memory. A visit to another thread takes ten times
    as long.
    """

    def __init__(self, path: Path):
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=0)
        self._connection.execute("PRAGMA query_only = ON")
        self._seen: int | None = None
        self._number: int | None = None

    def now(self) -> int | None:
        """The revision. None if another process has the file to itself just now, or it is out of order."""
        try:
            ((seen,),) = self._connection.execute("PRAGMA data_version").fetchall()
            if seen != self._seen:
                # In this order: a commit in between is noticed the next time.
                self._number = revision.of(self._connection)
                self._seen = seen
        except sqlite3.Error:  # whoever reads in full tells the member what is wrong
            self._seen, self._number = None, None
        return self._number

    def close(self) -> None:
        self._connection.close()
