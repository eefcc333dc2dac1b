"""Recommendations from everyone's scores: computed on a schedule, read for each member."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial, reduce

import numpy as np
from numpy.typing import NDArray

from bot.domain.dramas import Drama, Filters
from bot.domain.members import Reader
from bot.domain.recommendations import ForMe, SimilarDrama, Suggested, best_first
from bot.errors import NothingFound
from bot.logs import get_logger
from bot.services.recommending.reasons import Series, explained
from bot.store.catalogue import catalogue as dramas
from bot.store.catalogue import lookups
from bot.store.database import Database
from bot.store.recommending import neighbours
from bot.store.recommending.neighbours import Computed, Facts
from bot.store.scores import standings
from bot.taste.computing import MADE_BY, Lists, compute, mark, piece
from bot.taste.neighbours import Near
from bot.taste.recommend import Candidates, Own, Suggestion, like, recommend
from bot.taste.scores import ScoreTable
from bot.worker.parent import Worker

# Computes, and gives the lists in pieces that are stored one by one.
Compute = Callable[[ScoreTable], AsyncGenerator[Lists, None]]

# Seconds of a job; a million scores take about ten.
LIMIT = 240.0
# Lists stored, or deleted, in one transaction: half a megabyte, so that no member's write waits long.
PIECE = 500
SUGGESTIONS = 10
SIMILAR = 5
# Extra suggestions, because some may have been hidden since the tables were made.
SPARE = 10
# One member with both dramas is not a shared taste, and would reveal that member's list.
LEAST_COMMON = 2
# The tables of the catalogue are made again when they are asked for and older than this.
TABLES_LAST = timedelta(minutes=10)
# How many members the catalogue's first popularity rank is worth. It falls with the logarithm of the rank, so
# a few members decide among little-known dramas, and many members among all.
RENOWN = 3.0

log = get_logger(__name__)


async def in_a_process(scores: ScoreTable) -> AsyncGenerator[Lists, None]:
    """Compute in a process that ends with the job, so that pictures need not wait and memory is freed.

    The lists come in pieces: all at once, 80 MB for a large community, would block the event loop for a
    quarter of a second.
    """
    worker = Worker(limit=LIMIT)
    try:
        name, count = await worker.run(compute, scores)
        for start in range(0, count, PIECE):
            yield await worker.run(piece, name, start, start + PIECE)
    finally:
        await worker.aclose()


@dataclass(frozen=True, slots=True)
class _Tables:
    """The part of the catalogue that recommending needs, and the meaning of its traits."""

    catalogue: Candidates
    having: dict[int, NDArray[np.int64]]  # the dramas of each trait
    genre_names: dict[int, str]
    made_at: datetime

    @classmethod
    def of(cls, facts: Facts, now: datetime) -> _Tables:
        pairs = [*facts.genres, *((drama_id, _trait(country)) for drama_id, country in facts.countries)]
        dramas: dict[int, list[int]] = {}
        traits: dict[int, list[int]] = {}
        for drama_id, trait in pairs:
            traits.setdefault(drama_id, []).append(trait)
            dramas.setdefault(trait, []).append(drama_id)
        having = {trait: np.array(ids, np.int64) for trait, ids in dramas.items()}
        return cls(Candidates(facts.dramas, _ranks(facts), traits), having, facts.genre_names, now)

    def fitting(self, filters: Filters) -> NDArray[np.int64] | None:
        """The dramas of a genre and from a country. None if neither is given."""
        asked = [filters.genre_id] if filters.genre_id is not None else []
        asked += [_trait(filters.country)] if filters.country is not None else []
        nothing = np.empty(0, np.int64)
        fitting = [self.having.get(trait, nothing) for trait in asked]
        return reduce(np.intersect1d, fitting) if fitting else None


class Taste:
    """What members with the same taste liked. It never shows one member's own data."""

    def __init__(self, database: Database, compute: Compute = in_a_process):
        self._database = database
        self._compute = compute
        self._tables: _Tables | None = None
        self._making: asyncio.Task[_Tables] | None = None

    # --- by the clock ---

    async def recompute(self, now: datetime) -> int | None:
        """Compute all lists again if the scores have changed. Returns how many there are, None if unchanged.

        Raises `WorkFailed`. Then everything stays as it was.
        """
        await self._forget_others()
        if await self._database.read(lambda connection: neighbours.is_current(connection, MADE_BY)):
            return None
        scores, scores_mark, before, changes = await self._database.read(_read_all)
        if scores_mark == (before.mark if before else mark(ScoreTable.of([]))):
            await self._database.write(lambda connection: neighbours.still(connection, changes, MADE_BY))
            return None
        generation, count = await self._database.write(neighbours.begin), 0
        if len(scores):
            async with aclosing(self._compute(scores)) as pieces:
                async for some in pieces:
                    await self._database.write(partial(neighbours.add, generation=generation, lists=some))
                    count += len(some)

        def show(connection: sqlite3.Connection) -> None:
            neighbours.show(connection, generation, len(scores), scores_mark, now)
            neighbours.still(connection, changes, MADE_BY)

        await self._database.write(show)
        await self._forget_others()
        return count

    async def _forget_others(self) -> None:
        """Delete the lists that are not in use: older ones, and those of an interrupted run."""
        while await self._database.write(lambda connection: neighbours.forget(connection, PIECE)):
            pass

    async def aclose(self) -> None:
        """Stop the background work."""
        if self._making is not None:
            self._making.cancel()
            await asyncio.gather(self._making, return_exceptions=True)

    # --- for one member ---

    async def prepare(self, now: datetime) -> None:
        """Make the tables of the catalogue, so that no member waits for them. A second for 100,000 dramas."""
        await self._fresh_tables(now)

    async def for_member(self, reader: Reader, filters: Filters, now: datetime) -> ForMe:
        """Dramas that this member might like, among those new to them. Raises `NothingFound`."""
        tables = await self._fresh_tables(now)

        def read(connection: sqlite3.Connection) -> ForMe:
            seen = neighbours.seen_by(connection, reader.member_id)
            asking = _Asking.of(connection, tables, reader.member_id, filters)
            found = asking.found()
            before = Series(connection, [one.drama_id for one in found])
            begun = asking.begun(found, before, seen)
            shown = _suggested(connection, begun, asking.own, tables.genre_names)[:SUGGESTIONS]
            shown = best_first(explained(connection, shown, reader, asking.own, before, seen))
            genre = lookups.label(connection, "genre", filters.genre_id) if filters.genre_id else None
            idents = [one.drama.id for one in shown]
            rated = standings.ratings(connection, idents, reader.guild_id)
            posters = dramas.posters(connection, idents)
            return ForMe(shown, len(asking.own.halves), genre, filters.country, rated, posters)

        answer = await self._database.read(read)
        if not answer.suggestions:
            raise NothingFound
        return answer

    async def _fresh_tables(self, now: datetime) -> _Tables:
        """The tables. Old ones are rebuilt in the background, so only the first caller waits (`prepare`)."""
        kept = self._tables
        if kept is not None and abs(now - kept.made_at) < TABLES_LAST:
            return kept
        if self._making is None or self._making.done():
            self._making = asyncio.create_task(self._make_tables(now), name="tables of the catalogue")
            self._making.add_done_callback(_heard)
        if kept is not None:
            return kept
        return await asyncio.shield(self._making)

    async def _make_tables(self, now: datetime) -> _Tables:
        facts = await self._database.read(neighbours.facts)
        self._tables = await asyncio.to_thread(_Tables.of, facts, now)
        return self._tables


