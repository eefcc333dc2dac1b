"""The day's schedule, the dramas that members follow, their calendars and digest times."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.airing import (
    CALENDAR_AHEAD,
    CALENDAR_BACK,
    CALENDAR_LIMIT,
    MOST_FOLLOWED,
    ZONES,
    CalendarPage,
    Digest,
    Following,
    Today,
    country_of,
    next_digest,
    slot_of,
    today_in,
)
from bot.domain.airing import Airing as OnAir
from bot.domain.dramas import Drama, Kind
from bot.domain.hours import read_hour
from bot.domain.members import Reader
from bot.domain.sources import Scheduled
from bot.domain.zones import ambiguous, find_zone, nearest_zones, zone_name
from bot.errors import BadClock, FollowsTooMany, UnknownZone
from bot.search.keys import key
from bot.services.airing.posts import DIGEST_CHORE, AiringPosts
from bot.services.catalogue.source_schedules import PATIENCE, Schedules, SchedulesAsked
from bot.services.posts.outbox import Outbox
from bot.sources.source import Source
from bot.store.airing import airing, calendars
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.members import members
from bot.store.posts import chores

CHOICES = 25  # what Discord shows of an autocomplete


class Airing:
    """What airs when. The caller hands in the time (UTC). The sources are asked only for a moment."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        sources: Sequence[Source] = (),
        patience: float = PATIENCE,
    ):
        self._database = database
        self._outbox = outbox
        self._schedules = Schedules(sources)
        self._patience = patience
        self.posts = AiringPosts(database, outbox)

    async def aclose(self) -> None:
        """Stop asking the sources."""
        await self._schedules.close()

    # --- today ---

    async def today(self, country: str | None, now: datetime, reader: Reader | None = None) -> Today:
        """What airs on the current calendar day of each country (or of one), as its reader may see it.

        Dramas, films and specials. Variety shows only if the reader's server wants them.
        """
        days = {code: today_in(code, now) for code in ([country] if country else ZONES)}

        def read(connection: sqlite3.Connection) -> list[OnAir]:
            return airing.on_days(connection, days, now)

        own, gathered = await asyncio.gather(
            self._database.read(read), self._schedules.of(days.items(), self._patience)
        )

        def join(connection: sqlite3.Connection) -> Today:
            return _for_reader(connection, _joined(connection, own, gathered, days), country, reader, now)

        return await self._database.read(join)

    # --- following ---

    async def follow(self, drama: Drama, reader: Reader, now: datetime) -> Following:
        """Follow a drama, even one that has ended. Raises `FollowsTooMany`."""

        def write(connection: sqlite3.Connection) -> Following:
            members.seen(connection, reader.member_id, reader.guild_id, now)
            new = airing.follow(connection, reader.member_id, drama.id, now)
            if new and airing.count_followed(connection, reader.member_id) > MOST_FOLLOWED:
                raise FollowsTooMany(MOST_FOLLOWED)
            return _standing(connection, drama, reader, now, changed=new)

        return await self._database.write(write)

    async def unfollow(self, drama: Drama, reader: Reader, now: datetime) -> Following:
        """Stop following a drama. `changed` is False if the member did not follow it."""

        def write(connection: sqlite3.Connection) -> Following:
            gone = airing.unfollow(connection, reader.member_id, drama.id)
            return _standing(connection, drama, reader, now, changed=gone)

        return await self._database.write(write)

    async def followed(self, member_id: int, typed: str = "") -> list[Drama]:
        """At most 25 followed dramas whose titles contain what was typed, the latest first."""
        wanted = key(typed)
        dramas = await self._database.read(lambda connection: airing.followed(connection, member_id))
        named = [drama for drama in dramas if any(wanted in key(title) for title in drama.titles)]
        return named[:CHOICES]

    # --- the calendar ---

    async def calendar(
        self, reader: Reader, now: datetime, drama: Drama | None = None, country: str | None = None
    ) -> CalendarPage:
        """The episodes since thirty days ago, for a drama, a country, or all that the member follows.

        Episodes that were once sent to a calendar and no longer air are included as cancelled.
        """
        start = now - CALENDAR_BACK

        def read(connection: sqlite3.Connection) -> tuple[list[OnAir], list[int]]:
            ids: list[int] | None = None
            if drama is not None:
                ids = [drama.id]
            elif country is None:
                ids = [d.id for d in airing.followed(connection, reader.member_id)]
            found = airing.within(
                connection,
                start,
                now + CALENDAR_AHEAD,
                country=country,
                drama_ids=ids,
                limit=CALENDAR_LIMIT + 1,
            )
            if ids is None and country is not None:
                ids = calendars.of_country(connection, country, start)
            return found, ids or []

        # Read before taking the single writer: a country has thousands of episodes.
        found, ids = await self._database.read(read)
        # If the list was cut, we do not know what is missing.
        cut = len(found) > CALENDAR_LIMIT

        def write(connection: sqlite3.Connection) -> CalendarPage:
            events = calendars.events(connection, found[:CALENDAR_LIMIT], ids, start, now, whole=not cut)
            return CalendarPage(tuple(events), cut)

        return await self._database.write(write)

    # --- the daily digest ---

    async def digest(self, reader: Reader) -> Digest | None:
        return await self._database.read(lambda connection: airing.digest(connection, reader.member_id))

    async def set_digest(self, reader: Reader, clock: str, zone: str, now: datetime) -> Digest:
        """Ask for one message a day. Raises `BadClock` and `UnknownZone` with what was typed."""
        hour, found = read_hour(clock), find_zone(zone)
        if hour is None:
            raise BadClock(clock, zone_name(found) if found else zone)
        at = hour.clock
        if found is None:
            raise UnknownZone(zone, at.strftime("%H:%M"), nearest_zones(zone), ambiguous=ambiguous(zone))
        due = next_digest(at, ZoneInfo(found), now)
        wish = Digest(at, found, due)

        def write(connection: sqlite3.Connection) -> None:
            members.seen(connection, reader.member_id, reader.guild_id, now)
            airing.put_digest(connection, reader.member_id, wish, now)
            chores.hasten(connection, DIGEST_CHORE, due)

        await self._database.write(write)
        self._outbox.changed()
        return wish

    async def stop_digest(self, reader: Reader) -> bool:
        """Returns whether there was one."""
        return await self._database.write(
            lambda connection: airing.remove_digest(connection, reader.member_id)
        )


