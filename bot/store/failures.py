"""Says what an error of SQLite means for the person who has to do something about it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.errors import StoreUnavailable

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
