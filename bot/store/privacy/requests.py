"""Stores who asked for the deletion of everything about them, until nothing is left."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

from bot.domain.own_data import Share
from bot.domain.privacy.kept import KEPT
from bot.domain.privacy.rows import Kept, Kind
from bot.store.timestamps import moment, written


def ask(connection: sqlite3.Connection, member_id: int, now: datetime) -> None:
    """Note that a member wants to be deleted. Asking twice does no harm."""
    connection.execute(
        "INSERT INTO deletion (member_id, asked_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (member_id, written(now)),
    )


def waiting(connection: sqlite3.Connection) -> list[int]:
    """The members who are to be deleted."""
    rows = connection.execute("SELECT member_id FROM deletion WHERE member_id > 0 ORDER BY member_id")
    return [member_id for (member_id,) in rows]


def is_waiting(connection: sqlite3.Connection, member_id: int) -> bool:
    row = connection.execute("SELECT 1 FROM deletion WHERE member_id = ?", (member_id,)).fetchone()
    return row is not None


def erased(connection: sqlite3.Connection, member_id: int) -> None:
    """Note that no row has anything of a member any more. The file has yet to be rewritten."""
    connection.execute("UPDATE deletion SET member_id = NULL WHERE member_id = ?", (member_id,))


def unwashed(connection: sqlite3.Connection) -> int:
    """The last deletion whose bytes may still be in the file; 0 if there is none."""
    (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM deletion WHERE member_id IS NULL").fetchone()
    return int(last)


def washed(connection: sqlite3.Connection, last: int) -> None:
    """The file was rewritten after this deletion."""
    connection.execute("DELETE FROM deletion WHERE member_id IS NULL AND id <= ?", (last,))


# --- what there is ---

# Tables of which some rows only repeat what other rows of the same member say: which of them count.
_COUNTED = {
    "progress_shown": "FALSE",
    # A line of the member's own is counted as such. Others name the member whom it was about.
    "audit_member": "NOT EXISTS (SELECT 1 FROM audit WHERE id = line_id AND actor_id = member_id)",
}


def shares(connection: sqlite3.Connection, member_id: int) -> list[Share]:
    """How much of each kind is kept about a member, and since when. Kinds with nothing are left out.

    What is kept twice counts once.
    """
    rows: dict[Kind, int] = {}
    since: dict[Kind, str] = {}
    for kept in KEPT:
        if kept.owner is None:
            continue
        first = f"min({kept.since})" if kept.since else "NULL"
        count, began = connection.execute(
            f"SELECT count(*), {first} FROM {kept.table}"
            f" WHERE {kept.owner} = ? AND {_COUNTED.get(kept.table, 'TRUE')}",
            (member_id,),
        ).fetchone()
        rows[kept.kind] = rows.get(kept.kind, 0) + count
        if began is not None:
            since[kept.kind] = min(began, since.get(kept.kind, began))
    return [Share(kind, rows[kind], moment(since.get(kind))) for kind in Kind if rows.get(kind)]


def older(connection: sqlite3.Connection, deleted_at: Callable[[int], str | None]) -> frozenset[int]:
    """The members with rows from before their deletion: an older copy of the database has them.

    `deleted_at` says when an id was deleted, None if never. A member who came back has a newer row.
    """
    found, known = set[int](), set[int]()
    for member_id, began in connection.execute("SELECT id, created_at FROM member"):
        known.add(member_id)
        if _is_older(deleted_at(member_id), began):
            found.add(member_id)
    for kept in KEPT:
        if kept.owner is None or kept.since is None or _is_of_members(connection, kept):
            continue
        for member_id, began in connection.execute(
            f"SELECT {kept.owner}, min(ifnull({kept.since}, '')) FROM {kept.table}"
            f" WHERE {kept.owner} > 0 GROUP BY {kept.owner}"
        ):
            if member_id not in known and _is_older(deleted_at(member_id), began):
                found.add(member_id)
    return frozenset(found)


def _is_older(deleted_at: str | None, began: str) -> bool:
    return deleted_at is not None and began < deleted_at


def _is_of_members(connection: sqlite3.Connection, kept: Kept) -> bool:
    """Whether every owner in this table has a row in `member`."""
    return kept.table == "member" or bool(
        connection.execute(
            'SELECT 1 FROM pragma_foreign_key_list(?) WHERE "from" = ? AND "table" = \'member\'',
            (kept.table, kept.owner),
        ).fetchone()
    )
