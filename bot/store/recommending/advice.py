"""Stores what members recommend to each other, and from whom they take nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from bot.domain.advice import Addressed, Advice, AdviceFrom
from bot.domain.screening import Passed
from bot.domain.writings import WritingKind
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, drama_from
from bot.store.guilds.departures import is_here
from bot.store.moderation.takedowns import stands_here
from bot.store.timestamps import written

_WIDTH = DRAMA_COLUMNS.count(",") + 1
# Only members who say so let others know that they have finished something.
_FINISHED = (
    "EXISTS (SELECT 1 FROM progress p JOIN member m ON m.id = p.member_id"
    " WHERE p.member_id = a.to_id AND p.drama_id = a.drama_id AND p.status = 'completed'"
    " AND m.advice_from = 'telling'"
    " AND ifnull(p.finished_on, substr(p.updated_at, 1, 10)) >= substr(a.created_at, 1, 10))"
)
_COLUMNS = (
    f"{DRAMA_COLUMNS}, a.id, a.guild_id, a.member_id, a.to_id, a.reason, a.spoils_episode, a.created_at,"
    f" {_FINISHED}"
)
_FROM = " FROM advice a JOIN drama d ON d.id = a.drama_id"
# Of a drama in sight, from these servers; none that a server's moderators took down.
_VISIBLE = (
    " d.hidden = 0 AND a.guild_id IN (SELECT value FROM json_each(:places))"
    f" AND {stands_here(WritingKind.ADVICE, 'a.id', 'a.guild_id')}"
)
_RECEIVED, _GIVEN = "a.to_id = :member AND a.dismissed = 0", "a.member_id = :member"


def put(
    connection: sqlite3.Connection,
    addressed: Addressed,
    reason: Passed,
    spoils: int | None,
    now: datetime,
) -> int:
    """Store advice, or change the reason of the same one. Returns its id."""
    (ident,) = connection.execute(
        "INSERT INTO advice (guild_id, member_id, to_id, drama_id, reason, spoils_episode, created_at,"
        " updated_at) VALUES (:guild, :author, :to, :drama, :reason, :spoils, :now, :now)"
        " ON CONFLICT (member_id, to_id, drama_id, guild_id) DO UPDATE SET reason = excluded.reason,"
        " spoils_episode = excluded.spoils_episode, updated_at = excluded.updated_at RETURNING id",
        {
            "guild": addressed.guild_id,
            "author": addressed.author_id,
            "to": addressed.to_id,
            "drama": addressed.drama_id,
            "reason": reason,
            "spoils": spoils,
            "now": written(now),
        },
    ).fetchone()
    return int(ident)


def get(connection: sqlite3.Connection, ident: int, places: Collection[int]) -> Advice | None:
    """Advice that was given on one of these guilds and stands. None: there is none, or it was taken down."""
    row = connection.execute(
        f"SELECT {_COLUMNS}{_FROM} WHERE a.id = :id AND{_VISIBLE}", {"id": ident, "places": _listed(places)}
    ).fetchone()
    return _from(row) if row else None


def is_for(connection: sqlite3.Connection, ident: int, member_id: int) -> bool:
    """Whether this advice was given to this member."""
    row = connection.execute("SELECT 1 FROM advice WHERE id = ? AND to_id = ?", (ident, member_id)).fetchone()
    return row is not None


def between(connection: sqlite3.Connection, addressed: Addressed) -> tuple[str, int | None] | None:
    """The reason that a member gave another one for a drama, and its label. None: they gave none."""
    row: tuple[str, int | None] | None = connection.execute(
        "SELECT reason, spoils_episode FROM advice"
        " WHERE member_id = ? AND to_id = ? AND drama_id = ? AND guild_id = ?",
        (addressed.author_id, addressed.to_id, addressed.drama_id, addressed.guild_id),
    ).fetchone()
    return row


def page(
    connection: sqlite3.Connection,
    member_id: int,
    places: Collection[int],
    index: int,
    size: int,
    *,
    given: bool,
) -> tuple[list[Advice], int, int, int]:
    """One page of what a member was recommended, or recommended (`given`), the newest first.

    Returns it with its index, and how many there are in all, and how many of these are finished. An index
    past the end gives the last page.
    """
    where = f"{_GIVEN if given else _RECEIVED} AND{_VISIBLE}"
    bound = {"member": member_id, "places": _listed(places)}
    total, finished = connection.execute(
        f"SELECT count(*), ifnull(sum({_FINISHED}), 0){_FROM} WHERE {where}", bound
    ).fetchone()
    index = max(0, min(index, -(-total // size) - 1))
    rows = connection.execute(
        f"SELECT {_COLUMNS}{_FROM} WHERE {where} ORDER BY a.created_at DESC, a.id DESC"
        " LIMIT :size OFFSET :skip",
        {**bound, "size": size, "skip": index * size},
    )
    return [_from(row) for row in rows], index, total, finished


def since(
    connection: sqlite3.Connection, member_id: int, moment: datetime, until: datetime, limit: int
) -> list[Advice]:
    """What a member was recommended within this time and has not taken off their list, the newest first.

    On servers where the bot is.
    """
    rows = connection.execute(
        f"SELECT {_COLUMNS}{_FROM} WHERE {_RECEIVED} AND a.created_at > :since AND a.created_at <= :until"
        f" AND d.hidden = 0 AND {stands_here(WritingKind.ADVICE, 'a.id', 'a.guild_id')}"
        f" AND {is_here('a.guild_id')} ORDER BY a.created_at DESC, a.id DESC LIMIT :limit",
        {"member": member_id, "since": written(moment), "until": written(until), "limit": limit},
    )
    return [_from(row) for row in rows]


def waiting(connection: sqlite3.Connection, member_id: int) -> int:
    """How many stand on a member's list, of all servers."""
    row = connection.execute(
        "SELECT count(*) FROM advice WHERE to_id = ? AND dismissed = 0", (member_id,)
    ).fetchone()
    return int(row[0])


