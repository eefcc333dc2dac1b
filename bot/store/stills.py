"""Stores the pictures of reviews and comments."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.domain.screening import Passed
from bot.domain.stills import Illustrated, Still, Stills, StillsOf
from bot.store.timestamps import written

_COLUMNS: Mapping[Illustrated, str] = {Illustrated.REVIEW: "review_id", Illustrated.COMMENT: "comment_id"}
OF_REVIEWS = 0  # in place of a server, in the room of all reviews


def of(connection: sqlite3.Connection, what: StillsOf) -> Stills:
    """The pictures of a writing, in their order. Whether it may be seen is its reader's to know."""
    rows = connection.execute(
        f"SELECT alt, content FROM still WHERE {_COLUMNS[what.kind]} = ? ORDER BY position", (what.id,)
    )
    return tuple(Still(alt, content) for alt, content in rows)


def alts(connection: sqlite3.Connection, what: StillsOf) -> tuple[str, ...]:
    """The alternative texts of a writing's pictures, in their order."""
    rows = connection.execute(
        f"SELECT alt FROM still WHERE {_COLUMNS[what.kind]} = ? ORDER BY position", (what.id,)
    )
    return tuple(alt for (alt,) in rows)


def put(
    connection: sqlite3.Connection,
    what: StillsOf,
    member_id: int,
    guild_id: int | None,
    pictures: Sequence[tuple[Passed, bytes]],
    now: datetime,
) -> None:
    """Give a writing these pictures, each with its alternative text, in place of those that it has.

    `guild_id` is the server of a comment. None for a review.
    """
    remove(connection, what)
    connection.executemany(
        f"INSERT INTO still ({_COLUMNS[what.kind]}, member_id, guild_id, position, size, alt, added_at,"
        " content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (what.id, member_id, guild_id, position, len(content), alt, written(now), content)
            for position, (alt, content) in enumerate(pictures)
        ],
    )


def describe(connection: sqlite3.Connection, what: StillsOf, descriptions: Sequence[Passed]) -> None:
    """Give a writing's pictures other alternative texts, in their order."""
    connection.executemany(
        f"UPDATE still SET alt = ?1 WHERE {_COLUMNS[what.kind]} = ?2 AND position = ?3 AND alt <> ?1",
        [(alt, what.id, position) for position, alt in enumerate(descriptions)],
    )


def remove(connection: sqlite3.Connection, what: StillsOf) -> int:
    """Take all pictures from a writing. Returns how many there were."""
    return connection.execute(f"DELETE FROM still WHERE {_COLUMNS[what.kind]} = ?", (what.id,)).rowcount


def bytes_of_member(connection: sqlite3.Connection, member_id: int) -> int:
    """The bytes of all pictures of a member."""
    row = connection.execute("SELECT ifnull(sum(size), 0) FROM still WHERE member_id = ?", (member_id,))
    return int(row.fetchone()[0])


def bytes_of_server(connection: sqlite3.Connection, guild_id: int | None) -> int:
    """The bytes of the pictures of a server's comments; None: of all reviews."""
    row = connection.execute(
        "SELECT bytes FROM still_room WHERE guild_id = ?", (OF_REVIEWS if guild_id is None else guild_id,)
    ).fetchone()
    return int(row[0]) if row else 0


def bytes_of_all(connection: sqlite3.Connection) -> int:
    """The bytes of all pictures."""
    return int(connection.execute("SELECT ifnull(sum(bytes), 0) FROM still_room").fetchone()[0])


def of_member(connection: sqlite3.Connection, member_id: int) -> Iterator[tuple[int, bytes]]:
    """The pictures of a member with their ids, for their export."""
    yield from connection.execute(
        "SELECT id, content FROM still WHERE member_id = ? ORDER BY id", (member_id,)
    )
