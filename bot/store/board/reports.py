"""Stores members' reports to the moderators."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain.comments import Reported
from bot.store.pieces import PIECE
from bot.store.posts import message_ledger
from bot.store.timestamps import written


def shown_by(connection: sqlite3.Connection, guild_id: int, message_id: int) -> tuple[Reported, str] | None:
    """The comment or review that a message shows: its kind and id."""
    found = message_ledger.shown_by(connection, guild_id, message_id)
    if found is None or found[0] not in (Reported.COMMENT, Reported.REVIEW):
        return None
    return Reported(found[0]), str(found[1])


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


def purge(connection: sqlite3.Connection, before: datetime) -> int:
    """Forget a piece of the reports from before a moment. Returns how many; 0 when none is left."""
    gone = connection.execute(
        "DELETE FROM report WHERE id IN (SELECT id FROM report WHERE created_at < ? LIMIT ?)",
        (written(before), PIECE),
    )
    return gone.rowcount
