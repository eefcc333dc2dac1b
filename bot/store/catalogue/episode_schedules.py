"""The episodes of a drama as sources number and date them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.dramas import EpisodeFacts
from bot.domain.sources import (
    MEMBER,
    EpisodeChanges,
    Fetched,
    Origin,
    SourceName,
    SourcePart,
    run_of,
)
from bot.store.catalogue.drama_rows import plain
from bot.store.timestamps import written

Run = Mapping[int, EpisodeFacts]
NO_CHANGES = EpisodeChanges()
_Facts = tuple[object, object, object, object]  # title, air_date, airs_at, minutes


@dataclass(frozen=True, slots=True)
class EpisodePlan:
    """What becomes of a drama's episodes: new ones, others' new facts, and those that go away.

    `last` is the number of the last one afterwards.
    """

    source: SourceName
    added: tuple[EpisodeFacts, ...] = ()
    changed: tuple[tuple[int, _Facts], ...] = ()
    gone: tuple[int, ...] = ()
    last: int | None = None
    changes: EpisodeChanges = NO_CHANGES


def run_of_parts(parts: Sequence[tuple[SourcePart, Fetched]]) -> Run:
    """The parts' episodes by number; where two parts meet, the number is the first one's."""
    run: dict[int, EpisodeFacts] = {}
    for part, fetched in parts:
        for facts in run_of(part, fetched.episodes):
            run.setdefault(facts.number, facts)
    return run


def is_running(part: SourcePart, fetched: Fetched) -> bool:
    """Whether more is expected of the part: of a season that others follow, nothing is."""
    last_season = max((episode.season for episode in fetched.episodes), default=0)
    return fetched.running and (part.seasons is None or part.seasons[1] >= last_season)


def plan(
    connection: sqlite3.Connection, drama_id: int, source: SourceName, run: Run, origins: Mapping[str, Origin]
) -> EpisodePlan:
    """What a source's run changes. Episodes that a curator has set stay.

    The list is one source's: where several know the drama, the others neither add nor take away.
    """
    rows = connection.execute(
        "SELECT number, title, air_date, airs_at, minutes, source FROM episode WHERE drama_id = ?",
        (drama_id,),
    ).fetchall()
    listed = [row[0] for row in rows]
    givers = {row[5] for row in rows}
    owner = next((name for name in SourceName if name in givers), source)
    origin = origins.get("episode list")
    curators = origin is not None and origin.source == MEMBER
    if not run or curators or owner is not source:
        return EpisodePlan(source, last=max(listed, default=None))
    changed: list[tuple[int, _Facts]] = []
    missing: list[int] = []
    dates = titles = 0
    for number, *facts, given_by in rows:
        if _is_curators(origins, number) or given_by not in (None, source):
            continue
        old: _Facts = (facts[0], facts[1], facts[2], facts[3])
        if number not in run:
            if given_by == source:
                missing.append(number)
            continue
        new = _updated(old, run[number], own=given_by == source)
        if new != old:
            changed.append((number, new))
            dates += new[1:3] != old[1:3]
            titles += new[0] != old[0]
    gone = _untouched(connection, drama_id, missing)
    added = tuple(run[n] for n in sorted(run.keys() - set(listed)) if not _is_curators(origins, n))
    numbers = {*listed, *(facts.number for facts in added)} - set(gone)
    counts = EpisodeChanges(len(added), dates, titles, len(gone))
    return EpisodePlan(source, added, tuple(changed), gone, max(numbers, default=None), counts)


def put(connection: sqlite3.Connection, drama_id: int, planned: EpisodePlan) -> None:
    connection.executemany(
        "DELETE FROM episode WHERE drama_id = ? AND number = ?", [(drama_id, n) for n in planned.gone]
    )
    connection.executemany(
        "UPDATE episode SET title = ?, air_date = ?, airs_at = ?, minutes = ?"
        " WHERE drama_id = ? AND number = ?",
        [(*facts, drama_id, number) for number, facts in planned.changed],
    )
    connection.executemany(
        "INSERT INTO episode (drama_id, number, title, air_date, airs_at, minutes, source)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(drama_id, facts.number, *_facts(facts), planned.source) for facts in planned.added],
    )


def _is_curators(origins: Mapping[str, Origin], number: int) -> bool:
    origin = origins.get(f"episode {number}")
    return origin is not None and origin.source == MEMBER


def _facts(facts: EpisodeFacts) -> _Facts:
    return (facts.title, plain(facts.air_date), _moment(facts.airs_at), facts.minutes)


def _moment(airs_at: datetime | None) -> str | None:
    return written(airs_at) if airs_at else None


def _updated(old: _Facts, said: EpisodeFacts, *, own: bool) -> _Facts:
    """The facts of an episode after the source has spoken.

    Its own dates it may take back, of a file's it only brings the dates up to date; what has
    no date any more has no hour either.
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


def _untouched(connection: sqlite3.Connection, drama_id: int, numbers: Sequence[int]) -> tuple[int, ...]:
    """Those of the episodes that nobody has scored, written of, quoted or seen."""
    if not numbers:
        return ()
    rows = connection.execute(
        "SELECT value FROM json_each(:numbers) WHERE"
        " NOT EXISTS (SELECT 1 FROM episode_score WHERE drama_id = :drama AND episode = value)"
        " AND NOT EXISTS (SELECT 1 FROM synopsis WHERE drama_id = :drama AND episode = value)"
        " AND NOT EXISTS (SELECT 1 FROM quote WHERE drama_id = :drama AND episode = value)"
        " AND NOT EXISTS (SELECT 1 FROM progress WHERE drama_id = :drama AND episode >= value)"
        " ORDER BY value",
        {"drama": drama_id, "numbers": "[" + ",".join(map(str, numbers)) + "]"},
    )
    return tuple(row[0] for row in rows)
