"""Stores members' reports to the moderators, and what was decided."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.reports import Outcome, Report, Reported, ReportForm
from bot.domain.writings import Why
from bot.store.pieces import PIECE
from bot.store.timestamps import moment, written

_COLUMNS = (
    "id, guild_id, kind, subject, reporter_id, why, note, tell, created_at, outcome, closed_by, closed_at"
)
_OF = "guild_id = ? AND kind = ? AND subject = ?"


def put(
    connection: sqlite3.Connection,
    reported: Reported,
    reporter_id: int,
    form: ReportForm,
    revision: str | None,
    now: datetime,
) -> bool:
    """Store a report. False if this member has reported the same before.

    `revision` is of the words: a decided report is open again only for other words.
    """
    added = connection.execute(
        "INSERT INTO report (guild_id, kind, subject, reporter_id, why, note, tell, revision, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (guild_id, kind, subject, reporter_id) DO UPDATE"
        " SET why = excluded.why, note = excluded.note, tell = excluded.tell, revision = excluded.revision,"
        " created_at = excluded.created_at, closed_at = NULL, closed_by = NULL, outcome = NULL"
        " WHERE report.closed_at IS NOT NULL AND report.revision IS NOT excluded.revision",
        (
            *_named(reported),
            reporter_id,
            str(form.why),
            form.note,
            form.tell,
            revision,
            written(now),
        ),
    )
    return added.rowcount == 1


def open_of(connection: sqlite3.Connection, reported: Reported) -> list[Report]:
    """The reports of something that no moderator has decided on, the oldest first."""
    return [report for report in _of(connection, reported) if report.closed_at is None]


def decided(connection: sqlite3.Connection, reported: Reported) -> Report | None:
    """The latest report of something that a moderator decided on."""
    closed = [report for report in _of(connection, reported) if report.outcome is not None]
    return max(closed, key=lambda report: (report.closed_at or report.at, report.id), default=None)


def _of(connection: sqlite3.Connection, reported: Reported) -> list[Report]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM report WHERE {_OF}", _named(reported)).fetchall()
    return sorted(map(_report, rows), key=lambda report: (report.at, report.id))


def waiting(connection: sqlite3.Connection, guild_id: int, limit: int) -> list[Report]:
    """A guild's open reports, the oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM report WHERE guild_id = ? AND closed_at IS NULL ORDER BY created_at LIMIT ?",
        (guild_id, limit),
    )
    return [_report(row) for row in rows]


def close(
    connection: sqlite3.Connection, reported: Reported, outcome: Outcome, by: int | None, now: datetime
) -> list[Report]:
    """Decide on the open reports of something. Returns those, as they were."""
    found = open_of(connection, reported)
    connection.execute(
        f"UPDATE report SET closed_at = ?, outcome = ?, closed_by = ? WHERE {_OF} AND closed_at IS NULL",
        (written(now), str(outcome), by, *_named(reported)),
    )
    return found


def get(connection: sqlite3.Connection, report_id: int) -> Report | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM report WHERE id = ?", (report_id,)).fetchone()
    return _report(row) if row else None


def purge(connection: sqlite3.Connection, before: datetime) -> int:
    """Forget a piece of the reports from before a moment. Returns how many; 0 when none is left."""
    gone = connection.execute(
        "DELETE FROM report WHERE id IN (SELECT id FROM report WHERE created_at < ? LIMIT ?)",
        (written(before), PIECE),
    )
    return gone.rowcount


def _named(reported: Reported) -> tuple[int, str, str]:
    return reported.guild_id, reported.kind, reported.subject


def _report(row: Sequence[Any]) -> Report:
    ident, guild_id, kind, subject, reporter_id, why, note, tell, at, outcome, closed_by, closed_at = row
    return Report(
        ident,
        Reported(guild_id, kind, subject),
        reporter_id,
        Why(why) if why is not None else None,
        note,
        bool(tell),
        datetime.fromisoformat(at),
        Outcome(outcome) if outcome is not None else None,
        closed_by,
        moment(closed_at),
    )
