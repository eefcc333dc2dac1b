"""The rows of a database of any release: fills one, and sees that nothing of them is lost."""

from __future__ import annotations

import re
import sqlite3
import stat
from contextlib import closing
from functools import cache
from pathlib import Path

from bot.store import migrations
from bot.store.migrations import backup_path, latest_version
from tests.store.releases import build

Rows = dict[str, list[dict[str, object]]]
# What triggers write out of the other tables; tests/store/scores/test_standings.py says what must be in them.
KEPT_BY_TRIGGERS = {"still_room", "standing", "taste_input", "catalogue_revision", "progress_shown"}
GIVEN_UP = {("outbox", "created_at")}  # columns that nothing ever read
# The ledger has these by now.
GIVEN_UP |= {
    ("marked", name) for name in ("repost_id", "revision", "shown", "corrected", "tries", "retry_at")
}
GIVEN_UP |= {("club_step", "told")}
GIVEN_UP |= {("thread", name) for name in ("links", "links_shown", "tries", "retry_at")}
# Tables whose rows are kept in another one: which rows of it, and the new name of each column that is kept.
_SAME = {"guild_id", "channel_id", "message_id", "tries", "retry_at"}
MOVED = {
    "review_post": ("posted", "review", {"review_id": "subject"} | {name: name for name in _SAME}),
    "comment_post": ("posted", "comment", {"comment_id": "subject"} | {name: name for name in _SAME}),
    "synopsis_post": (
        "posted",
        "synopsis",
        {name: name for name in _SAME | {"drama_id", "episode", "revision", "shown", "outbox_id"}},
    ),
    "marked_gone": ("posted", "marked", {name: name for name in _SAME}),
}
ONE_ROW = re.compile(r"CHECK \(\w+ = 1\)")  # in the statement of a table that holds no more


def tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return [row[0] for row in rows]


def schema(connection: sqlite3.Connection) -> set[tuple[str, str, str | None]]:
    """Every table and index; how many spaces its statement has is no difference."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'")
    return {(kind, name, " ".join(sql.split()) if sql else None) for kind, name, sql in rows}


@cache
def schema_of_today() -> set[tuple[str, str, str | None]]:
    with closing(sqlite3.connect(":memory:")) as fresh:
        migrations.migrate(fresh, Path(":memory:"))
        return schema(fresh)


def contents(connection: sqlite3.Connection) -> Rows:
    return {table: _rows_of(connection, table) for table in tables(connection)}


def _rows_of(connection: sqlite3.Connection, table: str) -> list[dict[str, object]]:
    cursor = connection.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


@cache  # the same few hundred columns are filled at each version
def _allowed(sql: str, column: str) -> list[object]:
    """Values that a column's CHECK lets through, read from the statement that made the table."""
    if match := re.search(rf"CHECK \({column} IN \(([^)]*)\)\)", sql):
        return [
            word.strip().strip("'") if "'" in word else int(word) for word in match[1].split(",")
        ]  # fmt: skip
    if match := re.search(rf"CHECK \({column} BETWEEN (\d+) AND (\d+)\)", sql):
        return [int(match[1]) + 1, int(match[2])]
    if match := re.search(rf"CHECK \(length\({column}\) = (\d+)\)", sql):
        return ["JP"[: int(match[1])], "KR"[: int(match[1])]]
    return []


def _value(sql: str, column: str, kind: str, at: int) -> object:
    allowed = _allowed(sql, column)
    if allowed:
        return allowed[at % len(allowed)]
    return {"INTEGER": at + 1, "REAL": at + 0.5, "BLOB": b"\x00%d" % at}.get(kind, f"{column} {at} 涙")


APART = 1_000  # between the numbers of two fills; what migrations and triggers number themselves lies between


