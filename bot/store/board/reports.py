"""Stores members' reports to the moderators."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain.comments import Reported
from bot.store.timestamps import written


def shown_by(connection: sqlite3.Connection, guild_id: int, message_id: int) -> tuple[Reported, str] | None:
    """The comment or review that a message shows: its kind and id."""
    row = connection.execute(
        "SELECT 'comment', comment_id FROM comment_post WHERE guild_id = ?1 AND message_id = ?2"
        " UNION ALL SELECT 'review', review_id FROM review_post WHERE guild_id = ?1 AND message_id = ?2",
        (guild_id, message_id),
    ).fetchone()
    return (Reported(row[0]), str(row[1])) if row else None


def put(
    connection: sqlite3.Connection,
    guild_id: int,
    kind: Reported,
    subject: str,
    reporter_id: int,
    now: datetime,
) -> bool:
    """Store a report. False if this member has reported the same before."""
    added = connection.execute(
        "INSERT INTO report (guild_id, kind, subject, reporter_id, created_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (guild_id, str(kind), subject, reporter_id, written(now)),
    )
    return added.rowcount == 1
