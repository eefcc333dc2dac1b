"""A database of today's schema in memory, for the modules that work on a plain connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.domain.dramas import CatalogueEntry
from bot.search.keys import key
from bot.store import migrations
from bot.store.catalogue import filling

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@cache
def todays() -> bytes:
    """A database without a row, migrated once: that takes forty times as long as copying it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrations.migrate(connection, Path(":memory:"))
        return connection.serialize()


_idle: list[sqlite3.Connection] = []


@contextmanager
def empty() -> Iterator[sqlite3.Connection]:
    """A connection in a transaction that is never committed.

    The one before is used again if nothing is left of what was done to it: to read the schema and prepare the
    statements of its triggers once more takes longer than most examples of a property.
    """
    connection = _idle.pop() if _idle else _opened()
    try:
        connection.execute("BEGIN")
        yield connection
        if connection.in_transaction:
            connection.rollback()
            if _as_opened(connection):
                _idle.append(connection)
    finally:
        if connection not in _idle:
            connection.close()


def _as_opened(connection: sqlite3.Connection) -> bool:
    """Whether nothing is left on a connection: no row, no setting, no table of its own."""
    (keys,) = connection.execute("PRAGMA foreign_keys").fetchone()
    own = connection.execute("SELECT 1 FROM temp.sqlite_schema").fetchone()
    connection.set_trace_callback(None)
    return bool(keys) and own is None and connection.serialize() == todays()


def _opened() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(todays())
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def add(
    connection: sqlite3.Connection, entry: CatalogueEntry, *, overwrite: bool = False
) -> tuple[int, filling.FillResult]:
    """Store an entry as an import of its own does: with a finder that has just read the catalogue."""
    return filling.store(connection, filling.Finder(connection, key), entry, NOW, overwrite=overwrite)
