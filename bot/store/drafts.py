"""Drafts: what a member typed into a form that has not become anything yet."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime

from bot.store.moments import written


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


def get(connection: sqlite3.Connection, member_id: int, kind: str, subject: str) -> dict[str, str] | None:
    row = connection.execute(
        "SELECT fields FROM draft WHERE member_id = ? AND kind = ? AND subject = ?",
        (member_id, kind, subject),
    ).fetchone()
    return {str(name): str(text) for name, text in json.loads(row[0]).items()} if row else None


def remove(connection: sqlite3.Connection, member_id: int, kind: str, subject: str) -> bool:
    """Forget a draft: it has become what it was for; False if there is none."""
    gone = connection.execute(
        "DELETE FROM draft WHERE member_id = ? AND kind = ? AND subject = ?", (member_id, kind, subject)
    )
    return gone.rowcount == 1


def merge(connection: sqlite3.Connection, keep: str, gone: str) -> list[tuple[int, str]]:
    """The drafts about one subject are about another from now on, where that has none; whose, and of what."""
    moved = connection.execute(
        "UPDATE OR IGNORE draft SET subject = ? WHERE subject = ? RETURNING member_id, kind", (keep, gone)
    )
    return moved.fetchall()