def remove(connection: sqlite3.Connection, ident: int) -> None:
    connection.execute("DELETE FROM advice WHERE id = ?", (ident,))


def dismiss(connection: sqlite3.Connection, ident: int) -> None:
    """Take advice off the list of the one it is for. Its author still has it on theirs."""
    connection.execute("UPDATE advice SET dismissed = 1 WHERE id = ?", (ident,))


# --- from whom a member takes it ---


def takes_from(connection: sqlite3.Connection, member_id: int, sender_id: int) -> bool:
    """Whether a member takes advice from another one, as they chose."""
    row = connection.execute("SELECT advice_from FROM member WHERE id = ?", (member_id,)).fetchone()
    if row is not None and AdviceFrom(row[0]) is AdviceFrom.NOBODY:
        return False
    refused = connection.execute(
        "SELECT 1 FROM advice_refused WHERE member_id = ? AND sender_id = ?", (member_id, sender_id)
    ).fetchone()
    return refused is None


def refuse(connection: sqlite3.Connection, member_id: int, sender_id: int) -> None:
    """Take no more from this sender, and off the list what they gave. The member must have been seen."""
    connection.execute(
        "UPDATE advice SET dismissed = 1 WHERE to_id = ? AND member_id = ?", (member_id, sender_id)
    )
    connection.execute(
        "INSERT INTO advice_refused (member_id, sender_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (member_id, sender_id),
    )


def refused(connection: sqlite3.Connection, member_id: int) -> int:
    """From how many senders a member takes nothing."""
    row = connection.execute(
        "SELECT count(*) FROM advice_refused WHERE member_id = ?", (member_id,)
    ).fetchone()
    return int(row[0])


def take_from_all(connection: sqlite3.Connection, member_id: int) -> None:
    """Refuse no sender any more."""
    connection.execute("DELETE FROM advice_refused WHERE member_id = ?", (member_id,))


def _from(row: Sequence[Any]) -> Advice:
    ident, guild_id, author_id, to_id, reason, spoils, created_at, finished = row[_WIDTH:]
    return Advice(
        ident,
        guild_id,
        author_id,
        to_id,
        drama_from(tuple(row[:_WIDTH])),
        reason,
        spoils,
        datetime.fromisoformat(created_at),
        bool(finished),
    )


def _listed(places: Collection[int]) -> str:
    return json.dumps(sorted(places))
