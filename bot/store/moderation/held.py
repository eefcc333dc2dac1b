"""Stores writings that wait for a moderator."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.held import HeldWriting, Why
from bot.domain.writings import WritingKind
from bot.store.pieces import HEAVY_PIECE
from bot.store.timestamps import moment, written

_COLUMNS = (
    "id, guild_id, author_id, kind, why, drama_id, words, labels, payload, held_at, what, subject, draft_kind"
)


def put(connection: sqlite3.Connection, held: HeldWriting) -> int:
    """Keep a writing, in place of the author's waiting one about the same subject. Returns its id."""
    connection.execute(
        "DELETE FROM held WHERE guild_id = ? AND author_id = ? AND kind = ? AND subject = ?",
        (held.guild_id, held.author_id, held.kind, held.subject),
    )
    row = connection.execute(
        "INSERT INTO held (guild_id, author_id, kind, why, drama_id, words, labels, payload, held_at, what,"
        " subject, draft_kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            held.guild_id,
            held.author_id,
            held.kind,
            held.why,
            held.drama_id,
            _json(held.words),
            _json(held.labels),
            _json(held.payload),
            written(held.at),
            held.what,
            held.subject,
            held.draft_kind,
        ),
    ).fetchone()
    return int(row[0])


def get(connection: sqlite3.Connection, held_id: int, guild_id: int) -> HeldWriting | None:
    """A waiting writing of this guild."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM held WHERE id = ? AND guild_id = ?", (held_id, guild_id)
    ).fetchone()
    return _held(row) if row else None


def waiting(
    connection: sqlite3.Connection, guild_id: int, after: int = 0, limit: int = 25
) -> list[HeldWriting]:
    """Those that wait on a guild, the oldest first, that came after the one with this id."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM held WHERE guild_id = ? AND id > ? ORDER BY id LIMIT ?",
        (guild_id, after, limit),
    )
    return [_held(row) for row in rows]


def since(connection: sqlite3.Connection, guild_id: int, limit: int) -> list[tuple[int, datetime]]:
    """The ids of those that wait on a guild, and since when, the oldest first."""
    rows = connection.execute(
        "SELECT id, held_at FROM held WHERE guild_id = ? ORDER BY id LIMIT ?", (guild_id, limit)
    )
    return [(ident, datetime.fromisoformat(at)) for ident, at in rows]


def count(connection: sqlite3.Connection, guild_id: int) -> int:
    """How many wait on a guild."""
    row = connection.execute("SELECT count(*) FROM held WHERE guild_id = ?", (guild_id,)).fetchone()
    return int(row[0])


def count_of(connection: sqlite3.Connection, guild_id: int, author_id: int) -> int:
    """How many of a member's wait on a guild."""
    row = connection.execute(
        "SELECT count(*) FROM held WHERE guild_id = ? AND author_id = ?", (guild_id, author_id)
    ).fetchone()
    return int(row[0])


def older(connection: sqlite3.Connection, moment: datetime) -> list[HeldWriting]:
    """A piece of those that wait since before a moment."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM held WHERE held_at < ? ORDER BY held_at LIMIT ?",
        (written(moment), HEAVY_PIECE),
    )
    return [_held(row) for row in rows]


def remove(connection: sqlite3.Connection, held_id: int) -> bool:
    """It waits no longer. False if it did not."""
    return connection.execute("DELETE FROM held WHERE id = ?", (held_id,)).rowcount == 1


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _held(row: Sequence[Any]) -> HeldWriting:
    ident, guild_id, author_id, kind, why, drama_id, words, labels, payload, held_at, *rest = row
    at = moment(held_at)
    if at is None:
        raise ValueError(held_at)
    what, subject, draft_kind = rest
    return HeldWriting(
        ident,
        guild_id,
        author_id,
        WritingKind(kind),
        Why(why),
        drama_id,
        tuple(json.loads(words)),
        {int(drama): episode for drama, episode in json.loads(labels).items()},
        json.loads(payload),
        at,
        what,
        subject,
        draft_kind,
    )
