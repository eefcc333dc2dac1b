"""Names one row of any table, for statements that are made for many tables."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """What the schema says of a table: the columns that name one row, and those that may not be empty."""

    keys: tuple[str, ...]
    required: frozenset[str]

    @property
    def key(self) -> str:
        """The key columns as SQL."""
        return ", ".join(self.keys)

    @property
    def marks(self) -> str:
        return ", ".join("?" * len(self.keys))


def shape(connection: sqlite3.Connection, table: str) -> Shape:
    """How rows of a table are named."""
    columns = connection.execute(
        'SELECT name, "notnull", pk FROM pragma_table_info(?) ORDER BY pk', (table,)
    ).fetchall()
    (by_key,) = connection.execute(
        "SELECT wr FROM pragma_table_list(?) WHERE schema = 'main'", (table,)
    ).fetchone()
    keys = tuple(name for name, _, pk in columns if pk) if by_key else ("rowid",)
    return Shape(keys, frozenset(name for name, required, pk in columns if required or pk))
