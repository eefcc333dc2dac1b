"""Grows the catalogue from sources: offers, adding, refreshing, merging double entries."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.domain import identity
from bot.domain.changes import Stamp
from bot.domain.dramas import Drama
from bot.domain.identity import Verdict
from bot.domain.members import Reader
from bot.domain.outbox import Post
from bot.domain.sources import (
    FieldChange,
    Offer,
    Offers,
    Preview,
    SourceName,
    SourcePart,
)
from bot.errors import (
    NoSource,
    NotAtSource,
    PartTaken,
    SourceUnavailable,
    StoreUnavailable,
    UnknownDrama,
)
from bot.search.keys import key
from bot.services.catalogue import renumbered
from bot.services.catalogue.adopting import ADDED_AN_HOUR, CURATED_AN_HOUR, Adopting
from bot.services.catalogue.gathering import gather
from bot.services.catalogue.identifying import Sifted, sift
from bot.services.catalogue.names import CatalogueNames
from bot.services.catalogue.source_cache import KeptAnswers
from bot.services.checks import existing
from bot.services.limits import require_writer
from bot.services.posts import faults
from bot.sources.source import Source
from bot.store.catalogue import changes, matches, refreshing, source_links
from bot.store.database import Database
from bot.store.moderation.audit import audit

DEADLINE = 4.0  # seconds that a member waits for what the sources have
QUERY_LIMIT = 200  # characters of a name that a source is asked for

__all__ = ["ADDED_AN_HOUR", "CURATED_AN_HOUR", "Growing"]


class Growing:
    """Dramas from other catalogues. If a source is down, data is only less fresh."""

    def __init__(self, database: Database, catalogue: CatalogueNames, sources: Sequence[Source]):
        self._database = database
        self._catalogue = catalogue
        self._sources = {source.name: source for source in sources}
        self._adopting = Adopting(database, catalogue, self._sources)

    @property
    def names(self) -> tuple[str, ...]:
        """The sources that can be asked, by the names that members see."""
        return tuple(source.credit.name for source in self._sources.values())

    # --- what is there to add ---

    async def offers(self, query: str) -> Offers:
        """What the sources have for a name, each drama once.

        A source that takes too long counts as silent.
        """
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

        def read(connection: sqlite3.Connection) -> dict[Offer, source_links.LinkHolder]:
            holders = ((o, source_links.holder(connection, o.source, o.source_id)) for o in found)
            return {offer: holder for offer, holder in holders if holder is not None}

        held = await self._database.read(read)
        # Dramas that moderators removed are not offered, or any member's search would add them again.
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
        """The drama for a source's `show`. It is added if the catalogue lacks it.

        `guild_id` is the member's server, for the audit. None in a direct message. `most` is how many dramas
        a member may add within an hour, in all ways together.

        Raises `AddsTooMany` if the member has added `most` within an hour, `DramaRemoved` for a drama that
        moderators removed, `SourceUnavailable` and `NotAtSource` if the source does not give it, and
        `NoSource` for a source that is switched off.
        """
        return await self._adopting.add(source, show, Stamp("catalogue.add", guild_id, member_id, now), most)

    async def add_for(
        self, source: SourceName, show: str, reader: Reader, now: datetime, *, most: int = ADDED_AN_HOUR
    ) -> Drama:
        """The same for a reader. Raises `Blocked` as well, if it has to be added and they may not write."""
        if not await self._database.read(lambda connection: source_links.holder(connection, source, show)):
            require_writer(reader)
        return await self.add(source, show, reader.member_id, now, guild_id=reader.guild_id, most=most)

    # --- keeping it fresh ---

    async def preview(self, drama_id: int, parts: Sequence[SourcePart] = ()) -> Preview:
        """What a refresh would change, and what it would keep because a curator or a file gave it.

        With `parts`, what it would change if the drama were linked to them. Raises `UnknownDrama`,
        `NotAtSource`, `NoSource` for a drama without a source, and `PartTaken` as `link` does.
        """
        gathered, silent, missing = await gather(
            self._sources, parts or await self.parts(drama_id), whole=bool(parts)
        )

        def read(connection: sqlite3.Connection) -> Preview:
            drama = existing(connection, drama_id)
            _check_free(connection, drama.id, parts)
            sifted = Sifted(gathered) if parts else sift(connection, drama.id, gathered)
            planned = refreshing.plan(connection, drama.id, sifted.kept)
            return Preview(drama, planned.changes, silent, missing, sifted.happened)

        return await self._database.read(read)

    async def refresh(
        self,
        drama_id: int,
        member_id: int | None,
        now: datetime,
        *,
        guild_id: int | None = None,
    ) -> Preview:
        """Refresh a drama and say what changed. Raises the same errors as `preview`.

        Without a member, the refresh is in the background, and members' requests go first.

        A source that did not answer is among the `silent`, and is asked again in some hours.
        """
        gathered, silent, missing = await gather(
            self._sources, await self.parts(drama_id), patient=member_id is None
        )

        def write(connection: sqlite3.Connection) -> Preview:
            drama = existing(connection, drama_id)
            sifted = sift(connection, drama.id, gathered)
            bring_up = partial(_brought_up, connection, drama, sifted, silent, now, missing)
            if member_id is None and not sifted.followed:
                return renumbered.recorded(connection, drama.id, sifted.kept, now, bring_up)
            action = "catalogue.refresh" if member_id is not None else "catalogue.moved"
            audit(connection, guild_id, member_id, action, f"drama {drama.id}", now)
            made = Stamp(action, guild_id, member_id, now)
            with changes.recorded(connection, (drama.id,), made):
                return bring_up()

        done = await self._database.write(write)
        await self._take_over(done.drama.id)
        return done

    async def refresh_due(self, now: datetime, limit: int) -> int:
        """Refresh at most `limit` dramas that are due. Returns how many answers came.

        Failures of a source raise nothing: what it did not give is due again in some hours. Only errors of
        the store are raised.
        """
        due = await self._database.read(lambda connection: source_links.due(connection, now, limit))
        refreshed = 0
        for drama_id in due:
            # A failure says nothing about the next drama. A source that is down rests and refuses at once.
            refreshed += await self._refresh_one(drama_id, now)
        return refreshed

    async def _refresh_one(self, drama_id: int, now: datetime) -> bool:
        try:
            done = await self.refresh(drama_id, None, now)
        except NotAtSource:
            await self._database.write(lambda connection: source_links.missing(connection, drama_id, now))
        except NoSource:
            # Asked again when it would be due anyway.
            await self._database.write(
                lambda connection: source_links.schedule(connection, drama_id, now, running=False)
            )
        except UnknownDrama:
            return False  # removed since it was found to be due
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - `tell` logs it
            # A faulty answer about one drama must not stop the refresh of all others.
            faults.tell_one("refresh", f"drama {drama_id}", error)
            await self._database.write(lambda connection: source_links.postpone(connection, drama_id, now))
        else:
            return not done.silent and not done.missing
        return False

    async def next_refresh(self) -> datetime | None:
        """When the next drama is due. None if none will be."""
        if not self._sources:
            return None
        return await self._database.read(source_links.next_due)

    async def tidy(self, now: datetime) -> int:
        """Delete answers of the sources that are too old to use. Returns how many."""
        return await KeptAnswers(self._database).purge(now)

    async def renumbered(self, post: Post) -> renumbered.Renumbered | None:
        """The content of the post to moderators about episodes that got other numbers."""
        return await renumbered.told(self._database, post)

    # --- which show, which seasons, which numbers ---

    async def parts(self, drama_id: int) -> tuple[SourcePart, ...]:
        """The parts of sources' shows that form the drama, in the order of its episodes."""

        def read(connection: sqlite3.Connection) -> tuple[SourcePart, ...]:
            return source_links.parts(connection, existing(connection, drama_id).id)

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
        """Set which shows and seasons the drama is and how they are numbered, then refresh it.

        Raises `PartTaken` if another drama already has exactly such a part, `NotAtSource` for a show that
        does not exist, and `NoSource` if none of the parts can be asked for.
        """
        gathered, silent, missing = await gather(self._sources, parts, whole=True) if parts else ((), (), ())
        moved = {part: replace(part, show=said.moved_to) for part, said in gathered if said.moved_to}
        wanted = tuple(moved.get(part, part) for part in parts)
        found = tuple((moved.get(part, part), said) for part, said in gathered)

        def write(connection: sqlite3.Connection) -> Preview:
            drama = existing(connection, drama_id)
            _check_free(connection, drama.id, wanted)
            detail = {part.source_id: part.first_episode for part in wanted}
            audit(connection, guild_id, member_id, "catalogue.link", f"drama {drama.id}", now, detail)
            made = Stamp("catalogue.link", guild_id, member_id, now)
            with changes.recorded(connection, (drama.id,), made):
                source_links.put_parts(connection, drama.id, wanted)
                if not wanted:
                    matches.look_up_no_more(connection, drama.id)
                return _brought_up(connection, drama, Sifted(found), silent, now, missing)

        done = await self._database.write(write)
        await self._take_over(done.drama.id)
        return done

    async def merge(
        self, keep_id: int, gone_id: int, member_id: int | None, now: datetime, *, guild_id: int | None = None
    ) -> Drama:
        """Merge two dramas: everything that members gave `gone_id` now belongs to `keep_id`."""

        def write(connection: sqlite3.Connection) -> Drama:
            keep, gone = existing(connection, keep_id), existing(connection, gone_id)
            if keep.id != gone.id:
                made = Stamp("catalogue.merge", guild_id, member_id, now)
                changes.merge_recorded(connection, keep.id, gone.id, made)
                for action, drama, detail in (
                    ("catalogue.merge", keep, {"gone": gone.id}),
                    ("catalogue.merged", gone, {"into": keep.id}),
                ):
                    audit(connection, guild_id, member_id, action, f"drama {drama.id}", now, detail)
            return existing(connection, keep.id)

        kept = await self._database.write(write)
        await self._take_over(kept.id)
        await self._catalogue.refresh(gone_id)
        return kept

    async def _take_over(self, drama_id: int) -> None:
        """Update search with the current names and people."""
        await self._catalogue.refresh(drama_id)
        await self._catalogue.refresh_cast(drama_id)


