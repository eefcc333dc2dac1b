"""The deletion of a member in the log of moderators' actions: what happened stays, and who did it goes."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.store.guilds import guilds
from bot.store.pieces import PIECE


def forget_member(connection: sqlite3.Connection, member_id: int) -> int:
    """Take a member out of a piece of what they did. Returns how many lines; 0 when none is left."""
    return connection.execute(
        "UPDATE audit SET actor_id = NULL, detail = NULL WHERE id IN"
        " (SELECT id FROM audit WHERE actor_id = ? LIMIT ?)",
        (member_id, PIECE),
    ).rowcount


def audit_deletion(connection: sqlite3.Connection, now: datetime) -> None:
    """Record that a member was deleted."""
    guilds.audit(connection, None, None, "privacy.delete", None, now)
