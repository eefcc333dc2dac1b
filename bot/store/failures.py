"""Says what an error of SQLite means for the person who has to do something about it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType

from bot.errors import StoreUnavailable
from bot.store.file_identity import FileIdentity

# By SQLite's primary result code.
_KINDS = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_IOERR: "broken",
    sqlite3.SQLITE_CANTOPEN: "broken",
}


def unavailable(error: sqlite3.Error, path: Path | None = None) -> StoreUnavailable | None:
    """An SQLite error as `StoreUnavailable`. None if the error is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    kind = _KINDS.get(code & 0xFF) if code is not None else None
    return StoreUnavailable(kind, path) if kind else None


class Explained:
    """A block in which SQLite's errors become `StoreUnavailable`, but for bugs of ours.

    Where the file is lost, that is why. Not a generator: each read of the store goes through here.
    """

    __slots__ = ("_place",)

    def __init__(self, place: FileIdentity):
        self._place = place

    def __enter__(self) -> None: ...

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        if not isinstance(error, sqlite3.Error):
            return
        known = unavailable(error, self._place.path)
        if known is not None:
            raise (StoreUnavailable("gone", known.path) if self._place.is_lost() else known) from error