def fill(connection: sqlite3.Connection, before: int = 0) -> Rows:
    """Two rows more in every table, each column with a value; what refers to another row refers to its like.

    `before` says how many times the database was filled before: no row is the same as one of those. One row
    where the table holds no more: it is the same each time, and stays if it is there. What triggers fill out
    of these is left to them. Returns every row that is there by now.
    """
    held = {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in tables(connection)
    }
    alone = set()
    for table in tables(connection):
        if table in KEPT_BY_TRIGGERS:
            continue
        (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        columns = [(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({table})")]
        keys = {row[3]: row[2] for row in connection.execute(f"PRAGMA foreign_key_list({table})")}
        alone |= {table} if ONE_ROW.search(sql) else set()
        first = 0 if table in alone else before * APART
        for row in _two_rows(sql, columns, keys, first)[: 1 if table in alone else 2]:
            if table in alone and held[table]:
                assert _rows_of(connection, table) == [row], table
                continue
            connection.execute(
                f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
                tuple(row.values()),
            )
    filled = contents(connection)
    assert all(filled.values())
    for table in filled.keys() - KEPT_BY_TRIGGERS:
        assert len(filled[table]) == (1 if table in alone else held[table] + 2), table
    return filled


def _two_rows(
    sql: str, columns: list[tuple[str, str]], keys: dict[str, str], first: int
) -> list[dict[str, object]]:
    refers = list(keys)
    # What refers to two rows of one table refers to two different ones.
    others = {name for name in refers if keys[name] in [keys[b] for b in refers[: refers.index(name)]]}
    found = []
    for at in range(2):
        row = {name: _value(sql, name, kind, first + at) for name, kind in columns}
        found.append(row | {name: first + (2 - at if name in others else at + 1) for name in refers})
    return found


def chains() -> list[range]:
    """Versions that can be filled one after another in one database, all versions together.

    A new chain begins where a table that holds one row is made anew: what is put in from there on has another
    row in it, and cannot stand beside the row of before.
    """
    starts, known = [1], dict[str, str]()
    for version in range(1, latest_version() + 1):
        with closing(sqlite3.connect(":memory:")) as built:
            build(built, version)
            lone = {
                name: sql
                for kind, name, sql in schema(built)
                if kind == "table" and ONE_ROW.search(sql or "")
            }
        if any(known.get(name, sql) != sql for name, sql in lone.items()):
            starts.append(version)
        known = {name: sql or "" for name, sql in lone.items()}
    return [range(one, end) for one, end in zip(starts, [*starts[1:], latest_version() + 1], strict=True)]


def assert_nothing_is_lost(before: Rows, after: Rows) -> None:
    """Between the contents of two versions, the later one today's or one at which less has moved."""
    moved = {table: to for table, to in MOVED.items() if table in before and table not in after}
    kept_in = {table: moved[table][0] if table in moved else table for table in before}
    together: dict[str, int] = {}
    for table, rows in before.items():
        together[kept_in[table]] = together.get(kept_in[table], 0) + len(rows)
    # The ledger also has what stood in columns of `marked` and `thread`.
    assert len(after.get("posted", ())) >= together.pop("posted", 0)
    assert {table: len(after[table]) for table in together} == together

    before = before.copy()
    before.pop("standing", None)  # counted from the other tables, and by today's rule of whose scores count
    for table, (place, kind, names) in moved.items():
        wanted = [{names[c]: row[c] for c in row if c in names} for row in before.pop(table)]
        there = [
            row for row in after[place] if row["kind"] == kind and (kind != "marked" or not row["subject"])
        ]
        assert not wanted or [{column: row[column] for column in wanted[0]} for row in there] == wanted, table
    for table, rows in before.items():
        given_up = {c for gone_from, c in GIVEN_UP if gone_from == table} - _columns(after[table])
        wanted = [{c: row[c] for c in row if c not in given_up} for row in rows]
        columns = _columns(wanted)
        kept = [{column: row[column] for column in columns} for row in after[table]]
        assert (kept[: len(wanted)] if table == "posted" else kept) == wanted, table


def _columns(rows: list[dict[str, object]]) -> set[str]:
    return set(rows[0]) if rows else set()


def assert_nothing_is_wrong(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert schema(connection) == schema_of_today()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def assert_copied_first(path: Path, version: int, before: Rows) -> None:
    assert backup_path(path, version).name == f"namida.sqlite3.before-migration-from-{version}"
    assert stat.S_IMODE(backup_path(path, version).stat().st_mode) == 0o600
    with closing(sqlite3.connect(backup_path(path, version))) as copy:
        assert migrations.version_of(copy) == version
        assert contents(copy) == before