def similar(connection: sqlite3.Connection, drama_id: int, seen: Collection[int]) -> tuple[SimilarDrama, ...]:
    """What members who scored the drama high also scored high, without what the reader has seen."""
    stored = neighbours.near(connection, [drama_id]).get(drama_id)
    if stored is None:
        return ()
    near = Near.from_bytes(stored)
    found = [one for one in like(near, excluded=seen, limit=len(near.dramas)) if one.common >= LEAST_COMMON]
    visible = {drama.id: drama for drama in dramas.get_many(connection, [one.drama_id for one in found])}
    return tuple(SimilarDrama(visible[one.drama_id], one.common) for one in found if one.drama_id in visible)[
        :SIMILAR
    ]


def _heard(making: asyncio.Task[_Tables]) -> None:
    """Read a failed task's error. Callers who wait for the tables raise it, and the log has it otherwise."""
    if not making.cancelled() and (error := making.exception()) is not None:
        log.warning("the tables of the catalogue could not be made", reason=repr(error))


def _read_all(connection: sqlite3.Connection) -> tuple[ScoreTable, str, Computed | None, int]:
    given = neighbours.given(connection)
    scores = ScoreTable(given.members, given.dramas, given.halves, given.dropped)
    return scores, mark(scores), neighbours.computed(connection), neighbours.changes(connection)


