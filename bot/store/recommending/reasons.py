"""Reads reasons for a drama besides similar taste: its cast, and its scores."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.domain.dramas import Kind
from bot.store.scores.standings import EVERYWHERE

_SAY_NOTHING = frozenset(Kind)  # genres that only say what nearly all are


@dataclass(frozen=True, slots=True)
class Regard:
    """A drama among members: how many scored it, their average in half points, how many have it."""

    scores: int
    mean: float
    watchers: int


def shared_cast(
    connection: sqlite3.Connection, drama_ids: Collection[int], liked: Collection[int]
) -> dict[int, tuple[str, int]]:
    """The people who play in a drama and in one of the `liked`, leading roles first, with that drama."""
    marks, others = ",".join("?" * len(drama_ids)), ",".join("?" * len(liked))
    found: dict[int, tuple[str, int]] = {}
    for drama_id, name, other_id in connection.execute(
        "SELECT a.drama_id, p.name, b.drama_id FROM credit a"
        " JOIN credit b ON b.person_id = a.person_id AND b.drama_id <> a.drama_id"
        " JOIN person p ON p.id = a.person_id"
        f" WHERE a.drama_id IN ({marks}) AND b.drama_id IN ({others})"
        " AND a.billing <> 'guest' AND b.billing <> 'guest'"
        " ORDER BY (a.billing = 'main') + (b.billing = 'main') DESC, a.position, b.position, p.id",
        [*drama_ids, *liked],
    ):
        found.setdefault(drama_id, (name, other_id))
    return found


def regard(
    connection: sqlite3.Connection, drama_ids: Collection[int], guild_id: int | None
) -> dict[int, Regard]:
    """How dramas are scored by the members of a guild, or without one by everyone."""
    marks = ",".join("?" * len(drama_ids))
    rows = connection.execute(
        "SELECT drama_id, scores, points, watchers FROM standing"
        f" WHERE guild_id = ? AND drama_id IN ({marks})",
        [EVERYWHERE if guild_id is None else guild_id, *drama_ids],
    )
    return {
        drama_id: Regard(scores, points / scores if scores else 0.0, watchers)
        for drama_id, scores, points, watchers in rows
    }


def ranks(connection: sqlite3.Connection, drama_ids: Collection[int]) -> dict[int, int]:
    """The popularity ranks of those dramas for which the catalogue has one."""
    marks = ",".join("?" * len(drama_ids))
    return dict(
        connection.execute(
            f"SELECT id, popularity FROM drama WHERE popularity IS NOT NULL AND id IN ({marks})",
            [*drama_ids],
        ).fetchall()
    )


def kin(
    connection: sqlite3.Connection, drama_ids: Collection[int], liked: Sequence[int]
) -> dict[int, tuple[int, tuple[str, ...]]]:
    """The earliest of the `liked` that share most genres with a drama, and those genres.

    Genres that only say "drama" or "film" are none.
    """
    marks, others = ",".join("?" * len(drama_ids)), ",".join("?" * len(liked))
    shared: dict[int, dict[int, list[str]]] = {}
    for drama_id, other_id, name in connection.execute(
        "SELECT a.drama_id, b.drama_id, g.name FROM drama_genre a"
        " JOIN drama_genre b ON b.genre_id = a.genre_id AND b.drama_id <> a.drama_id"
        " JOIN genre g ON g.id = a.genre_id"
        f" WHERE a.drama_id IN ({marks}) AND b.drama_id IN ({others}) ORDER BY a.position",
        [*drama_ids, *liked],
    ):
        if name.casefold() not in _SAY_NOTHING:
            shared.setdefault(drama_id, {}).setdefault(other_id, []).append(name)
    place = {other_id: at for at, other_id in enumerate(liked)}
    best = {
        drama_id: min(found, key=lambda other_id: (-len(found[other_id]), place[other_id]))
        for drama_id, found in shared.items()
    }
    return {drama_id: (other_id, tuple(shared[drama_id][other_id])) for drama_id, other_id in best.items()}
