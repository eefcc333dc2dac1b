"""Stores the origins of a drama's fields, and what curators removed from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from bot.domain.sources import Origin
from bot.store.timestamps import written


def origins(connection: sqlite3.Connection, drama_id: int) -> dict[str, Origin]:
    """Who gave each field. A missing field came from a catalogue file."""
    return {
        field: Origin(source, datetime.fromisoformat(at), member_id)
        for field, source, member_id, at in connection.execute(
            "SELECT field, source, member_id, at FROM provenance WHERE drama_id = ?", (drama_id,)
        )
    }


def given_by(connection: sqlite3.Connection, drama_id: int, source: str) -> bool:
    """Whether any field of the drama comes from this source."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM provenance WHERE drama_id = ?1 AND source = ?2)"
        " OR EXISTS (SELECT 1 FROM episode WHERE drama_id = ?1 AND source = ?2)",
        (drama_id, source),
    ).fetchone()
    return bool(row[0])


def mark(
    connection: sqlite3.Connection,
    drama_id: int,
    fields: Iterable[str],
    source: str,
    now: datetime,
    member_id: int | None = None,
) -> None:
    """Record that these fields now come from a source, or with `member` from a curator."""
    connection.executemany(
        "INSERT INTO provenance (drama_id, field, source, member_id, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (drama_id, field) DO UPDATE SET source = excluded.source,"
        " member_id = excluded.member_id, at = excluded.at",
        [(drama_id, field, source, member_id, written(now)) for field in fields],
    )


def withhold(connection: sqlite3.Connection, drama_id: int, part: str, names: Iterable[str]) -> None:
    """Stop refreshes from adding these values to the part (`aliases`) again."""
    connection.executemany(
        "INSERT INTO withheld (drama_id, part, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(drama_id, part, name) for name in names],
    )


def allow_again(connection: sqlite3.Connection, drama_id: int, part: str, names: Iterable[str]) -> None:
    connection.executemany(
        "DELETE FROM withheld WHERE drama_id = ? AND part = ? AND name = ?",
        [(drama_id, part, name) for name in names],
    )


def withheld(connection: sqlite3.Connection, drama_id: int, part: str) -> frozenset[str]:
    rows = connection.execute("SELECT name FROM withheld WHERE drama_id = ? AND part = ?", (drama_id, part))
    return frozenset(row[0] for row in rows)
