"""Plans a drama's episodes from the numbers and dates of its sources."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.dramas import EpisodeFacts
from bot.domain.numbering import Numbers, numbers_of
from bot.domain.sources import (
    MEMBER,
    Broadcast,
    EpisodeChanges,
    Fetched,
    Listed,
    Origin,
    SourceName,
    SourcePart,
    run_of,
)
from bot.store.catalogue import renumbering
from bot.store.catalogue.broadcasts import Facts, Row, matched, rows_of
from bot.store.catalogue.drama_rows import plain
from bot.store.timestamps import written

Run = Mapping[int, Listed]
NO_CHANGES = EpisodeChanges()
NUMBERS = "episode numbers"  # the field that a curator has set who took a renumbering back


@dataclass(frozen=True, slots=True)
class EpisodePlan:
    """The plan for a drama's episodes: new ones, changed ones, and ones to delete.

    First the `gone` are deleted, then all others move as `numbers` says. `changed` and `added` have the new
    numbers, and `last` is the highest of these.
    """

    source: SourceName
    added: tuple[Listed, ...] = ()
    changed: tuple[tuple[int, Facts, Broadcast | None], ...] = ()
    gone: tuple[int, ...] = ()
    last: int | None = None
    changes: EpisodeChanges = NO_CHANGES
    numbers: Numbers = field(default_factory=lambda: Numbers({}))


def run_of_parts(parts: Sequence[tuple[SourcePart, Fetched]]) -> Run:
    """The parts' episodes by number. If two parts share a number, the first part has it."""
    run: dict[int, Listed] = {}
    for part, fetched in parts:
        for listed in run_of(part, fetched.episodes):
            run.setdefault(listed.facts.number, listed)
    return run


def is_running(part: SourcePart, fetched: Fetched) -> bool:
    """Whether the part will get more episodes. A season with a later season will not."""
    last_season = max((episode.season for episode in fetched.episodes), default=0)
    return fetched.running and (part.seasons is None or part.seasons[1] >= last_season)


def _by_source(row: Row, listed: Listed | None, source: SourceName, *, airs: bool) -> Facts:
    """The facts of an episode by its source: as `listed`, or without dates if it does not air any more."""
    if listed is not None:
        return _updated(row.facts, listed.facts, own=row.given_by == source)
    return row.facts if airs else (row.facts[0], None, None, row.facts[3])


def plan(
    connection: sqlite3.Connection, drama_id: int, source: SourceName, run: Run, origins: Mapping[str, Origin]
) -> EpisodePlan:
    """The plan for what a source's run changes. What a curator set on an episode stays and moves with it.

    The list belongs to one source: if several know the drama, the others neither add nor delete episodes.
    """
    rows = rows_of(connection, drama_id)
    givers = {row.given_by for row in rows.values()}
    owner = next((name for name in SourceName if name in givers), source)
    if not run or _by_curators(origins, "episode list") or owner is not source:
        return EpisodePlan(source, last=max(rows, default=None))
    # Which broadcast of the run each row is, by the number that the run gives it.
    found = matched(rows, run, source)
    places = _places(rows, run, found, held=_by_curators(origins, NUMBERS))
    used = renumbering.used(connection, drama_id)
    targets = {number: places[place] for number, place in found.items()}
    fresh = {places[place]: run[place] for place in run.keys() - set(found.values())}
    others = [number for number in rows if number not in found]
    given = {n for n in others if rows[n].given_by == source and not _is_curators(origins, n)}
    numbers = numbers_of(targets, others, used, fresh)
    seen = _seen(connection, drama_id)
    gone = tuple(
        sorted(n for n in given if n not in used and (n > seen or n in numbers.lost))
        + sorted(n for n in numbers.lost if n not in numbers.moves and n not in given)
    )
    changed, dates, titles = [], 0, 0
    for number, row in rows.items():
        if number in gone or row.given_by not in (None, source):
            continue
        listed = run[found[number]] if number in found else None
        airs = listed is not None or not (number in given or row.broadcast is not None)
        new = row.facts if _is_curators(origins, number) else _by_source(row, listed, source, airs=airs)
        broadcast = listed.broadcast if listed is not None else row.broadcast
        if (new, broadcast) != (row.facts, row.broadcast):
            changed.append((numbers.of(number), new, broadcast))
            dates += new[1:3] != row.facts[1:3]
            titles += new[0] != row.facts[0]
    curated = {numbers.of(n) for n in range(1, max(used, default=0) + 1) if _is_curators(origins, n)}
    added = tuple(
        Listed(_numbered(fresh[n].facts, n), fresh[n].broadcast) for n in sorted(fresh.keys() - curated)
    )
    left = {numbers.of(number) for number in rows if number not in gone}
    moved = sum(numbers.of(number) != number for number in rows if number not in gone)
    counts = EpisodeChanges(len(added), dates, titles, len(gone), moved)
    last = max({*left, *(listed.facts.number for listed in added)}, default=None)
    return EpisodePlan(source, added, tuple(changed), gone, last, counts, numbers)


