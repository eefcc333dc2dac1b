"""Looks for dramas without a source at the sources. Curators decide doubtful cases."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from bot.domain import identity
from bot.domain.changes import Stamp
from bot.domain.dramas import CatalogueEntry
from bot.domain.identity import Facts
from bot.domain.matches import Answer, Doubt, Matched, Question, side_of
from bot.domain.members import Reader
from bot.domain.sources import Fetched, Offer, SourcePart
from bot.errors import MatchDecided, NotAtSource, SourceUnavailable, StoreUnavailable
from bot.search.keys import key
from bot.services.catalogue.growing import QUERY_LIMIT, Growing
from bot.services.catalogue.identifying import Judged, begins, judge, names_of, plausible, said_of
from bot.services.catalogue.names import CatalogueNames
from bot.services.checks import existing
from bot.services.posts import faults
from bot.sources.source import Source
from bot.store.catalogue import catalogue as dramas
from bot.store.catalogue import changes, matches, refreshing, source_links
from bot.store.database import Database
from bot.store.moderation.audit import audit

MOST_SHOWS = 3  # of a source that are asked for in full to find one drama
ACTION = "catalogue.match"


class Matching:
    """Finds which show one of our dramas is."""

    def __init__(
        self, database: Database, catalogue: CatalogueNames, growing: Growing, sources: Sequence[Source]
    ):
        self._database = database
        self._catalogue = catalogue
        self._growing = growing
        self._sources = {source.name: source for source in sources}

    # --- what curators decide ---

    async def queue(self, place: int) -> Doubt | None:
        """The waiting question at this place, or the last one. None if none is waiting."""

        def read(connection: sqlite3.Connection) -> Doubt | None:
            waiting = matches.waiting(connection)
            at = max(0, min(place, waiting - 1))
            question = matches.at(connection, at)
            if question is None:
                return None
            ours = side_of(dramas.entry(connection, question.drama.id))
            source = self._sources.get(question.part.source)
            page = source.page(question.part.show) if source is not None else None
            return Doubt(question, ours, at, waiting, page)

        return await self._database.read(read)

    async def same(self, match_id: int, reader: Reader, now: datetime) -> Matched:
        """Confirm that the show is the drama: merge the two entries, or link the show to the drama.

        Raises `MatchDecided` and the errors of linking and merging.
        """
        question = await self._waiting(match_id)
        by, there = reader.member_id, reader.guild_id
        if question.other is not None:
            drama = await self._growing.merge(question.drama.id, question.other.id, by, now, guild_id=there)
        else:
            parts = await self._parts_with(question)
            if question.was == question.part:
                await self._answer(question, Answer.SAME, reader, now)
            done = await self._growing.link(question.drama.id, parts, by, now, guild_id=there)
            drama = done.drama
        return Matched(question, Answer.SAME, drama)

    async def different(self, match_id: int, reader: Reader, now: datetime) -> Matched:
        """Decide that the show is not the drama, and unlink it if it was linked. Raises `MatchDecided`."""
        question = await self._waiting(match_id)
        await self._answer(question, Answer.DIFFERENT, reader, now)
        return Matched(question, Answer.DIFFERENT, question.drama)

    async def _waiting(self, match_id: int) -> Question:
        question = await self._database.read(lambda connection: matches.get(connection, match_id))
        if question is None:
            raise MatchDecided
        return question

    async def _parts_with(self, question: Question) -> tuple[SourcePart, ...]:
        """The drama's parts, with the show in place of the one that it used to be."""
        parts = [part for part in await self._growing.parts(question.drama.id) if part != question.was]
        return (*parts, question.part)

    async def _answer(self, question: Question, answer: Answer, reader: Reader, now: datetime) -> None:
        def write(connection: sqlite3.Connection) -> None:
            if matches.get(connection, question.id) is None:
                raise MatchDecided
            drama = existing(connection, question.drama.id)
            made = Stamp(ACTION, reader.guild_id, reader.member_id, now)
            with changes.recorded(connection, (drama.id,), made):
                matches.put_answer(connection, question, answer)
                if answer is Answer.DIFFERENT and question.was is not None:
                    left = [part for part in source_links.parts(connection, drama.id) if part != question.was]
                    source_links.put_parts(connection, drama.id, left)
            detail: dict[str, str | int | None] = {
                question.part.source: question.part.source_id,
                "answer": str(answer),
            }
            subject = f"drama {drama.id}"
            audit(connection, reader.guild_id, reader.member_id, ACTION, subject, now, detail)

        await self._database.write(write)

    # --- looking for dramas at the sources ---

    async def next_look_up(self) -> datetime | None:
        """When to look for the next drama without a source. None if there is none, or no source is on."""
        if not self._sources:
            return None
        return await self._database.read(matches.next_look_up)

    async def look_up_due(self, now: datetime, limit: int) -> tuple[int, bool]:
        """Look for at most `limit` due dramas. Returns how many were found and whether a source is silent.

        A source that does not answer ends the run, because it would not answer for the others either.
        """
        if not self._sources:
            return 0, False
        due = await self._database.read(lambda connection: matches.to_look_up(connection, now, limit))
        bound = 0
        for drama_id in due:
            found = await self._look_up_one(drama_id, now)
            if found is None:
                return bound, True
            bound += found
        return bound, False

    async def _look_up_one(self, drama_id: int, now: datetime) -> bool | None:
        """Whether the drama was linked. None if a source was silent."""
        entry = await self._database.read(lambda connection: matches.entries(connection, (drama_id,)))
        if drama_id not in entry:
            return False
        ours, silent, done = entry[drama_id], False, False
        for source in self._sources.values():
            try:
                done = await self._look_up_at(source, drama_id, ours, now)
            except SourceUnavailable:
                silent = True
            except StoreUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - `tell` logs it
                faults.tell_one("match", f"drama {drama_id}", error)
                await self._put_off(drama_id, ours, now, silent=False)
                return False
            if done:
                break
        await self._put_off(drama_id, ours, now, silent=silent and not done)
        return None if silent and not done else done

    async def _put_off(self, drama_id: int, ours: CatalogueEntry, now: datetime, *, silent: bool) -> None:
        await self._database.write(
            lambda connection: matches.looked_up(
                connection, drama_id, now, silent=silent, first_day=ours.aired_from
            )
        )

    async def _look_up_at(self, source: Source, drama_id: int, ours: CatalogueEntry, now: datetime) -> bool:
        """Link the drama to a show of the source, or ask curators. Returns whether either happened."""
        facts = identity.facts_of(ours, key)
        shows: dict[str, Fetched] = {}
        for offer in await self._offers(source, ours, facts):
            try:
                fetched = await source.fetch(offer.source_id, patient=True)
            except NotAtSource:
                continue
            shows[fetched.moved_to or offer.source_id] = fetched
        parts = {show: SourcePart(source.name, show) for show in shows}
        meant = {
            show: identity.part_meant(facts, parts[show], fetched, key)[1] for show, fetched in shows.items()
        }
        bearing = {show: self._catalogue.bearing(*names_of(fetched)) for show, fetched in shows.items()}

        def write(connection: sqlite3.Connection) -> bool:
            done = False
            for show, fetched in shows.items():
                rivals = [rival for other, rival in meant.items() if other != show]
                judged = judge(connection, (drama_id, *bearing[show]), parts[show], fetched, rivals)
                done |= _bind(connection, drama_id, judged, fetched, now)
            return done

        if not shows or not await self._database.write(write):
            return False
        await self._catalogue.refresh(drama_id)
        await self._catalogue.refresh_cast(drama_id)
        return True

    async def _offers(self, source: Source, ours: CatalogueEntry, facts: Facts) -> list[Offer]:
        """The source's offers for the title, the title without its season, or the native title."""
        counted = identity.counted_season(ours.title)
        queries = (ours.title, counted[0] if counted is not None else None, ours.native_title)
        for query in dict.fromkeys(query for query in queries if query):
            found = plausible(facts, await source.search(query[:QUERY_LIMIT], patient=True), MOST_SHOWS)
            if found:
                return found
        return []


def _bind(
    connection: sqlite3.Connection, drama_id: int, judged: Judged, fetched: Fetched, now: datetime
) -> bool:
    """Link a drama to the show that it certainly is. In doubt, or if another entry has it, ask curators."""
    part = judged.sure.get(drama_id) or judged.doubtful.get(drama_id)
    if part is None:
        return False
    said = said_of(part, fetched)
    taken = source_links.overlapping(connection, part)
    if drama_id in judged.sure and not taken:
        matches.bound(connection, drama_id, part, said, now)
        with changes.recorded(connection, (drama_id,), Stamp(ACTION, None, None, now)):
            refreshing.add(connection, part, fetched, drama_id, now)
        detail: dict[str, str | int | None] = {part.source: part.source_id}
        audit(connection, None, None, ACTION, f"drama {drama_id}", now, detail)
        return True
    # A later season is a part of the entry with the show, not an entry to merge with.
    other = taken[0] if taken and begins(part, fetched) else None
    matches.ask(connection, drama_id, part, said, now, other_id=other)
    return True
