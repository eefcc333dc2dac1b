"""Counts the posts that wait in the outbox, tries held ones again, and ends those whose time is over."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain.outbox import MOST_COUNTED, HeldPosts, Obstacle, Standing, Target
from bot.store.pieces import PIECE
from bot.store.posts.outbox import HERE, OPEN
from bot.store.timestamps import moment, written


def standing(connection: sqlite3.Connection, now: datetime) -> Standing:
    """How many posts wait and since when, of servers where the bot is. Each is counted to `MOST_COUNTED`."""

    def counted(condition: str) -> tuple[int, str | None]:
        row: tuple[int, str | None] = connection.execute(
            "SELECT count(*), min(due_at) FROM"
            f" (SELECT o.due_at FROM outbox o WHERE {condition} AND {HERE} LIMIT :most)",
            {"now": written(now), "most": MOST_COUNTED},
        ).fetchone()
        return row

    due, oldest = counted(f"{OPEN} AND o.ready_at <= :now AND o.state <> 'held'")
    held, _ = counted("o.state = 'held'")
    planned, _ = counted(f"{OPEN} AND o.ready_at > :now AND o.state <> 'held'")
    return Standing(due, moment(oldest) if oldest else None, held, planned)


def held_of(connection: sqlite3.Connection, guild_id: int, now: datetime) -> list[HeldPosts]:
    """The held posts of a guild: one entry per target, with all its due posts."""
    rows = connection.execute(
        "SELECT target, reason, (SELECT count(*) FROM outbox e WHERE e.target = o.target"
        f" AND e.{OPEN} AND e.due_at <= ?)"
        " FROM outbox o WHERE guild_id = ? AND state = 'held' ORDER BY due_at, id",
        (written(now), guild_id),
    ).fetchall()
    found: dict[str, HeldPosts] = {}
    for stored, reason, count in rows:
        try:
            target, obstacle = Target.read(stored), Obstacle(reason)
        except ValueError:  # of a later version: nothing that could be told of it here
            continue
        found.setdefault(stored, HeldPosts(target.purpose, target.channel_id, obstacle, count))
    return list(found.values())


def has_held(connection: sqlite3.Connection, guild_id: int) -> bool:
    row = connection.execute(
        "SELECT 1 FROM outbox WHERE guild_id = ? AND state = 'held' LIMIT 1", (guild_id,)
    )
    return row.fetchone() is not None


def retry(connection: sqlite3.Connection, guild_id: int, now: datetime) -> int:
    """Make a guild's held posts due at once. Returns how many."""
    changed = connection.execute(
        "UPDATE outbox SET retry_at = ? WHERE guild_id = ? AND state = 'held' AND retry_at > ?",
        (written(now), guild_id, written(now)),
    )
    return changed.rowcount


def give_up(connection: sqlite3.Connection, due_before: datetime, now: datetime) -> int:
    """Drop a piece of the held posts that were due long ago. Returns how many; 0 when none is left."""
    changed = connection.execute(
        "UPDATE outbox SET state = 'dropped', done_at = ? WHERE id IN"
        " (SELECT id FROM outbox WHERE state = 'held' AND due_at < ? LIMIT ?)",
        (written(now), written(due_before), PIECE),
    )
    return changed.rowcount


def purge(connection: sqlite3.Connection, done_before: datetime) -> int:
    """Delete a piece of the posts that were sent or dropped before a moment.

    Returns how many; 0 when none is left.
    """
    gone = connection.execute(
        "DELETE FROM outbox WHERE id IN"
        " (SELECT id FROM outbox WHERE state IN ('sent', 'dropped') AND done_at < ? LIMIT ?)",
        (written(done_before), PIECE),
    )
    return gone.rowcount
