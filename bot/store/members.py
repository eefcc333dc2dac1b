"""Members, where they were seen, and how far they have watched."""

from __future__ import annotations

import sqlite3
from datetime import date

from bot.domain.dramas import Drama
from bot.domain.progress import Progress, Status
from bot.store.catalogue import DRAMA_COLUMNS, drama_from


def seen(connection: sqlite3.Connection, member_id: int, guild_id: int | None) -> None:
    """Remember that a member uses the bot, and in which guild."""
    connection.execute("INSERT INTO member (id) VALUES (?) ON CONFLICT DO NOTHING", (member_id,))
    if guild_id is not None:
        connection.execute(
            "INSERT INTO guild_member (guild_id, member_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (guild_id, member_id),
        )


def was_seen(connection: sqlite3.Connection, member_id: int, guild_id: int | None) -> bool:
    if guild_id is None:
        row = connection.execute("SELECT 1 FROM member WHERE id = ?", (member_id,)).fetchone()
    else:
        row = connection.execute(
            "SELECT 1 FROM guild_member WHERE member_id = ? AND guild_id = ?", (member_id, guild_id)
        ).fetchone()
    return row is not None


def language(connection: sqlite3.Connection, member_id: int) -> str | None:
    """The language that a member chose in their profile."""
    row = connection.execute("SELECT language FROM member WHERE id = ?", (member_id,)).fetchone()
    return row[0] if row else None


def progress(connection: sqlite3.Connection, member_id: int, drama_id: int) -> Progress | None:
    row = connection.execute(
        "SELECT status, episode, started_on, finished_on FROM progress WHERE member_id = ? AND drama_id = ?",
        (member_id, drama_id),
    ).fetchone()
    if row is None:
        return None
    status, episode, started_on, finished_on = row
    return Progress(Status(status), episode, _date(started_on), _date(finished_on))


def put_progress(connection: sqlite3.Connection, member_id: int, drama_id: int, now: Progress) -> None:
    connection.execute(
        "INSERT INTO progress (member_id, drama_id, status, episode, started_on, finished_on)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (member_id, drama_id) DO UPDATE SET"
        " status = excluded.status, episode = excluded.episode, started_on = excluded.started_on,"
        " finished_on = excluded.finished_on, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
        (member_id, drama_id, str(now.status), now.episode, _text(now.started_on), _text(now.finished_on)),
    )


def recent(connection: sqlite3.Connection, member_id: int, limit: int) -> list[Drama]:
    """What a member watches: begun dramas first, then planned ones, the latest touched first."""
    rows = connection.execute(
        f"SELECT {DRAMA_COLUMNS} FROM progress p JOIN drama d ON d.id = p.drama_id"
        " WHERE p.member_id = ? AND d.hidden = 0"
        " ORDER BY CASE p.status WHEN 'watching' THEN 0 WHEN 'on hold' THEN 1 WHEN 'plan' THEN 2 ELSE 3 END,"
        " p.updated_at DESC LIMIT ?",
        (member_id, limit),
    )
    return [drama_from(row) for row in rows]


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