def _standing(
    connection: sqlite3.Connection, drama: Drama, reader: Reader, now: datetime, *, changed: bool
) -> Following:
    following = airing.upcoming(connection, now, drama_id=drama.id)
    return Following(
        drama,
        changed,
        following,
        ended=following is None and airing.ended(connection, drama.id, now),
        digest=airing.digest(connection, reader.member_id),
    )


def _for_reader(
    connection: sqlite3.Connection, today: Today, country: str | None, reader: Reader | None, now: datetime
) -> Today:
    """The day without what the reader's community does not want. Its own dramas stay."""
    guild_id = reader.guild_id if reader is not None else None
    variety = guild_id is not None and guilds.get(connection, guild_id).variety
    known = {a.drama.id for a in today.airings}
    own = airing.own_of(connection, reader, known) if reader is not None else frozenset[int]()
    airings = tuple(a for a in today.airings if variety or a.drama.kind is not Kind.SHOW or a.drama.id in own)
    unlisted = tuple(s for s in today.unlisted if variety or s.offer.kind is not Kind.SHOW)
    upcoming = None if airings or unlisted else airing.upcoming(connection, now, country=country)
    return replace(today, airings=airings, unlisted=unlisted, upcoming=upcoming, own=own)


def _joined(
    connection: sqlite3.Connection, own: list[OnAir], gathered: SchedulesAsked, days: Mapping[str, date]
) -> Today:
    """The catalogue's episodes, and what else the sources' schedules list.

    If the catalogue does not know a drama's episode yet, it is listed without a number: the source counts
    within seasons, the catalogue does not. Dramas that moderators removed are not offered.
    """
    holders = airing.holders(connection, gathered.listed, key)
    listed = {(a.drama.id, a.slot.day) for a in own}
    airings = list(own)
    unlisted: dict[tuple[object, ...], Scheduled] = {}
    for episode in gathered.listed:
        holder = holders.get(episode)
        if holder is None:
            unlisted.setdefault(_same(episode), episode)
            continue
        slot = slot_of(episode)
        today = days.get(country_of(episode) or "") == slot.day  # a source calls it the day of its channel
        if not holder.hidden and today and (holder.drama.id, slot.day) not in listed:
            listed.add((holder.drama.id, slot.day))
            airings.append(OnAir(holder.drama, None, slot))
    return Today(tuple(airings), tuple(unlisted.values()), gathered.credits, gathered.silent)


def _same(episode: Scheduled) -> tuple[object, ...]:
    """What is equal for two sources that list the same episode of the same drama."""
    offer = episode.offer
    name = key(offer.native_title or offer.title)
    return (name or offer.source_id, offer.country, episode.season, episode.number)
