"""Records an import's changes of the catalogue, row by row, so that all of it can be undone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from bot.store.catalogue.merging import RULES, Rule

# Every table of the catalogue that `filling` writes, and the column that says which drama a row is of.
TABLES = {"drama": "id"} | dict.fromkeys(
    (
        "alias",
        "credit",
        "drama_genre",
        "drama_network",
        "drama_source",
        "episode",
        "link",
        "music",
        "quote",
        "relation",
        "staff",
        "summary",
        "synopsis",
    ),
    "drama_id",
)
# Names that have their own rows. A name that no drama has any more is deleted.
_NAMES = {"drama_genre": "genre", "drama_network": "network", "credit": "person", "staff": "person"}
# A quote and a synopsis of the catalogue's are nobody's; others are a member's or a server's.
_BY_SOMEBODY = {
    "quote": "added_by IS NOT NULL OR guild_id IS NOT NULL",
    "synopsis": "author_id IS NOT NULL OR guild_id IS NOT NULL",
}


_Rows = tuple[tuple[str, ...], list[tuple[object, ...]]]  # the columns' names, and the rows


@contextmanager
def watching(connection: sqlite3.Connection, import_id: int | None, drama_id: int) -> Iterator[None]:
    """Record for an import what the block changes in a drama. Records nothing for None.

    It compares the rows before and after, so code that writes cannot forget to record.
    """
    if import_id is None:
        yield
        return
    before = {table: _read(connection, table, drama_id) for table in TABLES}
    changes = connection.total_changes
    yield
    if connection.total_changes == changes:
        return
    for table, read in before.items():
        again = _read(connection, table, drama_id)
        if again == read:
            continue
        keys = _keys(connection, table)
        was, became = _by_key(keys, read), _by_key(keys, again)
        # In this order: undone backwards, what came makes room for what went.
        gone = [(row, None) for key, row in was.items() if key not in became]
        other = [(row, became[key]) for key, row in was.items() if key in became and became[key] != row]
        new = [(None, row) for key, row in became.items() if key not in was]
        connection.executemany(
            "INSERT INTO catalogue_import_change (import_id, of_drama, table_name, was, became)"
            " VALUES (?, ?, ?, ?, ?)",
            [(import_id, drama_id, table, *map(_as_json, pair)) for pair in (*gone, *other, *new)],
        )


def _read(connection: sqlite3.Connection, table: str, drama_id: int) -> _Rows:
    cursor = connection.execute(f"SELECT * FROM {table} WHERE {TABLES[table]} = ?", (drama_id,))
    return tuple(column[0] for column in cursor.description), cursor.fetchall()


def _by_key(keys: list[str], read: _Rows) -> dict[tuple[object, ...], dict[str, object]]:
    columns, rows = read
    dicts = (dict(zip(columns, row, strict=True)) for row in rows)
    return {tuple(row[key] for key in keys): row for row in dicts}


def _as_json(row: dict[str, object] | None) -> str | None:
    return json.dumps(row, ensure_ascii=False) if row is not None else None


def added(connection: sqlite3.Connection, import_id: int, drama_id: int) -> None:
    """Record that the import added a drama."""
    connection.execute(
        "INSERT INTO catalogue_import_change (import_id, of_drama) VALUES (?, ?)", (import_id, drama_id)
    )


def undo(connection: sqlite3.Connection, import_id: int, seconds: float) -> tuple[int, int, bool]:
    """Undo the latest changes of an import, for `seconds`.

    Returns how many dramas went and stay, and if it is done.

    What has been changed since then stays as it is now, and so does an added drama to which members or
    curators gave something.
    """
    begin = perf_counter()
    went = stayed = 0
    while True:
        row = connection.execute(
            "SELECT id, of_drama, table_name, was, became FROM catalogue_import_change"
            " WHERE import_id = ? ORDER BY id DESC LIMIT 1",
            (import_id,),
        ).fetchone()
        if row is None:
            return went, stayed, True
        ident, drama_id, table, was, became = row
        connection.execute("DELETE FROM catalogue_import_change WHERE id = ?", (ident,))
        if table is None:
            gone = _take_away(connection, drama_id)
            went, stayed = went + gone, stayed + (not gone)
        elif table in TABLES:
            _turn_back(connection, table, was and json.loads(was), became and json.loads(became))
        if perf_counter() - begin > seconds:
            return went, stayed, False


def _keys(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]


def _turn_back(
    connection: sqlite3.Connection,
    table: str,
    was: dict[str, object] | None,
    became: dict[str, object] | None,
) -> None:
    """Restore one row, as far as it is still as the import left it."""
    if became is None:
        assert was is not None  # noqa: S101 - one of the two is there
        connection.execute(
            f"INSERT OR IGNORE INTO {table} ({', '.join(was)}) VALUES ({', '.join('?' * len(was))})",
            list(was.values()),
        )
    elif was is None:
        same = " AND ".join(f"{column} IS ?" for column in became)
        connection.execute(f"DELETE FROM {table} WHERE {same}", list(became.values()))
        if name := _NAMES.get(table):
            _forget_name(connection, table, name, became[f"{name}_id"])
    else:
        keys = _keys(connection, table)
        found = " AND ".join(f"{key} = ?" for key in keys)
        for column in became:
            if was[column] != became[column]:
                connection.execute(
                    f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {found} AND {column} IS ?",
                    [was[column], *(became[key] for key in keys), became[column]],
                )


def _take_away(connection: sqlite3.Connection, drama_id: int) -> bool:
    """Delete an added drama. False if members or curators gave it something."""
    if _is_somebodys(connection, drama_id):
        return False
    names = [
        (table, name, named)
        for table, name in _NAMES.items()
        for (named,) in connection.execute(
            f"SELECT {name}_id FROM {table} WHERE drama_id = ?", (drama_id,)
        ).fetchall()
    ]
    for table in _BY_SOMEBODY:
        connection.execute(f"DELETE FROM {table} WHERE drama_id = ?", (drama_id,))
    connection.execute("DELETE FROM drama WHERE id = ?", (drama_id,))
    for table, name, named in names:
        _forget_name(connection, table, name, named)
    return True


def _is_somebodys(connection: sqlite3.Connection, drama_id: int) -> bool:
    """Whether anyone has given the drama anything since it was added, or has merged it."""

    def holds(table: str, where: str) -> bool:
        found = connection.execute(f"SELECT 1 FROM {table} WHERE {where} LIMIT 1", {"id": drama_id})
        return found.fetchone() is not None

    if holds("drama", "id = :id AND merged_into IS NOT NULL") or holds("drama", "merged_into = :id"):
        return True
    if any(holds(table, "drama_id = :id") for table in ("provenance", "withheld", "catalogue_change")):
        return True
    if any(holds(table, f"drama_id = :id AND ({somebodys})") for table, somebodys in _BY_SOMEBODY.items()):
        return True
    return any(
        holds(table, f"{column} = :id")
        for table, rule in RULES.items()
        if rule in (Rule.MOVED, Rule.NEWER) and table not in TABLES
        for column in _references(connection, table)
    )


def _references(connection: sqlite3.Connection, table: str) -> list[str]:
    rows = connection.execute(f"PRAGMA foreign_key_list({table})")
    return [row[3] for row in rows if row[2] == "drama"]


def _forget_name(connection: sqlite3.Connection, table: str, name: str, named: object) -> None:
    connection.execute(
        f"DELETE FROM {name} WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM {table} WHERE {name}_id = ?1)",
        (named,),
    )
