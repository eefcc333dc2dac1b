"""What speaks for a drama beside the scores of those with the same taste: its cast, and its standing."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from bot.store.standings import EVERYWHERE


@dataclass(frozen=True, slots=True)
class Regard:
    """How a drama stands with members: how many scored it, half points on average, how many have it."""

    scores: int
    mean: float
    watchers: int


def shared_cast(
    connection: sqlite3.Connection, drama_ids: Collection[int], liked: Collection[int]
) -> dict[int, tuple[str, int]]:
    """Who plays in a drama and in one of the `liked`, leading roles first; and in which of those."""
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
    """How dramas stand with the members of a guild, or without one with everybody."""
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


def well_known(connection: sqlite3.Connection, drama_ids: Collection[int], rank: int) -> set[int]:
    """Those that the catalogue has among its best known, up to a rank."""
    marks = ",".join("?" * len(drama_ids))
    rows = connection.execute(
        f"SELECT id FROM drama WHERE popularity <= ? AND id IN ({marks})", [rank, *drama_ids]
    )
    return {row[0] for row in rows}
