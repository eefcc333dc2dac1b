"""Reads the data for computing taste, and stores the resulting lists of similar dramas."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from bot.store.scores.standings import EVERYWHERE
from bot.store.timestamps import written

# Members' dramas for bot.taste.scores: with a score, or watched without one. Planned dramas and dramas on
# hold do not count yet. A dropped drama counts as dropped, scored or not.
_GIVEN = (
    "SELECT s.member_id, s.drama_id, s.overall, ifnull(p.status = 'dropped', 0) FROM score s{how}"
    " LEFT JOIN progress p ON p.member_id = s.member_id AND p.drama_id = s.drama_id"
    " WHERE s.{which}"
    " UNION ALL SELECT p.member_id, p.drama_id, 0, p.status = 'dropped' FROM progress p"
    " WHERE p.status IN ('completed', 'watching', 'dropped') AND p.{which}"
    " AND NOT EXISTS (SELECT 1 FROM score s WHERE s.drama_id = p.drama_id AND s.member_id = p.member_id)"
)
# Read all scores in the order of the table. With the index of members, which SQLite would choose, each score
# needs another look-up: a million take 9 seconds instead of 1.4.
_ALL_GIVEN = _GIVEN.format(
    how=" INDEXED BY sqlite_autoindex_score_1",
    which="drama_id NOT IN (SELECT id FROM drama WHERE hidden = 1)",
)
_GIVEN_BY = _GIVEN.format(how="", which="member_id = :member")
_ROW = np.dtype([("member", np.int64), ("drama", np.int64), ("halves", np.uint8), ("dropped", np.bool_)])
# All dramas that a member has on a list, scored or wrote about. None is recommended to them.
_KNOWN = " UNION ".join(
    (
        "SELECT drama_id FROM progress WHERE member_id = :member",
        "SELECT drama_id FROM score WHERE member_id = :member",
        "SELECT drama_id FROM episode_score WHERE member_id = :member",
        "SELECT drama_id FROM review WHERE member_id = :member",
        "SELECT drama_id FROM recommendation WHERE member_id = :member",
        "SELECT other_id FROM recommendation WHERE member_id = :member",
    )
)


@dataclass(frozen=True, slots=True)
class Given:
    """Arrays with one place per member and drama that was scored or watched.

    `halves` is 0 without a score.
    """

    members: NDArray[np.int64]
    dramas: NDArray[np.int64]
    halves: NDArray[np.uint8]
    dropped: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Facts:
    """What recommending needs about every visible drama. Genres by id."""

    dramas: list[int]
    attention: list[tuple[int, int, int | None]]  # drama, members who have it, the catalogue's rank
    genres: list[tuple[int, int]]  # drama, genre
    countries: list[tuple[int, str]]
    genre_names: dict[int, str]


@dataclass(frozen=True, slots=True)
class Computed:
    """The stored computation. `mark` is the digest of the scores that it was made from."""

    generation: int
    mark: str


def given(connection: sqlite3.Connection) -> Given:
    """What everyone scored or watched, among visible dramas."""
    table = np.fromiter(connection.execute(_ALL_GIVEN), _ROW)
    return Given(*(np.ascontiguousarray(table[name]) for name in ("member", "drama", "halves", "dropped")))


def given_by(connection: sqlite3.Connection, member_id: int) -> list[tuple[int, int, bool]]:
    """One member's dramas: id, half points (0 without a score), and whether it was dropped."""
    rows = connection.execute(_GIVEN_BY, {"member": member_id})
    return [(drama_id, halves, bool(dropped)) for _, drama_id, halves, dropped in rows]


def known_to(connection: sqlite3.Connection, member_id: int) -> set[int]:
    """The dramas on a member's list, of any status, and all that they scored or wrote about."""
    return {drama_id for (drama_id,) in connection.execute(_KNOWN, {"member": member_id})}


def seen_by(connection: sqlite3.Connection, member_id: int) -> set[int]:
    """The dramas that a member has started, finished or dropped, or scored."""
    rows = connection.execute(
        "SELECT drama_id FROM progress WHERE member_id = :member AND status <> 'plan'"
        " UNION SELECT drama_id FROM score WHERE member_id = :member",
        {"member": member_id},
    )
    return {drama_id for (drama_id,) in rows}


