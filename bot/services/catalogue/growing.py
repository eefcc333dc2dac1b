"""The catalogue growing by itself: what sources offer, adding it, keeping it fresh, merging doubles."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.changes import Stamp
from bot.domain.dramas import Drama
from bot.domain.sources import (
    Fetched,
    Offer,
    Offers,
    Preview,
    SourceName,
    SourcePart,
    source_part,
)
from bot.errors import (
    AddsTooMany,
    DramaRemoved,
    NoSource,
    NotAtSource,
    PartTaken,
    SourceUnavailable,
    StoreUnavailable,
    UnknownDrama,
)
from bot.search.keys import key
from bot.services.catalogue.catalogue import Catalogue
from bot.services.catalogue.source_cache import KeptAnswers
from bot.services.posts import faults
from bot.sources import behalf
from bot.sources.source import Source
from bot.store.catalogue import catalogue as dramas
from bot.store.catalogue import changes, refreshing, source_links
from bot.store.database import Database
from bot.store.guilds.guilds import audit

DEADLINE = 4.0  # seconds that a member waits for what the sources have
QUERY_LIMIT = 200  # characters of a name that a source is asked for
# Dramas that a member who is no moderator adds within an hour: more than an evening's talk brings up,
# and too few to fill everybody's catalogue.
ADDED_AN_HOUR = 20
CURATED_AN_HOUR = 100  # by one who may change the catalogue

Gathered = tuple[tuple[SourcePart, Fetched], ...]


class Growing:
    """Dramas from the catalogues outside. A source that is down costs nothing but freshness."""

    def __init__(self, database: Database, catalogue: Catalogue, sources: Sequence[Source]):
        self._database = database
        self._catalogue = catalogue
        self._sources = {source.name: source for source in sources}

    @property
    def names(self) -> tuple[str, ...]:
        """The sources that can be asked, as members know them."""
        return tuple(source.credit.name for source in self._sources.values())

    # --- what is there to add ---

    async def offers(self, query: str) -> Offers:
        """What the sources have for a name, each drama once; those that take too long count as silent."""
        asked = {
            asyncio.ensure_future(source.search(query[:QUERY_LIMIT])): source
            for source in self._sources.values()
        }
        if not asked:
            return Offers()
        found: list[Offer] = []
        silent: list[str] = []
        try:
            await asyncio.wait(asked, timeout=DEADLINE)
            for searching, source in asked.items():
                try:
                    found += searching.result() if searching.done() else _no_answer(source)
                except SourceUnavailable:
                    silent.append(source.credit.name)
        finally:
            for searching in asked:
                searching.cancel()
            await asyncio.gather(*asked, return_exceptions=True)

        def read(connection: sqlite3.Connection) -> dict[Offer, source_links.Holder]:
            holders = ((o, source_links.holder(connection, o.source, o.source_id)) for o in found)
            return {offer: holder for offer, holder in holders if holder is not None}

        held = await self._database.read(read)
        # What moderators removed is not offered: it would come back by any member's search.
        offered = [offer for offer in _once(found) if offer not in held or not held[offer].hidden]
        known = {offer: held[offer].drama for offer in offered if offer in held}
        return Offers(tuple(offered), tuple(silent), self.names, known)

    async def add(
        self,
        source: SourceName,
        show: str,
        member_id: int | None,
        now: datetime,
        *,
        guild_id: int | None = None,
        most: int = ADDED_AN_HOUR,
    ) -> Drama:
        """The drama that a source calls `show`, added where the catalogue does not have it.

        `guild_id` is where the member is, for the audit; None in a direct message. `most` dramas a
        member adds within an hour, whichever way they come.

        Raises `AddsTooMany` where the member has added `most` within an hour, `DramaRemoved` for
        one that moderators took away, `SourceUnavailable` and `NotAtSource` where the source does
        not give it, `NoSource` for one that is not asked.
        """
        part = source_part(source, show)
        if part is None or part.seasons is not None:
            raise NotAtSource(source, show)

        def look(connection: sqlite3.Connection) -> source_links.Holder | None:
            found = source_links.holder(connection, source, show)
            if found is None:
                _refuse_flood(connection, member_id, most, now)
            return found

        known = await self._database.read(look)
        if known is None:
            fetched = await self._source(source).fetch(show)
            twins = self._catalogue.bearing(fetched.entry.title, fetched.entry.native_title)

            def write(connection: sqlite3.Connection) -> source_links.Holder:
                meanwhile = source_links.holder(connection, source, show)
                if meanwhile is not None:
                    return meanwhile
                _refuse_flood(connection, member_id, most, now)
                twin = source_links.twin(connection, twins, source, fetched.entry)
                ident = _recorded_add(
                    connection, (part, fetched), twin, Stamp("catalogue.add", guild_id, member_id, now)
                )
                audit(connection, guild_id, member_id, "catalogue.add", f"drama {ident}", now, {source: show})
                return source_links.standing(connection, ident)

            known = await self._database.write(write)
            await self._take_over(known.drama.id)
        if known.hidden:
            raise DramaRemoved(known.drama)
        return known.drama

    # --- keeping it fresh ---

    async def preview(self, drama_id: int, parts: Sequence[SourcePart] = ()) -> Preview:
        """What a refresh would change, and what it would leave because a curator or a file said so.

        With `parts` what it would, were the drama linked to these. Raises `UnknownDrama`,
        `NoSource` for a drama of no source, `NotAtSource`.
        """
        gathered, silent = await self._gather(parts or await self.parts(drama_id))

        def read(connection: sqlite3.Connection) -> Preview:
            drama = _existing(connection, drama_id)
            return Preview(drama, refreshing.plan(connection, drama.id, gathered).changes, silent)

        return await self._database.read(read)

    async def refresh(
        self,
        drama_id: int,
        member_id: int | None,
        now: datetime,
        *,
        guild_id: int | None = None,
    ) -> Preview:
        """Bring a drama up to date, and say what that changed; raises as `preview`.

        Without a member it is nobody's wish: who looks something up meanwhile goes first.

        A source that did not answer is among the `silent`, and is asked again in some hours.
        """
        gathered, silent = await self._gather(await self.parts(drama_id), patient=member_id is None)

        def write(connection: sqlite3.Connection) -> Preview:
            drama = _existing(connection, drama_id)
            if member_id is None:
                return _brought_up(connection, drama, gathered, silent, now)
            audit(connection, guild_id, member_id, "catalogue.refresh", f"drama {drama.id}", now)
            made = Stamp("catalogue.refresh", guild_id, member_id, now)
            with changes.recorded(connection, (drama.id,), made):
                return _brought_up(connection, drama, gathered, silent, now)

        done = await self._database.write(write)
        await self._take_over(done.drama.id)
        return done

    async def refresh_due(self, now: datetime, limit: int) -> int:
        """Refresh the dramas that are due, at most `limit`; returns how many answers came.

        Whatever a source does, nothing is raised: what it did not give is due again in some hours.
        Only the store's own troubles are.
        """
        due = await self._database.read(lambda connection: source_links.due(connection, now, limit))
        refreshed = 0
        for drama_id in due:
            # One that comes to nothing says nothing about the next; a source that is down is not asked,
            # for it rests, and says so at once.
            refreshed += await self._refresh_one(drama_id, now)
        return refreshed

    async def _refresh_one(self, drama_id: int, now: datetime) -> bool:
        try:
            done = await self.refresh(drama_id, None, now)
        except (NoSource, NotAtSource):
            # Asked again when it would be due anyway: a show that is gone is rarely there tomorrow.
            await self._database.write(
                lambda connection: source_links.schedule(connection, drama_id, now, running=False)
            )
        except UnknownDrama:
            return False  # removed since it was found to be due
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - `tell` logs it
            # What one source says of one drama must not keep all others from being refreshed.
            faults.tell_one("refresh", f"drama {drama_id}", error)
            await self._database.write(lambda connection: source_links.postpone(connection, drama_id, now))
        else:
            return not done.silent
        return False

    async def next_refresh(self) -> datetime | None:
        """When the next drama is due, None where none ever is."""
        if not self._sources:
            return None
        return await self._database.read(source_links.next_due)

    async def tidy(self, now: datetime) -> int:
        """Forget answers of the sources that are too old for any use; returns how many."""
        return await KeptAnswers(self._database).purge(now)

    # --- which show, which seasons, which numbers ---

    async def parts(self, drama_id: int) -> tuple[SourcePart, ...]:
        """The parts of sources' shows that make the drama, in the order of its episodes."""

        def read(connection: sqlite3.Connection) -> tuple[SourcePart, ...]:
            return source_links.parts(connection, _existing(connection, drama_id).id)

        return await self._database.read(read)

    async def link(
        self,
        drama_id: int,
        parts: tuple[SourcePart, ...],
        member_id: int | None,
        now: datetime,
        *,
        guild_id: int | None = None,
    ) -> Preview:
        """Say which shows and seasons the drama is and how they are numbered, then refresh it.

        Raises `PartTaken` where another drama has exactly such a part already, `NotAtSource`
        for a show that does not exist, `NoSource` where none of the parts can be asked for.
        """
        gathered, silent = await self._gather(parts) if parts else ((), ())

        def write(connection: sqlite3.Connection) -> Preview:
            drama = _existing(connection, drama_id)
            for part in parts:
                other = source_links.holder_of_part(connection, part)
                if other is not None and other.drama.id != drama.id and not other.hidden:
                    raise PartTaken(other.drama)
            detail = {part.source_id: part.first_episode for part in parts}
            audit(connection, guild_id, member_id, "catalogue.link", f"drama {drama.id}", now, detail)
            made = Stamp("catalogue.link", guild_id, member_id, now)
            with changes.recorded(connection, (drama.id,), made):
                source_links.put_parts(connection, drama.id, parts)
                return _brought_up(connection, drama, gathered, silent, now)

        done = await self._database.write(write)
        await self._take_over(done.drama.id)
        return done

    async def merge(
        self, keep_id: int, gone_id: int, member_id: int | None, now: datetime, *, guild_id: int | None = None
    ) -> Drama:
        """Make one drama of two: everything that members gave `gone_id` is `keep_id`'s from now on."""

        def write(connection: sqlite3.Connection) -> Drama:
            keep, gone = _existing(connection, keep_id), _existing(connection, gone_id)
            if keep.id != gone.id:
                made = Stamp("catalogue.merge", guild_id, member_id, now)
                changes.merge_recorded(connection, keep.id, gone.id, made)
                for action, drama, detail in (
                    ("catalogue.merge", keep, {"gone": gone.id}),
                    ("catalogue.merged", gone, {"into": keep.id}),
                ):
                    audit(connection, guild_id, member_id, action, f"drama {drama.id}", now, detail)
            return _existing(connection, keep.id)

        kept = await self._database.write(write)
        await self._take_over(kept.id)
        await self._catalogue.refresh(gone_id)
        return kept

    async def _take_over(self, drama_id: int) -> None:
        """Names and people as they are now, for search."""
        await self._catalogue.refresh(drama_id)
        await self._catalogue.refresh_cast(drama_id)

    # --- asking ---

    def _source(self, name: SourceName) -> Source:
        if name not in self._sources:
            raise NoSource
        return self._sources[name]

    async def _gather(
        self, parts: Iterable[SourcePart], *, patient: bool = False
    ) -> tuple[Gathered, tuple[str, ...]]:
        """The parts with what their sources say, the sources in their order; and who is silent.

        A source of which one show is missing is left out whole: what it did not say of an
        episode is no sign that the episode is gone.
        """
        wanted = [part for part in parts if part.source in self._sources]
        if not wanted:
            raise NoSource
        gathered: list[tuple[SourcePart, Fetched]] = []
        silent: list[str] = []
        for name, source in self._sources.items():
            own = [part for part in wanted if part.source is name]
            try:
                # Who wishes it by hand wants the source's word of now.
                with behalf.asked_anew(not patient):
                    shows = {
                        show: await source.fetch(show, patient=patient)
                        for show in dict.fromkeys(part.show for part in own)
                    }
            except SourceUnavailable:
                silent.append(source.credit.name)
            else:
                gathered += [(part, shows[part.show]) for part in own]
        return tuple(gathered), tuple(silent)


