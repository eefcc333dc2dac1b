"""Stores the members whom no server with the bot knows, and when there was the last sign of them.

The triggers of `guild_member` keep the rows: a member without one there has one here. Its time is
written later, because a trigger has no clock.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain.departures import OF_SERVERS
from bot.domain.members import NOTED_EVERY
from bot.domain.privacy.kept import KEPT
from bot.store.pieces import PIECE
from bot.store.timestamps import written

# The rows about a member that belong to a server, and go with it.
_ON_SERVERS = " UNION ALL ".join(
    f"SELECT 1 FROM {kept.table} WHERE {kept.owner} = :member AND {OF_SERVERS[kept.table]} IS NOT NULL"
    for kept in KEPT
    if kept.owner is not None and OF_SERVERS.get(kept.table) in kept.facts
)


def begin(connection: sqlite3.Connection, now: datetime) -> int:
    """Write the time of a piece of the members who have none yet. Returns how many, at last 0."""
    return connection.execute(
        "UPDATE member_alone SET seen_at = ? WHERE member_id IN"
        " (SELECT member_id FROM member_alone WHERE seen_at IS NULL LIMIT ?)",
        (written(now), PIECE),
    ).rowcount


def renew(connection: sqlite3.Connection, member_id: int, now: datetime) -> None:
    """Note a sign of a member, once a day. Nothing happens to members whom a server knows."""
    connection.execute(
        "UPDATE member_alone SET seen_at = ? WHERE member_id = ? AND seen_at <= ?",
        (written(now), member_id, written(now - NOTED_EVERY)),
    )


def silent_since(connection: sqlite3.Connection, before: datetime, most: int) -> list[int]:
    """The members of whom there was no sign after a moment, the longest silent first.

    Those who are being deleted already are left out.
    """
    rows = connection.execute(
        "SELECT member_id FROM member_alone a WHERE seen_at <= ?"
        " AND NOT EXISTS (SELECT 1 FROM deletion d WHERE d.member_id = a.member_id) ORDER BY seen_at LIMIT ?",
        (written(before), most),
    )
    return [member_id for (member_id,) in rows]


def is_silent(connection: sqlite3.Connection, member_id: int, before: datetime) -> bool:
    """Whether no server knows a member, and there was no sign of them after a moment."""
    values = (member_id, written(before))
    found = connection.execute("SELECT 1 FROM member_alone WHERE member_id = ? AND seen_at <= ?", values)
    return found.fetchone() is not None


def is_named_on_a_server(connection: sqlite3.Connection, member_id: int) -> bool:
    """Whether a server has something of a member who never used the bot there, such as a marked message."""
    (named,) = connection.execute(f"SELECT EXISTS ({_ON_SERVERS})", {"member": member_id}).fetchone()
    return bool(named)
