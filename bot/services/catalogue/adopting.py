"""Adds a chosen show to the catalogue: to the drama that it certainly is, else as a new one."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain import identity
from bot.domain.changes import Stamp
from bot.domain.dramas import Drama
from bot.domain.sources import Fetched, SourceName, SourcePart, source_part
from bot.errors import AddsTooMany, DramaRemoved, NoSource, NotAtSource, SourceUnavailable
from bot.services.catalogue.identifying import Judged, begins, judge, names_of, rivals_of, said_of
from bot.services.catalogue.names import CatalogueNames
from bot.sources.source import Source
from bot.store.catalogue import changes, matches, refreshing, source_links
from bot.store.database import Database
from bot.store.moderation.audit import audit

DEADLINE = 4.0  # seconds that a member waits for what else a source has under a name
QUERY_LIMIT = 200  # characters of a name that a source is asked for
# Dramas that an ordinary member may add within an hour: enough for an evening's talk, too few to flood the
# shared catalogue.
ADDED_AN_HOUR = 20
CURATED_AN_HOUR = 100  # by one who may change the catalogue


class Adopting:
    """Turns shows of the sources into dramas of the catalogue."""

    def __init__(self, database: Database, catalogue: CatalogueNames, sources: Mapping[SourceName, Source]):
        self._database = database
        self._catalogue = catalogue
        self._sources = sources

    async def add(self, source: SourceName, show: str, made: Stamp, most: int) -> Drama:
        """The drama for a source's `show`. Raises the same errors as `Growing.add`."""
        part = source_part(source, show)
        if part is None or part.seasons is not None:
            raise NotAtSource(source, show)
        kept = await self._holder(part, made, most)
        if kept is None:
            fetched = await self._source(source).fetch(show)
            if fetched.moved_to is not None:
                part = replace(part, show=fetched.moved_to)
            kept = await self._adopt(part, fetched, made, most)
        if kept.hidden:
            raise DramaRemoved(kept.drama)
        return kept.drama

    async def _holder(self, part: SourcePart, made: Stamp, most: int) -> source_links.LinkHolder | None:
        def look(connection: sqlite3.Connection) -> source_links.LinkHolder | None:
            found = source_links.holder(connection, part.source, part.show)
            if found is None:
                _refuse_flood(connection, made.actor_id, most, made.at)
            return found

        return await self._database.read(look)

    async def _adopt(
        self, part: SourcePart, fetched: Fetched, made: Stamp, most: int
    ) -> source_links.LinkHolder:
        """The drama that a show certainly is, filled with its data, or a new one.

        Curators decide doubtful cases.
        """
        bearing = self._catalogue.bearing(*names_of(fetched))
        rivals = await self._rivals(bearing, part, fetched)

        def write(connection: sqlite3.Connection) -> tuple[source_links.LinkHolder, list[int]]:
            meanwhile = source_links.holder(connection, part.source, part.show)
            if meanwhile is not None:
                return meanwhile, []
            _refuse_flood(connection, made.actor_id, most, made.at)
            judged = judge(connection, bearing, part, fetched, rivals or ())
            if rivals is None:  # other candidates are unknown
                judged = Judged({}, {**judged.sure, **judged.doubtful})
            idents = _stored(connection, part, fetched, judged, made)
            for ident in idents:
                detail: dict[str, str | int | None] = {part.source: part.show}
                subject = f"drama {ident}"
                audit(connection, made.guild_id, made.actor_id, made.action, subject, made.at, detail)
            return source_links.standing(connection, idents[0]), idents

        known, changed = await self._database.write(write)
        for ident in changed:
            await self._catalogue.refresh(ident)
            await self._catalogue.refresh_cast(ident)
        return known

    async def _rivals(
        self, bearing: Sequence[int], part: SourcePart, fetched: Fetched
    ) -> Sequence[identity.Facts] | None:
        """The source's other shows with this name, if they matter. None if the source does not answer."""
        judged = await self._database.read(lambda connection: judge(connection, bearing, part, fetched))
        if not judged.sure:
            return ()
        source = self._source(part.source)
        try:
            async with asyncio.timeout(DEADLINE):
                return rivals_of(await source.search(fetched.entry.title[:QUERY_LIMIT]), part.show)
        except (SourceUnavailable, TimeoutError):
            return None

    def _source(self, name: SourceName) -> Source:
        if name not in self._sources:
            raise NoSource
        return self._sources[name]


def _stored(
    connection: sqlite3.Connection, part: SourcePart, fetched: Fetched, judged: Judged, made: Stamp
) -> list[int]:
    """The dramas that the show filled, or the new one. The change can be undone."""
    if judged.sure:
        for ident, meant in judged.sure.items():
            matches.bound(connection, ident, meant, said_of(meant, fetched), made.at)
            with changes.recorded(connection, (ident,), made):
                refreshing.add(connection, meant, fetched, ident, made.at)
        return list(judged.sure)
    new = refreshing.add(connection, part, fetched, None, made.at)
    changes.record_new(connection, new, made)
    for ident, meant in judged.doubtful.items():
        # A later season is a part of the new drama, not an entry to merge with.
        other = new if begins(meant, fetched) else None
        matches.ask(connection, ident, meant, said_of(meant, fetched), made.at, other_id=other)
    return [new]


def _refuse_flood(connection: sqlite3.Connection, member_id: int | None, most: int, now: datetime) -> None:
    if member_id is None:
        return
    if source_links.added_lately(connection, member_id, now) >= most:
        raise AddsTooMany(most)
