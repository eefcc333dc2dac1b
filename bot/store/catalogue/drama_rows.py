"""Adds and fills the rows that belong to a drama."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from enum import StrEnum


def new_drama_id(connection: sqlite3.Connection) -> int:
    """An id that no drama has or ever had, because buttons may still hold the id of an undone import."""
    ident: int = connection.execute(
        "SELECT 1 + max((SELECT ifnull(max(id), 0) FROM drama),"
        " (SELECT ifnull(max(highest_id), 0) FROM catalogue_import))"
    ).fetchone()[0]
    return ident


def keep_old_names(
    connection: sqlite3.Connection, ident: int, known: dict[str, object], changes: dict[str, object]
) -> None:
    """Turn a replaced title into an alias. An alias that becomes a title is no longer an alias."""
    for column in ("title", "native_title"):
        if column in changes and known[column]:
            append(connection, "alias", ("name",), ident, [(known[column],)])
    for column in ("title", "native_title"):
        if column in changes:
            connection.execute("DELETE FROM alias WHERE drama_id = ? AND name = ?", (ident, changes[column]))


def plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def append(
    connection: sqlite3.Connection,
    table: str,
    columns: tuple[str, ...],
    ident: int,
    rows: Sequence[tuple[object, ...]],
) -> None:
    """Insert the rows that the drama lacks after those it has, in their order."""
    if not rows:
        return
    connection.executemany(
        f"INSERT INTO {table} (drama_id, position, {', '.join(columns)}) VALUES"
        f" (?, (SELECT ifnull(max(position), -1) + 1 FROM {table} WHERE drama_id = ?),"
        f" {', '.join('?' * len(columns))}) ON CONFLICT DO NOTHING",
        [(ident, ident, *row) for row in rows],
    )


def fill(
    connection: sqlite3.Connection,
    table: str,
    keys: tuple[str, ...],
    columns: tuple[str, ...],
    overwrite: bool,
    rows: Sequence[tuple[object, ...]],
) -> None:
    """Set empty values, or with overwrite all that differ. Rows are drama, keys, values."""
    where = " AND ".join(f"{key} = ?" for key in ("drama_id", *keys))
    for column, at in zip(columns, range(1 + len(keys), 1 + len(keys) + len(columns)), strict=True):
        test = f"{column} IS NOT ?" if overwrite else f"{column} IS NULL"
        connection.executemany(
            f"UPDATE {table} SET {column} = ? WHERE {where} AND {test}",
            [
                (row[at], *row[: 1 + len(keys)], *((row[at],) if overwrite else ()))
                for row in rows
                if row[at] is not None
            ],
        )


def named(connection: sqlite3.Connection, table: str, name: str) -> int:
    """The id of a genre, network or person. Adds a new one."""
    row = connection.execute(f"SELECT id FROM {table} WHERE name = ?", (name,)).fetchone()
    if row is None:
        row = connection.execute(f"INSERT INTO {table} (name) VALUES (?) RETURNING id", (name,)).fetchone()
    ident: int = row[0]
    return ident