@dataclass(frozen=True, slots=True)
class _Asking:
    """One member's question: their dramas, similar ones, and the possible answers."""

    catalogue: Candidates
    own: Own
    near: dict[int, Near]
    known: set[int]
    allowed: NDArray[np.int64] | None

    @classmethod
    def of(cls, connection: sqlite3.Connection, tables: _Tables, member_id: int, filters: Filters) -> _Asking:
        given = neighbours.given_by(connection, member_id)
        own = Own(
            {drama_id: halves for drama_id, halves, _ in given},
            {drama_id for drama_id, _, dropped in given if dropped},
        )
        near = {
            drama_id: Near.from_bytes(stored)
            for drama_id, stored in neighbours.near(connection, own.halves).items()
        }
        known = neighbours.known_to(connection, member_id)
        return cls(tables.catalogue, own, near, known, tables.fitting(filters))

    def strongest(self, allowed: NDArray[np.int64] | None, limit: int) -> list[Suggestion]:
        return recommend(
            self.own, self.near, self.catalogue, excluded=self.known, allowed=allowed, limit=limit
        )

    def found(self) -> list[Suggestion]:
        # Below 0 are dramas that the member probably does not like.
        return [one for one in self.strongest(self.allowed, SUGGESTIONS + SPARE) if one.strength >= 0]

    def begun(self, found: list[Suggestion], before: Series, seen: Collection[int]) -> list[Suggestion]:
        """Replaces each part of a series by its first unseen part, each once.

        Leaves out a series if that part was dropped, is on the member's list, or does not fit the question.
        """
        begin = {one.drama_id: before.to_begin(one.drama_id, seen, self.own.dropped) for one in found}
        firsts = np.array([ident for ident in begin.values() if ident is not None], np.int64)
        fitting = firsts if self.allowed is None else np.intersect1d(firsts, self.allowed)
        each = {one.drama_id: one for one in self.strongest(fitting, len(fitting))}
        each |= {one.drama_id: one for one in found}
        begun: dict[int, Suggestion] = {}
        for one in found:
            first = each.get(begin[one.drama_id] or 0)
            if first is not None:
                # A reason for one season is a reason for the series.
                begun.setdefault(first.drama_id, replace(first, because=first.because or one.because))
        return list(begun.values())


def _suggested(
    connection: sqlite3.Connection, found: list[Suggestion], own: Own, genre_names: dict[int, str]
) -> tuple[Suggested, ...]:
    """The suggestions, without dramas hidden in the meantime."""
    wanted = [ident for suggestion in found for ident in (suggestion.drama_id, *suggestion.because)]
    visible: dict[int, Drama] = {drama.id: drama for drama in dramas.get_many(connection, wanted)}
    return tuple(
        Suggested(
            visible[suggestion.drama_id],
            tuple((visible[ident], own.halves[ident]) for ident in suggestion.because if ident in visible),
            tuple(genre_names[trait] for trait in suggestion.traits if trait in genre_names),
            next((_country(trait) for trait in suggestion.traits if trait < 0), None),
            alike=suggestion.alike,
        )
        for suggestion in found
        if suggestion.drama_id in visible
    )


def _ranks(facts: Facts) -> dict[int, int]:
    """Popularity ranks, 1 is the best known: by how many members have a drama, if few by the catalogue."""
    columns = [(ident, members, rank or 0) for ident, members, rank in facts.attention]
    table = np.array(columns, np.int64).reshape(-1, 3)
    rank = table[:, 2]
    worth = table[:, 1] + np.where(rank > 0, RENOWN / (1 + np.log(np.maximum(rank, 1))), 0.0)
    order = np.lexsort((table[:, 0], -worth))
    return {ident: place for place, ident in enumerate(table[order, 0].tolist(), 1)}


def _trait(country: str) -> int:
    """A country as a trait: a number below 0, which no genre's id is."""
    first, second = country.encode("ascii")
    return -(first << 8 | second)


def _country(trait: int) -> str:
    return bytes(divmod(-trait, 256)).decode("ascii")
