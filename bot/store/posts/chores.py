"""Stores when each chore is next due, and which process runs it.

A chore is due by its own plan (`due_at`) or because a caller asked for it (`asked_for`), whichever is sooner.
Only its end or a timeout ends the claim of a run, so a chore never runs twice at the same time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from bot.store.timestamps import moment, written

# Chores of another version stay in the table. Only the named chores are used.
_NAMED = "name IN (SELECT value FROM json_each(:names))"
_DUE = "min(due_at, coalesce(asked_for, due_at))"


def plan(connection: sqlite3.Connection, name: str, first_due: datetime) -> None:
    """Add a chore. A known one keeps its time."""
    connection.execute(
        "INSERT INTO chore (name, due_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
        (name, written(first_due)),
    )


def claim(
    connection: sqlite3.Connection, names: Iterable[str], now: datetime, claimed_by: str, lease: timedelta
) -> list[str]:
    """Claim the due chores until `now` + `lease`.

    This run serves requests up to now. It does not serve requests made meanwhile or for later.
    """
    rows = connection.execute(
        "UPDATE chore SET claimed_by = :by, claimed_until = :until,"
        # Due for as long as the run lasts: a process that dies in it leaves it so.
        f" due_at = {_DUE}, asked_for = iif(asked_for <= :now, NULL, asked_for)"
        f" WHERE {_NAMED} AND {_DUE} <= :now AND (claimed_until IS NULL OR claimed_until <= :now)"
        " RETURNING name",
        {
            "by": claimed_by,
            "until": written(now + lease),
            "now": written(now),
            "names": json.dumps(sorted(names)),
        },
    )
    return sorted(name for (name,) in rows)


def done(connection: sqlite3.Connection, name: str, claimed_by: str, next_due: datetime) -> bool:
    """Record that a claimed chore is done or postponed. False if another has taken the claim."""
    changed = connection.execute(
        "UPDATE chore SET due_at = ?, claimed_by = NULL, claimed_until = NULL"
        " WHERE name = ? AND claimed_by = ?",
        (written(next_due), name, claimed_by),
    )
    return changed.rowcount == 1


def hasten(connection: sqlite3.Connection, name: str, due: datetime) -> None:
    """Make a chore run by `due` at the latest. If it is running now, it runs again afterwards."""
    connection.execute(
        "UPDATE chore SET asked_for = min(coalesce(asked_for, :due), :due) WHERE name = :name",
        {"due": written(due), "name": name},
    )


def release(connection: sqlite3.Connection, claimed_by: str) -> None:
    """Release all claims of this process, because it stops before they are done."""
    connection.execute(
        "UPDATE chore SET claimed_by = NULL, claimed_until = NULL WHERE claimed_by = ?", (claimed_by,)
    )


def next_due(connection: sqlite3.Connection, names: Collection[str]) -> datetime | None:
    """When the first of these chores can be claimed, unless one is requested sooner."""
    (soonest,) = connection.execute(
        f"SELECT min(max({_DUE}, coalesce(claimed_until, ''))) FROM chore WHERE {_NAMED}",
        {"names": json.dumps(sorted(names))},
    ).fetchone()
    return moment(soonest)
