"""Stores votes on how a drama ends and what it contains."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from bot.domain.content_warnings import Ending, Subject, Warnings
from bot.domain.dramas import Drama

_KNOWN = frozenset(Subject)


def of(connection: sqlite3.Connection, drama: Drama, member_id: int, *, may_vote: bool) -> Warnings:
    """Every vote on a drama, and this member's own. A subject of another version is not counted."""
    endings = connection.execute(
        "SELECT ending, count(*), max(member_id = ?) FROM ending_vote WHERE drama_id = ? GROUP BY ending",
        (member_id, drama.id),
    ).fetchall()
    subjects = connection.execute(
        "SELECT warning, count(*), max(member_id = ?) FROM warning_vote WHERE drama_id = ? GROUP BY warning",
        (member_id, drama.id),
    ).fetchall()
    subjects = [row for row in subjects if row[0] in _KNOWN]
    (voters,) = connection.execute(
        "SELECT count(*) FROM (SELECT member_id FROM ending_vote WHERE drama_id = ?1"
        " UNION SELECT member_id FROM warning_vote WHERE drama_id = ?1)",
        (drama.id,),
    ).fetchone()
    return Warnings(
        drama,
        {Ending(name): votes for name, votes, _ in endings},
        {Subject(name): votes for name, votes, _ in subjects},
        voters,
        may_vote,
        next((Ending(name) for name, _, own in endings if own), None),
        frozenset(Subject(name) for name, _, own in subjects if own),
    )


def vote_ending(connection: sqlite3.Connection, drama_id: int, member_id: int, ending: Ending | None) -> None:
    """Store a member's vote on the ending. None removes it."""
    if ending is None:
        connection.execute(
            "DELETE FROM ending_vote WHERE drama_id = ? AND member_id = ?", (drama_id, member_id)
        )
        return
    connection.execute(
        "INSERT INTO ending_vote (drama_id, member_id, ending) VALUES (?, ?, ?)"
        " ON CONFLICT (drama_id, member_id) DO UPDATE SET ending = excluded.ending",
        (drama_id, member_id, str(ending)),
    )


def vote_subjects(
    connection: sqlite3.Connection, drama_id: int, member_id: int, subjects: Iterable[Subject]
) -> None:
    """Store all subjects that a member votes for. Earlier votes for other subjects are removed."""
    connection.execute("DELETE FROM warning_vote WHERE drama_id = ? AND member_id = ?", (drama_id, member_id))
    connection.executemany(
        "INSERT OR IGNORE INTO warning_vote (drama_id, member_id, warning) VALUES (?, ?, ?)",
        [(drama_id, member_id, str(subject)) for subject in subjects],
    )
