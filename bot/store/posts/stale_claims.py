"""Ends the claims of dead processes, and corrects times from a clock that ran ahead.

Both would delay work until a meaningless time. The rules name every column of the schema that holds the end
of a claim or a wait.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import leases
from bot.store.timestamps import written


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """A column with the time until which its row is left alone, never further away than `longest`."""

    table: str
    column: str
    longest: timedelta
    # SQLite uses a partial index only if the query repeats its condition.
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
    """Make rows due whose time is further ahead than a correct clock allows. Returns how many.

    A claim then counts as ended a day ago, so the next process searches for its result from there on.
    """
    return sum(
        connection.execute(
            f"UPDATE {rule.table} SET {rule.column} = ? WHERE {rule.where} AND {rule.column} > ?",
            (written(now - leases.UNKNOWN if rule.claim else now), written(now + rule.longest)),
        ).rowcount
        for rule in RULES
    )


def lapse(connection: sqlite3.Connection, now: datetime) -> int:
    """End all claims, because no other process uses this file. Returns how many.

    They end after a short time, because the dead process's last request may still arrive.
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