def facts(connection: sqlite3.Connection) -> Facts:
    return Facts(
        [ident for (ident,) in connection.execute("SELECT id FROM drama WHERE hidden = 0")],
        connection.execute(
            "SELECT d.id, max(ifnull(n.scores, 0), ifnull(n.watchers, 0)), d.popularity FROM drama d"
            " LEFT JOIN standing n ON n.guild_id = ? AND n.drama_id = d.id"
            " WHERE d.hidden = 0 AND (d.popularity IS NOT NULL OR n.drama_id IS NOT NULL)",
            (EVERYWHERE,),
        ).fetchall(),
        connection.execute("SELECT drama_id, genre_id FROM drama_genre").fetchall(),
        connection.execute("SELECT id, country FROM drama WHERE country IS NOT NULL").fetchall(),
        dict(connection.execute("SELECT id, name FROM genre")),
    )


def near(connection: sqlite3.Connection, drama_ids: Iterable[int]) -> dict[int, bytes]:
    """The stored neighbours of those of these dramas that have any."""
    rows = connection.execute(
        "SELECT drama_id, near FROM neighbour WHERE generation = (SELECT generation FROM taste)"
        " AND drama_id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(drama_ids)),),
    )
    return dict(rows)


def changes(connection: sqlite3.Connection) -> int:
    """How often what `given` returns may have changed, ever. Triggers count it."""
    row = connection.execute("SELECT changes FROM taste_input").fetchone()
    return int(row[0]) if row else 0


def is_current(connection: sqlite3.Connection, made_by: str) -> bool:
    """Whether the stored lists are those that would be computed now, under these rules."""
    known = (changes(connection), made_by)
    return bool(connection.execute("SELECT changes, made_by FROM taste").fetchone() == known)


def still(connection: sqlite3.Connection, changes: int, made_by: str) -> None:
    """Record that the stored lists are right after this many changes, too."""
    connection.execute("UPDATE taste SET changes = ?, made_by = ?", (changes, made_by))


def computed(connection: sqlite3.Connection) -> Computed | None:
    row = connection.execute("SELECT generation, mark FROM taste").fetchone()
    return Computed(*row) if row else None


def begin(connection: sqlite3.Connection) -> int:
    """The number of a new generation. An unfinished earlier one keeps its own number."""
    (last,) = connection.execute(
        "SELECT max(ifnull((SELECT max(generation) FROM neighbour), 0),"
        " ifnull((SELECT generation FROM taste), 0))"
    ).fetchone()
    return int(last) + 1


def add(connection: sqlite3.Connection, generation: int, lists: Sequence[tuple[int, bytes]]) -> None:
    """Store some lists of a generation that is not in use yet."""
    connection.executemany(
        "INSERT INTO neighbour (generation, drama_id, near) VALUES (?, ?, ?)",
        [(generation, drama_id, content) for drama_id, content in lists],
    )


def show(connection: sqlite3.Connection, generation: int, scores: int, mark: str, now: datetime) -> None:
    """Use the lists of this generation from now on; see `still`."""
    connection.execute(
        "INSERT INTO taste (id, generation, scores, mark, done_at) VALUES (1, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET generation = excluded.generation, scores = excluded.scores,"
        " mark = excluded.mark, done_at = excluded.done_at",
        (generation, scores, mark, written(now)),
    )


def forget(connection: sqlite3.Connection, limit: int) -> bool:
    """Delete at most `limit` lists of other generations than the current one. False if none was left."""
    (shown,) = connection.execute("SELECT ifnull((SELECT generation FROM taste), 0)").fetchone()
    # Two ranges of the key: "not this one" would walk through all that is shown.
    for other in ("<", ">"):
        gone = connection.execute(
            "DELETE FROM neighbour WHERE (generation, drama_id) IN"
            f" (SELECT generation, drama_id FROM neighbour WHERE generation {other} ? LIMIT ?)",
            (shown, limit),
        )
        if gone.rowcount:
            return True
    return False
