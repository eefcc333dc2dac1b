"""Claims of a process that is gone, and times that a clock which ran ahead has written.

Both would keep something silent until a time that means nothing any more. The rules name every
column of the schema that says until when something is left alone.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import leases
from bot.store.timestamps import written

# No one knows since when a claim was held that a wrong clock has dated: it is looked for so far back.
UNKNOWN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """A column that leaves its row alone until then, which is never further away than `longest`."""

    table: str
    column: str
    longest: timedelta
    # SQLite takes a partial index only where its condition is repeated.
    where: str
    claim: bool = False


def _claim(table: str, column: str, longest: timedelta, where: str = "") -> ClaimRule:
    return ClaimRule(table, column, longest, where or f"{column} IS NOT NULL", claim=True)


def _put_off(table: str, column: str = "retry_at", where: str = "") -> ClaimRule:
    return ClaimRule(table, column, leases.LONGEST_PUT_OFF, where or f"{column} IS NOT NULL")


RULES = (
    _claim("outbox", "claimed_until", leases.POST, "state = 'claimed'"),
    _claim("chore", "claimed_until", leases.CHORE),
    _claim("thread", "claimed_until", leases.THREAD),
    _claim("club_step", "event_claimed", leases.EVENT),
    _put_off("outbox", where="retry_at IS NOT NULL AND state IN ('waiting', 'held')"),
    _put_off("chore", "due_at"),
    _put_off("chore", "asked_for"),
    _put_off("posted"),
    ClaimRule("drama", "refresh_due", leases.LONGEST_FRESH, "refresh_due IS NOT NULL"),
)


def set_right(connection: sqlite3.Connection, now: datetime) -> int:
    """What lies further ahead than it can by a clock that is right is due; how many rows that were.

    A claim lapses as if it had ended a day ago: who takes it up looks for what it was for from there on.
    """
    return sum(
        connection.execute(
            f"UPDATE {rule.table} SET {rule.column} = ? WHERE {rule.where} AND {rule.column} > ?",
            (written(now - UNKNOWN if rule.claim else now), written(now + rule.longest)),
        ).rowcount
        for rule in RULES
    )


def lapse(connection: sqlite3.Connection, now: datetime) -> int:
    """No other process is at work on this file: every claim is of one that is gone. How many those were.

    They end not quite at once, for a request that was on its way when the process died may yet arrive.
    """
    ends = written(now + leases.LAST_WORDS)
    return sum(
        connection.execute(
            f"UPDATE {rule.table} SET {rule.column} = ? WHERE {rule.where} AND {rule.column} > ?",
            (ends, ends),
        ).rowcount
        for rule in RULES
        if rule.claim
    )