def _places(rows: Iterable[int], run: Run, found: Mapping[int, int], *, held: bool) -> dict[int, int]:
    """The number for each broadcast of the run: the run's own.

    If curators hold the numbers, each keeps its number, and new ones get a free number.
    """
    if not held:
        return {number: number for number in run}
    places = {place: number for number, place in found.items()}
    taken = set(rows)
    for place in sorted(run.keys() - places.keys()):
        places[place] = place if place not in taken else max(taken) + 1
        taken.add(places[place])
    return places


def _numbered(facts: EpisodeFacts, number: int) -> EpisodeFacts:
    return EpisodeFacts(number, facts.title, facts.air_date, facts.minutes, None, facts.airs_at)


def put(connection: sqlite3.Connection, drama_id: int, planned: EpisodePlan, now: datetime) -> None:
    connection.executemany(
        "DELETE FROM episode WHERE drama_id = ? AND number = ?", [(drama_id, n) for n in planned.gone]
    )
    if planned.numbers:
        renumbering.put(connection, drama_id, planned.numbers, now)
    connection.executemany(
        "UPDATE episode SET title = ?, air_date = ?, airs_at = ?, minutes = ?, show = ?, season = ?,"
        " season_number = ?, broadcast_id = ? WHERE drama_id = ? AND number = ?",
        [(*facts, *_identity(broadcast), drama_id, number) for number, facts, broadcast in planned.changed],
    )
    connection.executemany(
        "INSERT INTO episode (drama_id, number, title, air_date, airs_at, minutes, source, show, season,"
        " season_number, broadcast_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (drama_id, new.facts.number, *_facts(new.facts), planned.source, *_identity(new.broadcast))
            for new in planned.added
        ],
    )


def _identity(broadcast: Broadcast | None) -> tuple[object, ...]:
    if broadcast is None:
        return (None, None, None, None)
    return (broadcast.show, broadcast.season, broadcast.number, broadcast.ident)


def _by_curators(origins: Mapping[str, Origin], name: str) -> bool:
    origin = origins.get(name)
    return origin is not None and origin.source == MEMBER


def _is_curators(origins: Mapping[str, Origin], number: int) -> bool:
    return _by_curators(origins, f"episode {number}")


def _facts(facts: EpisodeFacts) -> Facts:
    return (facts.title, plain(facts.air_date), _moment(facts.airs_at), facts.minutes)


def _moment(airs_at: datetime | None) -> str | None:
    return written(airs_at) if airs_at else None


def _updated(old: Facts, said: EpisodeFacts, *, own: bool) -> Facts:
    """The facts of an episode, updated by the source.

    A source may remove its own dates. It may only update the dates of a file. Without a date there is no hour
    either.
    """
    new = _facts(said)
    title = new[0] or old[0] if own else old[0] or new[0]
    minutes = new[3] or old[3]
    if own:
        return (title, new[1], new[2], minutes)
    if new[1] is None:
        return (title, old[1], old[2], minutes)
    airs_at = new[2] if new[2] or new[1] != old[1] else old[2]
    return (title, new[1], airs_at, minutes)


def _seen(connection: sqlite3.Connection, drama_id: int) -> int:
    """The highest episode that any member has seen. Episodes up to there stay in the list."""
    (number,) = connection.execute(
        "SELECT ifnull(max(max(episode, earlier_episode)), 0) FROM progress WHERE drama_id = ?", (drama_id,)
    ).fetchone()
    return int(number)
