"""Stores the Discord events for clubs' steps, and the claims to make them."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain.clubs import EVENT_AHEAD, EVENT_LEASE, EventTask
from bot.store.clubs.clubs import STEP_COLUMNS, get, step_from
from bot.store.guilds.departures import is_here
from bot.store.timestamps import moment, written

# One is to be made or moved: of the steps that are open. One is to be removed: of the events to come.
# One that has started stays as it is, and another is made.
_NEEDED = (
    "SELECT s.club_id, s.number FROM club_step s CROSS JOIN club c ON c.id = s.club_id"
    " WHERE c.state = 'running' AND s.closed_at IS NULL AND s.until > :soonest AND s.event_at IS NOT s.until"
    " UNION SELECT s.club_id, s.number FROM club_step s CROSS JOIN club c ON c.id = s.club_id"
    " WHERE s.event_id IS NOT NULL AND s.event_at > :now"
    " AND (s.closed_at IS NOT NULL OR c.state <> 'running')"
)
_STEPS = (
    f"FROM ({_NEEDED}) n CROSS JOIN club_step s ON s.club_id = n.club_id AND s.number = n.number"
    " CROSS JOIN club c ON c.id = s.club_id"
)
_HERE = is_here("c.guild_id")


def claim(connection: sqlite3.Connection, now: datetime, limit: int) -> list[EventTask]:
    """Claim events that must be made, moved or deleted, for a while."""
    rows = connection.execute(
        f"SELECT c.id, iif(s.event_at > :now, s.event_id, NULL), c.state = 'running' AND s.closed_at IS NULL,"
        f" {STEP_COLUMNS} {_STEPS}"
        f" WHERE (s.event_claimed IS NULL OR s.event_claimed <= :now) AND {_HERE}"
        " ORDER BY c.id, s.number LIMIT :limit",
        {**_at(now), "limit": limit},
    ).fetchall()
    tasks = []
    for club_id, event_id, wanted, *columns in rows:
        club, step = get(connection, club_id), step_from(columns)
        if club is not None:
            tasks.append(EventTask(club, step, event_id, step.until if wanted else None))
    connection.executemany(
        "UPDATE club_step SET event_claimed = ? WHERE club_id = ? AND number = ?",
        [(written(now + EVENT_LEASE), task.club.id, task.step.number) for task in tasks],
    )
    return tasks


def put(connection: sqlite3.Connection, task: EventTask, event_id: int | None) -> None:
    """Store the result of a task: the step's event now, None if there is none."""
    connection.execute(
        "UPDATE club_step SET event_id = ?, event_at = ?, event_claimed = NULL"
        " WHERE club_id = ? AND number = ?",
        (event_id, written(task.at) if task.at else None, task.club.id, task.step.number),
    )


def next_due(connection: sqlite3.Connection, now: datetime) -> datetime | None:
    """When the first claim of a needed event ends. Its process may have died."""
    (until,) = connection.execute(
        f"SELECT min(max(ifnull(s.event_claimed, :now), :now)) {_STEPS} WHERE {_HERE}", _at(now)
    ).fetchone()
    return moment(until)


def _at(now: datetime) -> dict[str, str]:
    return {"now": written(now), "soonest": written(now + EVENT_AHEAD)}
