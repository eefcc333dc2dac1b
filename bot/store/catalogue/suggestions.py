"""Stores what members suggest for the catalogue."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.screening import Passed
from bot.domain.suggestions import ContributionCredit, Suggestion, SuggestionKind
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, DRAMA_WIDTH, drama_from
from bot.store.timestamps import written

_SELECT = (
    f"SELECT {DRAMA_COLUMNS}, s.id, s.guild_id, s.member_id, s.kind, s.text, s.url, s.spoils_episode,"
    " s.suggested_at, s.state FROM suggestion s LEFT JOIN drama d ON d.id = s.drama_id"
)


def put(
    connection: sqlite3.Connection,
    *,
    guild_id: int,
    member_id: int,
    drama_id: int | None,
    kind: SuggestionKind,
    text: Passed,
    url: Passed | None,
    spoils_episode: int | None,
    now: datetime,
) -> bool:
    """Store a suggestion. False if the same one waits here already."""
    same = connection.execute(
        "SELECT 1 FROM suggestion WHERE guild_id = ? AND state = 'waiting' AND drama_id IS ? AND kind = ?"
        " AND text = ? AND url IS ?",
        (guild_id, drama_id, str(kind), text, url),
    ).fetchone()
    if same:
        return False
    connection.execute(
        "INSERT INTO suggestion"
        " (guild_id, member_id, drama_id, kind, text, url, spoils_episode, suggested_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (guild_id, member_id, drama_id, str(kind), text, url, spoils_episode, written(now)),
    )
    return True


def counts(connection: sqlite3.Connection, guild_id: int, member_id: int) -> tuple[int, int]:
    """How many wait on a server, and how many of them are this member's."""
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE member_id = ?) FROM suggestion"
        " WHERE guild_id = ? AND state = 'waiting'",
        (member_id, guild_id),
    ).fetchone()
    return int(row[0]), int(row[1])


def waiting(connection: sqlite3.Connection, guild_id: int) -> list[int]:
    """The ids of those that wait on a server, the oldest first. Those of removed dramas are left out."""
    rows = connection.execute(
        "SELECT s.id FROM suggestion s LEFT JOIN drama d ON d.id = s.drama_id"
        " WHERE s.guild_id = ? AND s.state = 'waiting' AND (s.drama_id IS NULL OR d.hidden = 0)"
        " ORDER BY s.id",
        (guild_id,),
    )
    return [row[0] for row in rows]


def get(connection: sqlite3.Connection, ident: int, guild_id: int) -> Suggestion | None:
    """A suggestion of this server, in whatever state."""
    row = connection.execute(
        f"{_SELECT} WHERE s.id = ? AND s.guild_id = ? AND (s.drama_id IS NULL OR d.hidden = 0)",
        (ident, guild_id),
    ).fetchone()
    return _suggestion(row) if row else None


def take(connection: sqlite3.Connection, ident: int, decided_by: int, now: datetime) -> bool:
    """Mark a waiting suggestion as taken. False if it does not wait any more."""
    changed = connection.execute(
        "UPDATE suggestion SET state = 'taken', decided_by = ?, decided_at = ?"
        " WHERE id = ? AND state = 'waiting' RETURNING id",
        (decided_by, written(now), ident),
    )
    return bool(changed.fetchall())


def decline(connection: sqlite3.Connection, ident: int) -> bool:
    """Delete a waiting suggestion. False if it does not wait any more."""
    gone = connection.execute(
        "DELETE FROM suggestion WHERE id = ? AND state = 'waiting' RETURNING id", (ident,)
    )
    return bool(gone.fetchall())


def credited(
    connection: sqlite3.Connection, drama_id: int, guild_id: int
) -> Mapping[str, ContributionCredit]:
    """Who suggested what the catalogue took of this server's members, by address and by title or name.

    A correction adds nothing; the address with it is where one can look.
    """
    rows = connection.execute(
        "SELECT iif(kind = ?, text, ifnull(url, text)), member_id, suggested_at FROM suggestion"
        " WHERE drama_id = ? AND guild_id = ? AND state = 'taken' AND kind <> ? ORDER BY id DESC LIMIT 200",
        (str(SuggestionKind.NAME), drama_id, guild_id, str(SuggestionKind.CORRECTION)),
    ).fetchall()
    found: dict[str, ContributionCredit] = {}
    for what, member_id, at in rows:
        found[what] = ContributionCredit(member_id, datetime.fromisoformat(at))
    return found


def _suggestion(row: tuple[Any, ...]) -> Suggestion:
    ident, guild_id, member_id, kind, text, url, spoils, at, state = row[DRAMA_WIDTH:]
    return Suggestion(
        ident,
        guild_id,
        member_id,
        drama_from(row) if row[0] is not None else None,
        SuggestionKind(kind),
        text,
        url,
        spoils,
        datetime.fromisoformat(at),
        state == "taken",
    )