def _check_free(connection: sqlite3.Connection, drama_id: int, parts: Iterable[SourcePart]) -> None:
    """Raise `PartTaken` if another drama has exactly such a part."""
    for part in parts:
        other = source_links.holder_of_part(connection, part)
        if other is not None and other.drama.id != drama_id and not other.hidden:
            raise PartTaken(other.drama)


def _brought_up(
    connection: sqlite3.Connection,
    drama: Drama,
    sifted: Sifted,
    silent: tuple[str, ...],
    now: datetime,
    missing: tuple[str, ...] = (),
) -> Preview:
    """The drama, updated with the credible part of the gathered data.

    Missing data is asked for in some hours.

    Data that is not credible waits for a curator and overwrites nothing.
    """
    for was, became in sifted.followed:
        source_links.rename_part(connection, was, became)
    for was, became, said, other in sifted.held:
        if matches.ask(connection, drama.id, became, said, now, was=was, other_id=other):
            detail: dict[str, str | int | None] = {was.source: was.source_id, "now": became.source_id}
            audit(connection, None, None, "catalogue.held", f"drama {drama.id}", now, detail)
    complete = not silent and not missing
    done: tuple[FieldChange, ...] = ()
    if sifted.kept:
        done = renumbered.telling(
            connection,
            drama.id,
            now,
            lambda: refreshing.apply(connection, drama.id, sifted.kept, now, complete=complete),
        )
    elif sifted.held:
        source_links.schedule(connection, drama.id, now, running=False)
    if not complete:
        source_links.postpone(connection, drama.id, now)
    return Preview(existing(connection, drama.id), done, silent, missing, sifted.happened)


def _no_answer(source: Source) -> tuple[Offer, ...]:
    raise SourceUnavailable(source.name, "timeout")


def _once(offers: Iterable[Offer]) -> list[Offer]:
    """Each drama once, from the first source.

    Offers with the same name, country and first day are one drama.
    """
    kept: list[Offer] = []
    for offer in offers:
        facts = identity.facts_of_offer(offer, key)
        others = (other for other in kept if other.source is not offer.source)
        if not any(identity.compare(identity.facts_of_offer(o, key), facts) is Verdict.SURE for o in others):
            kept.append(offer)
    return kept
