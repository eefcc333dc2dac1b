"""When each chore is next due, and who is at it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.store.moments import moment, written

# Chores of another version stay in the table; only those that are named are anybody's concern.
_NAMED = "name IN (SELECT value FROM json_each(:names))"


def plan(connection: sqlite3.Connection, name: str, first_due: datetime) -> None:
    """Make a chore known; one that is known keeps its time."""
    connection.execute(
        "INSERT INTO chore (name, due_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
        (name, written(first_due)),
    )


def claim(
    connection: sqlite3.Connection, names: Iterable[str], now: datetime, claimed_by: str, lease: timedelta
) -> list[str]:
    """Take the chores that are due, until `now` + `lease`."""
    rows = connection.execute(
        "UPDATE chore SET claimed_by = :by, claimed_until = :until"
        f" WHERE {_NAMED} AND due_at <= :now AND (claimed_until IS NULL OR claimed_until <= :now)"
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
    """A claimed chore is done, or put off; False if the claim is another's by now."""
    changed = connection.execute(
        "UPDATE chore SET due_at = ?, claimed_by = NULL, claimed_until = NULL"
        " WHERE name = ? AND claimed_by = ?",
        (written(next_due), name, claimed_by),
    )
    return changed.rowcount == 1


def hasten(connection: sqlite3.Connection, name: str, due: datetime) -> None:
    """Have a chore done by `due` at the latest; one that is being done now is done again."""
    connection.execute(
        "UPDATE chore SET due_at = min(due_at, ?), claimed_by = NULL, claimed_until = NULL WHERE name = ?",
        (written(due), name),
    )


def release(connection: sqlite3.Connection, claimed_by: str) -> None:
    """Give back whatever this process has claimed: it ends before it is through."""
    connection.execute(
        "UPDATE chore SET claimed_by = NULL, claimed_until = NULL WHERE claimed_by = ?", (claimed_by,)
    )


def next_due(connection: sqlite3.Connection, names: Iterable[str]) -> datetime | None:
    (soonest,) = connection.execute(
        f"SELECT min(max(due_at, coalesce(claimed_until, due_at))) FROM chore WHERE {_NAMED}",
        {"names": json.dumps(sorted(names))},
    ).fetchone()
    return moment(soonest)
