"""Stores what was taken down on which server, and what came of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.writings import Takedown, Why, WritingKind, WritingRef
from bot.store.timestamps import moment, written

_COLUMNS = (
    "t.id, t.guild_id, t.kind, t.subject, t.author_id, t.by_id, t.why, t.note, t.before, t.posted, t.at,"
    " t.appealed_at, t.appeal_closed_at, t.appeal_closed_by, t.lifted_at, t.lifted_by"
)


def stands_here(kind: WritingKind, ident: str, guild: str) -> str:
    """A condition: the writing was not taken down on a guild. Both are expressions of the statement."""
    return (
        f"NOT EXISTS (SELECT 1 FROM takedown down WHERE down.kind = '{kind}' AND down.subject = {ident}"
        f" AND down.guild_id = {guild} AND down.lifted_at IS NULL)"
    )


def put(
    connection: sqlite3.Connection,
    ref: WritingRef,
    author_id: int | None,
    by: int | None,
    why: Why | None,
    note: str | None,
    now: datetime,
    *,
    before: str | None = None,
    posted: bool = False,
) -> int | None:
    """Take a writing down on its guild. Returns the id of that; None if it was down already.

    `before` is the state of a synopsis, `posted` whether a post of the writing stands or waits.
    """
    row = connection.execute(
        "INSERT INTO takedown (guild_id, kind, subject, author_id, by_id, why, note, before, posted,"
        " at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
        (ref.guild_id, str(ref.kind), ref.id, author_id, by, why, note, before, posted, written(now)),
    ).fetchone()
    return int(row[0]) if row else None


def lift(connection: sqlite3.Connection, takedown_id: int, by: int, now: datetime) -> bool:
    """Note that a writing was brought back. False if it was not down any more."""
    back = connection.execute(
        "UPDATE takedown SET lifted_at = ?, lifted_by = ? WHERE id = ? AND lifted_at IS NULL",
        (written(now), by, takedown_id),
    )
    return back.rowcount == 1


def get(connection: sqlite3.Connection, takedown_id: int) -> Takedown | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM takedown t WHERE t.id = ?", (takedown_id,)).fetchone()
    return _takedown(row) if row else None


def standing(connection: sqlite3.Connection, ref: WritingRef) -> Takedown | None:
    """How a writing was taken down on its guild. None if it is not down."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM takedown t"
        " WHERE t.kind = ? AND t.subject = ? AND t.guild_id = ? AND t.lifted_at IS NULL",
        (str(ref.kind), ref.id, ref.guild_id),
    ).fetchone()
    return _takedown(row) if row else None


def latest(connection: sqlite3.Connection, guild_id: int, limit: int) -> list[Takedown]:
    """What is down on a guild, the latest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM takedown t WHERE t.guild_id = ? AND t.lifted_at IS NULL"
        " ORDER BY t.id DESC LIMIT ?",
        (guild_id, limit),
    )
    return [_takedown(row) for row in rows]


def appeal(connection: sqlite3.Connection, takedown_id: int, now: datetime) -> bool:
    """Note an author's appeal. False after the first, or once the writing is back."""
    noted = connection.execute(
        "UPDATE takedown SET appealed_at = ? WHERE id = ? AND appealed_at IS NULL AND lifted_at IS NULL",
        (written(now), takedown_id),
    )
    return noted.rowcount == 1


def close_appeal(connection: sqlite3.Connection, takedown_id: int, by: int, now: datetime) -> bool:
    """Note that a moderator decided on an appeal. False if none waits."""
    closed = connection.execute(
        "UPDATE takedown SET appeal_closed_at = ?, appeal_closed_by = ?"
        " WHERE id = ? AND appealed_at IS NOT NULL AND appeal_closed_at IS NULL",
        (written(now), by, takedown_id),
    )
    return closed.rowcount == 1


def appealed(connection: sqlite3.Connection, guild_id: int, limit: int) -> list[Takedown]:
    """What is down on a guild and whose author's appeal waits, the oldest appeal first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM takedown t WHERE t.guild_id = ? AND t.appealed_at IS NOT NULL"
        " AND t.appeal_closed_at IS NULL AND t.lifted_at IS NULL ORDER BY t.appealed_at LIMIT ?",
        (guild_id, limit),
    )
    return [_takedown(row) for row in rows]


def removals(connection: sqlite3.Connection, author_id: int, guild_id: int) -> int:
    """How many of an author's writings were taken down on a guild and not brought back by a moderator."""
    (number,) = connection.execute(
        "SELECT count(*) FROM takedown WHERE author_id = ? AND guild_id = ? AND lifted_by IS NULL",
        (author_id, guild_id),
    ).fetchone()
    return int(number)


def _takedown(row: Sequence[Any]) -> Takedown:
    ident, guild_id, kind, subject, author_id, by, why, note, before, posted, at, *more = row
    appealed_at, appeal_closed_at, appeal_closed_by, lifted_at, lifted_by = more
    return Takedown(
        id=ident,
        ref=WritingRef(WritingKind(kind), subject, guild_id),
        author_id=author_id,
        by=by,
        why=Why(why) if why is not None else None,
        note=note,
        at=datetime.fromisoformat(at),
        before=before,
        posted=bool(posted),
        appealed_at=moment(appealed_at),
        appeal_closed_at=moment(appeal_closed_at),
        appeal_closed_by=appeal_closed_by,
        lifted_at=moment(lifted_at),
        lifted_by=lifted_by,
    )
