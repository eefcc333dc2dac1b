"""Matches stored episodes to a source's episodes, independent of their numbers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.sources import Broadcast, Listed, SourceName
from bot.store.catalogue.drama_rows import plain
from bot.store.timestamps import written

Facts = tuple[object, object, object, object]  # title, air_date, airs_at, minutes


@dataclass(frozen=True, slots=True)
class Row:
    """A stored episode, with its broadcast if a source has given it."""

    facts: Facts
    given_by: str | None
    broadcast: Broadcast | None


def rows_of(connection: sqlite3.Connection, drama_id: int) -> dict[int, Row]:
    """The drama's episodes by number."""
    rows = connection.execute(
        "SELECT number, title, air_date, airs_at, minutes, source, show, season, season_number, broadcast_id"
        " FROM episode WHERE drama_id = ? ORDER BY number",
        (drama_id,),
    )
    return {
        number: Row((*facts,), source, Broadcast(*broadcast) if broadcast[0] is not None else None)
        for number, *facts, source, broadcast in ((*row[:6], row[6:]) for row in rows)
    }


def matched(rows: Mapping[int, Row], run: Mapping[int, Listed], source: SourceName) -> dict[int, int]:
    """For each row that matches a broadcast of the run: the row's number and its place in the run.

    Matches by the source's own id, then by season and number if the ids do not contradict. Rows from before
    these were stored match by their day, or by their place in the list, which was their number then.
    """
    rest = dict(run)
    found: dict[int, int] = {}

    def take(pairs: Iterable[tuple[int, int | None]]) -> None:
        for number, place in pairs:
            if place is not None and place in rest and number not in found:
                found[number] = place
                del rest[place]

    bound = {number: row for number, row in rows.items() if row.broadcast is not None}
    take(_by_id(bound, run))
    take(_by_place(bound, rest))
    unbound = [number for number in rows if number not in bound]
    old = [number for number in unbound if rows[number].given_by == source]
    take(_of_a_day(old, rows, rest))
    first, positions = min(run, default=1), dict(enumerate(sorted(run)))
    take((number, positions.get(number - first)) for number in old)
    take((number, number) for number in unbound)
    return found


def _by_id(rows: Mapping[int, Row], run: Mapping[int, Listed]) -> list[tuple[int, int | None]]:
    known = {(x.broadcast.show, x.broadcast.ident or ""): p for p, x in run.items() if x.broadcast.ident}
    return [
        (number, known.get((row.broadcast.show, row.broadcast.ident or "")))
        for number, row in rows.items()
        if row.broadcast is not None
    ]


def _by_place(rows: Mapping[int, Row], rest: Mapping[int, Listed]) -> list[tuple[int, int | None]]:
    known = {(x.broadcast.show, x.broadcast.season, x.broadcast.number): p for p, x in rest.items()}
    places = {
        number: known.get((row.broadcast.show, row.broadcast.season, row.broadcast.number))
        for number, row in rows.items()
        if row.broadcast is not None
    }
    return [
        (number, place)
        for number, place in places.items()
        if place is not None and _may_be(rows[number], rest[place])
    ]


def _may_be(row: Row, listed: Listed) -> bool:
    """Whether a row can be the broadcast with its season and number.

    Not if both have ids and nothing else agrees.
    """
    known = row.broadcast.ident if row.broadcast else None
    if known is None or listed.broadcast.ident is None:
        return True
    title, day, *_ = row.facts
    return (day is not None and day == plain(listed.facts.air_date)) or (
        title is not None and title == listed.facts.title
    )


def _of_a_day(
    numbers: Iterable[int], rows: Mapping[int, Row], rest: Mapping[int, Listed]
) -> list[tuple[int, int]]:
    """Matches, in order, episodes of the same moment or day, if both sides have equally many."""
    ours: dict[object, list[int]] = {}
    theirs: dict[object, list[int]] = {}
    for number in numbers:
        if rows[number].facts[1] is not None:
            ours.setdefault(rows[number].facts[1:3], []).append(number)
    for place, listed in sorted(rest.items()):
        day, at = plain(listed.facts.air_date), listed.facts.airs_at
        theirs.setdefault((day, written(at) if at else None), []).append(place)
    return [
        pair
        for when, mine in ours.items()
        if len(mine) == len(theirs.get(when, ()))
        for pair in zip(mine, theirs[when], strict=True)
    ]
