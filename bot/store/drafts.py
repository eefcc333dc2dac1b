"""Stores drafts: what a member typed into a form and has not saved yet."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime

from bot.store.pieces import HEAVY_PIECE
from bot.store.timestamps import written


def put(
    connection: sqlite3.Connection,
    member_id: int,
    kind: str,
    subject: str,
    fields: Mapping[str, str],
    now: datetime,
) -> None:
    """Store what was typed, in place of the earlier draft. The store must know the member."""
    connection.execute(
        "INSERT INTO draft (member_id, kind, subject, fields, updated_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (member_id, kind, subject) DO UPDATE SET fields = excluded.fields,"
        " updated_at = excluded.updated_at",
        (member_id, kind, subject, json.dumps(dict(fields), ensure_ascii=False), written(now)),
    )


def get(
    connection: sqlite3.Connection,
    member_id: int,
    kind: str,
    subject: str,
    *,
    since: datetime | None = None,
) -> dict[str, str] | None:
    """What was typed, if it is not older than `since`."""
    row = connection.execute(
        "SELECT fields FROM draft WHERE member_id = ? AND kind = ? AND subject = ? AND updated_at >= ?",
        (member_id, kind, subject, written(since) if since else ""),
    ).fetchone()
    return {str(name): str(text) for name, text in json.loads(row[0]).items()} if row else None


def remove(connection: sqlite3.Connection, member_id: int, kind: str, subject: str) -> bool:
    """Delete a draft, because it was saved. False if there is none."""
    gone = connection.execute(
        "DELETE FROM draft WHERE member_id = ? AND kind = ? AND subject = ?", (member_id, kind, subject)
    )
    return gone.rowcount == 1


def keep_newest(connection: sqlite3.Connection, member_id: int, kind: str, subject: str, most: int) -> None:
    """Delete all but the newest of a member's drafts of a kind. The one about `subject` is the newest."""
    connection.execute(
        "DELETE FROM draft WHERE member_id = ? AND kind = ? AND subject NOT IN ("
        "SELECT subject FROM draft WHERE member_id = ? AND kind = ?"
        " ORDER BY subject = ? DESC, updated_at DESC LIMIT ?)",
        (member_id, kind, member_id, kind, subject, most),
    )


def kinds(connection: sqlite3.Connection) -> list[str]:
    """The kinds of drafts that there are: one step of the index for each."""
    rows = connection.execute(
        "WITH RECURSIVE known (kind) AS (SELECT min(kind) FROM draft UNION ALL"
        " SELECT (SELECT min(d.kind) FROM draft d WHERE d.kind > known.kind) FROM known"
        " WHERE known.kind IS NOT NULL) SELECT kind FROM known WHERE kind IS NOT NULL"
    )
    return [kind for (kind,) in rows]


def purge(connection: sqlite3.Connection, kind: str, before: datetime) -> int:
    """Delete a piece of the drafts of a kind from before a moment. Returns how many; 0 when none is left."""
    gone = connection.execute(
        "DELETE FROM draft WHERE rowid IN"
        " (SELECT rowid FROM draft WHERE kind = ? AND updated_at < ? LIMIT ?)",
        (kind, written(before), HEAVY_PIECE),
    )
    return gone.rowcount


def merge(connection: sqlite3.Connection, keep: str, gone: str) -> list[tuple[int, str]]:
    """Move drafts to another subject that has none. Returns their members and kinds."""
    moved = connection.execute(
        "UPDATE OR IGNORE draft SET subject = ? WHERE subject = ? RETURNING member_id, kind", (keep, gone)
    )
    return moved.fetchall()
