"""Drafts: what a member typed into a form and has not saved yet."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime

from bot.store.timestamps import written


def put(
    connection: sqlite3.Connection,
    member_id: int,
    kind: str,
    subject: str,
    fields: Mapping[str, str],
    now: datetime,
) -> None:
    """Keep what was typed instead of what was kept before; the member is known to the store."""
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
    """What was typed, where it is not older than `since`."""
    row = connection.execute(
        "SELECT fields FROM draft WHERE member_id = ? AND kind = ? AND subject = ? AND updated_at >= ?",
        (member_id, kind, subject, written(since) if since else ""),
    ).fetchone()
    return {str(name): str(text) for name, text in json.loads(row[0]).items()} if row else None


def remove(connection: sqlite3.Connection, member_id: int, kind: str, subject: str) -> bool:
    """Forget a draft: it has become what it was for; False if there is none."""
    gone = connection.execute(
        "DELETE FROM draft WHERE member_id = ? AND kind = ? AND subject = ?", (member_id, kind, subject)
    )
    return gone.rowcount == 1


def keep_newest(connection: sqlite3.Connection, member_id: int, kind: str, subject: str, most: int) -> None:
    """Forget all but the newest of a member's drafts of a kind; the one about `subject` has just been put."""
    connection.execute(
        "DELETE FROM draft WHERE member_id = ? AND kind = ? AND subject NOT IN ("
        "SELECT subject FROM draft WHERE member_id = ? AND kind = ?"
        " ORDER BY subject = ? DESC, updated_at DESC LIMIT ?)",
        (member_id, kind, member_id, kind, subject, most),
    )


def purge(connection: sqlite3.Connection, kind: str, before: datetime) -> int:
    """Forget the drafts of a kind that are older; how many there were."""
    gone = connection.execute("DELETE FROM draft WHERE kind = ? AND updated_at < ?", (kind, written(before)))
    return gone.rowcount


def merge(connection: sqlite3.Connection, keep: str, gone: str) -> list[tuple[int, str]]:
    """The drafts about one subject are about another from now on, where that has none; whose, and of what."""
    moved = connection.execute(
        "UPDATE OR IGNORE draft SET subject = ? WHERE subject = ? RETURNING member_id, kind", (keep, gone)
    )
    return moved.fetchall()