def _recorded_add(
    connection: sqlite3.Connection,
    found: tuple[SourcePart, Fetched],
    twin: int | None,
    made: Stamp,
) -> int:
    """A new drama of a source's, or its twin filled; either way what it was can be had back."""
    if twin is not None:
        with changes.recorded(connection, (twin,), made):
            return refreshing.add(connection, *found, twin, made.at)
    ident = refreshing.add(connection, *found, None, made.at)
    changes.record_new(connection, ident, made)
    return ident


def _refuse_flood(connection: sqlite3.Connection, member_id: int | None, most: int, now: datetime) -> None:
    if member_id is None:
        return
    if source_links.added_lately(connection, member_id, now) >= most:
        raise AddsTooMany(most)


def _brought_up(
    connection: sqlite3.Connection, drama: Drama, gathered: Gathered, silent: tuple[str, ...], now: datetime
) -> Preview:
    """The drama with what was gathered; what is still missing is asked for in some hours."""
    changes = refreshing.apply(connection, drama.id, gathered, now, complete=not silent) if gathered else ()
    if silent:
        source_links.postpone(connection, drama.id, now)
    return Preview(_existing(connection, drama.id), changes, silent)


def _no_answer(source: Source) -> tuple[Offer, ...]:
    raise SourceUnavailable(source.name, "timeout")


def _once(offers: Iterable[Offer]) -> list[Offer]:
    """Each drama once, from the source that was asked first: same name, country and year."""
    kept: dict[tuple[object, ...], Offer] = {}
    for offer in offers:
        same = (key(offer.native_title or offer.title), offer.country, offer.year)
        first = kept.setdefault(same, offer)
        if first.source is offer.source and first is not offer:
            kept[(offer.source, offer.source_id)] = offer  # its own source tells the two apart
    return list(kept.values())


def _existing(connection: sqlite3.Connection, drama_id: int) -> Drama:
    drama = dramas.get(connection, drama_id)
    if drama is None:
        raise UnknownDrama(f"#{drama_id}")
    return drama
