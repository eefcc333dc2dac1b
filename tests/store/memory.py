"""A database of today's schema in memory, for the modules that work on a plain connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.dramas import CatalogueEntry
from bot.search.keys import key
from bot.store import filling, migrations


@contextmanager
def empty() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        migrations.migrate(connection, Path(":memory:"))
        connection.execute("BEGIN")
        yield connection
    finally:
        connection.close()


def add(
    connection: sqlite3.Connection, entry: CatalogueEntry, *, overwrite: bool = False
) -> tuple[int, filling.Change]:
    """Store an entry as an import of its own does: with a finder that has just read the catalogue."""
    return filling.store(connection, filling.Finder(connection, key), entry, overwrite=overwrite)
