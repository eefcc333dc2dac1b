"""A database in which every table that holds something of members has rows of several of them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime

from bot.domain.privacy.kept import KEPT
from bot.domain.privacy.other_rows import MENTIONS
from bot.domain.privacy.rows import Kept
from bot.store.moderation.audit import audit

# Ids as Discord gives them, different in their first and last bytes.
LEAVING, STAYING, THIRD = 912345678901234561, 823456789012345672, 734567890123456783
SECRET = "a word that only {member} wrote"
WHEN = "2026-11-01T00:00:00Z"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
_AUDITED = ("audit", "audit_member")


def tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return [name for (name,) in rows]


def columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """The columns of a table, computed ones too, with their types."""
    rows = connection.execute("SELECT name, type FROM pragma_table_xinfo(?)", (table,))
    return {name: kind.removesuffix(" GENERATED ALWAYS") for name, kind in rows}


def references(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """The columns that refer to a row of another table, and that table."""
    rows = connection.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (table,))
    return dict(rows.fetchall())


def owners(table: str) -> list[str]:
    return [kept.owner for kept in KEPT if kept.table == table and kept.owner is not None]


def fill(connection: sqlite3.Connection) -> None:
    """Rows of `LEAVING` and of `STAYING` in every table, and rows of `THIRD` that name `LEAVING`.

    Each is in a transaction of its own choice: references are checked when that ends.
    """
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for ident in range(1, 400):
        connection.execute(
            "INSERT INTO drama (id, title, native_title) VALUES (?, ?, '涙')", (ident, f"Drama {ident}")
        )
    numbers = iter(range(1, 10_000))
    _others(connection, numbers)
    for kept in sorted(KEPT, key=lambda one: _depth(connection, one.table)):
        if kept.owner is None or kept.table in _AUDITED:
            continue
        for member in (THIRD, LEAVING, STAYING):
            _put(connection, kept, member, next(numbers))
    for actor, about in ((THIRD, STAYING), (LEAVING, STAYING), (STAYING, LEAVING)):
        # Through the store, for the lines are a chain.
        audit(connection, 1, actor, "comment.taken_down", "comment 1", NOW, {"written_by": about})
    for mentions in MENTIONS:
        for name in mentions.columns:
            number = next(numbers)
            row = _row(connection, mentions.table, number)
            row |= dict.fromkeys(owners(mentions.table), THIRD)
            row[name] = f'{{"member": {LEAVING}, "larger": {LEAVING}7, "number": {number}}}'
            _insert(connection, mentions.table, row)
    for (message,) in connection.execute("SELECT message_id FROM marked").fetchall():
        row = _row(connection, "marked_file", message) | {"message_id": message, "position": 1}
        author = connection.execute(
            "SELECT author_id FROM marked WHERE message_id = ?", (message,)
        ).fetchone()[0]
        row |= {"content": SECRET.format(member=author).encode(), "name": SECRET.format(member=author)}
        _insert(connection, "marked_file", row)


def _depth(connection: sqlite3.Connection, table: str) -> int:
    """How many tables in a row this one stands on."""
    targets = set(references(connection, table).values()) - {table}
    return 1 + max((_depth(connection, target) for target in targets), default=0)


def _others(connection: sqlite3.Connection, numbers: Iterator[int]) -> None:
    """What members' rows refer to and no member owns."""
    owned = {kept.table for kept in KEPT} | {mentions.table for mentions in MENTIONS}
    wanted = {target for table in owned for target in references(connection, table).values()}
    for table in sorted(wanted - owned - {"drama", "member"}):
        _insert(connection, table, _row(connection, table, 1) | {"id": 1})


def _put(connection: sqlite3.Connection, kept: Kept, member: int, number: int) -> None:
    row = _row(connection, kept.table, number) | dict.fromkeys(owners(kept.table), THIRD)
    if kept.owner is not None:
        row[kept.owner] = member
    for word in (*kept.words, *kept.files):
        row[word] = f"{SECRET.format(member=member)} {kept.table}.{word} {number}"
        if columns(connection, kept.table)[word] == "BLOB":
            row[word] = str(row[word]).encode()
    _insert(connection, kept.table, row)


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    # Of a table that names two members in its key, the row of the third with themselves is there once.
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))}) ON CONFLICT DO NOTHING",
        tuple(row.values()),
    )


def _row(connection: sqlite3.Connection, table: str, number: int) -> dict[str, object]:
    (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    generated = {
        name
        for name, hidden in connection.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (table,))
        if hidden
    }
    refers = references(connection, table)
    row = {
        name: _value(sql, name, kind, number)
        for name, kind in columns(connection, table).items()
        if name not in generated
    }
    for name, target in refers.items():
        if target == "member":
            row[name] = THIRD
        elif target == table:
            row[name] = None
        elif target == "drama":
            row[name] = number + 1 if name == "other_id" else number
        elif target == "outbox":
            row[name] = None
        else:
            row[name] = connection.execute(f"SELECT min(rowid) FROM {target}").fetchone()[0]
    if table == "outbox":
        row["target"] = f"guild {number} log"
    return row


def _value(sql: str, column: str, kind: str, number: int) -> object:
    """A value that a column's checks let through, read from the statement that made the table."""
    if match := re.search(rf"\b{column} IN \(([^)]*)\)", sql):
        words = match[1].split(",")
        word = words[0].strip()
        return word.strip("'") if "'" in word else int(word)
    if match := re.search(rf"\b{column} BETWEEN (\d+) AND (\d+)\)", sql):
        low, high = int(match[1]), int(match[2])
        return low + number % (high - low + 1)
    if match := re.search(rf"CHECK \(length\({column}\) = (\d+)\)", sql):
        return "JP"
    if column.endswith("_on"):
        return WHEN[:10]
    if column.endswith("_at") or column == "at":
        return WHEN
    return {"INTEGER": number, "REAL": 0.5, "BLOB": b"\0%d" % number}.get(kind, f"{column} {number}")


def everything(connection: sqlite3.Connection) -> dict[str, list[dict[str, object]]]:
    found = {}
    for table in tables(connection):
        cursor = connection.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        found[table] = [dict(zip(names, row, strict=True)) for row in cursor]
    return found
