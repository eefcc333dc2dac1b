"""Stores changes of the catalogue that wait for the bot's owner."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.changes import Change, Decision, Proposal
from bot.store.timestamps import written

_COLUMNS = "id, guild_id, member_id, change, created_at, state"


def put(
    connection: sqlite3.Connection,
    guild_id: int,
    member_id: int,
    change: Change,
    file: bytes | None,
    now: datetime,
) -> tuple[Proposal, bool]:
    """Store a waiting change. Returns whether it is new: a server's same change waits only once."""
    text = change.write()
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM catalogue_proposal"
        " WHERE state = 'waiting' AND guild_id = ? AND change = ? AND file IS ?",
        (guild_id, text, file),
    ).fetchone()
    if row is not None:
        return _proposal(row), False
    made = connection.execute(
        "INSERT INTO catalogue_proposal (guild_id, member_id, change, file, created_at)"
        f" VALUES (?, ?, ?, ?, ?) RETURNING {_COLUMNS}",
        (guild_id, member_id, text, file, written(now)),
    )
    return _proposal(made.fetchone()), True


def waiting_of(connection: sqlite3.Connection, guild_id: int) -> tuple[int, int]:
    """How many changes of a server wait, and how many in all."""
    own, everybodys = connection.execute(
        "SELECT ifnull(sum(guild_id = ?), 0), count(*)"
        " FROM catalogue_proposal INDEXED BY catalogue_proposal_waiting WHERE state = 'waiting'",
        (guild_id,),
    ).fetchone()
    return int(own), int(everybodys)


def at(connection: sqlite3.Connection, place: int) -> Proposal | None:
    """The waiting change at this place, the oldest at 0."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM catalogue_proposal INDEXED BY catalogue_proposal_waiting"
        " WHERE state = 'waiting' ORDER BY id LIMIT 1 OFFSET ?",
        (place,),
    ).fetchone()
    return _proposal(row) if row else None


def get(connection: sqlite3.Connection, proposal_id: int) -> Proposal | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM catalogue_proposal WHERE id = ?", (proposal_id,)
    ).fetchone()
    return _proposal(row) if row else None


def file_of(connection: sqlite3.Connection, proposal_id: int) -> bytes:
    """The file of a waiting import. Empty for any other change."""
    row = connection.execute("SELECT file FROM catalogue_proposal WHERE id = ?", (proposal_id,)).fetchone()
    return bytes(row[0]) if row and row[0] is not None else b""


def decide(
    connection: sqlite3.Connection, proposal_id: int, decision: Decision, actor_id: int, now: datetime
) -> bool:
    """Decide a change and delete its file, which is no longer needed. Returns whether it still waited."""
    done = connection.execute(
        "UPDATE catalogue_proposal SET state = ?, decided_at = ?, decided_by = ?, file = NULL"
        " WHERE id = ? AND state = 'waiting'",
        (str(decision), written(now), actor_id, proposal_id),
    )
    return done.rowcount == 1


def _proposal(row: Sequence[Any]) -> Proposal:
    ident, guild_id, member_id, change, created_at, state = row
    return Proposal(
        ident,
        guild_id,
        member_id,
        Change.read(change),
        datetime.fromisoformat(created_at),
        Decision(state),
    )
