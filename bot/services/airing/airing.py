"""Who is on air: the day's schedule, what members follow, their calendars, and their digests' hours."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
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
from bot.domain.dramas import Drama
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
from bot.store.airing import airing
from bot.store.database import Database
from bot.store.members import members
from bot.store.posts import chores

CHOICES = 25  # what Discord shows of an autocomplete


class Airing:
    """What airs when. Times are handed in (UTC); the sources are asked for no longer than a moment."""

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
        """Ask the sources nothing any more."""
        await self._schedules.close()

    # --- today ---

    async def today(self, country: str | None, now: datetime) -> Today:
        """What airs on the calendar day that each country (or the one) has now."""
        days = {code: today_in(code, now) for code in ([country] if country else ZONES)}

        def read(connection: sqlite3.Connection) -> list[OnAir]:
            return airing.on_days(connection, days, now)

        own, gathered = await asyncio.gather(
            self._database.read(read), self._schedules.of(days.items(), self._patience)
        )
        return await self._database.read(
            lambda connection: _joined(connection, own, gathered, days, country, now)
        )

    # --- following ---

    async def follow(self, drama: Drama, reader: Reader, now: datetime) -> Following:
        """Follow a drama, one that has ended too; raises `FollowsTooMany`."""

        def write(connection: sqlite3.Connection) -> Following:
            members.seen(connection, reader.member_id, reader.guild_id, now)
            new = airing.follow(connection, reader.member_id, drama.id, now)
            if new and airing.count_followed(connection, reader.member_id) > MOST_FOLLOWED:
                raise FollowsTooMany(MOST_FOLLOWED)
            return _standing(connection, drama, reader, now, changed=new)

        return await self._database.write(write)

    async def unfollow(self, drama: Drama, reader: Reader, now: datetime) -> Following:
        """`changed` is False for a drama that was not followed."""

        def write(connection: sqlite3.Connection) -> Following:
            gone = airing.unfollow(connection, reader.member_id, drama.id)
            return _standing(connection, drama, reader, now, changed=gone)

        return await self._database.write(write)

    async def followed(self, member_id: int, typed: str = "") -> list[Drama]:
        """At most 25 of what a member follows whose titles hold what was typed, the latest first."""
        wanted = key(typed)
        dramas = await self._database.read(lambda connection: airing.followed(connection, member_id))
        return [d for d in dramas if wanted in key(d.title) or wanted in key(d.native_title or "")][:CHOICES]

    # --- the calendar ---

    async def calendar(
        self, reader: Reader, now: datetime, drama: Drama | None = None, country: str | None = None
    ) -> CalendarPage:
        """The episodes from thirty days ago on: of a drama, of a country, or of what the member follows."""

        def read(connection: sqlite3.Connection) -> list[OnAir]:
            ids = None
            if drama is not None:
                ids = [drama.id]
            elif country is None:
                ids = [d.id for d in airing.followed(connection, reader.member_id)]
            return airing.within(
                connection,
                now - CALENDAR_BACK,
                now + CALENDAR_AHEAD,
                country=country,
                drama_ids=ids,
                limit=CALENDAR_LIMIT + 1,
            )

        found = await self._database.read(read)
        return CalendarPage(tuple(found[:CALENDAR_LIMIT]), len(found) > CALENDAR_LIMIT)

    # --- the daily digest ---

    async def digest(self, reader: Reader) -> Digest | None:
        return await self._database.read(lambda connection: airing.digest(connection, reader.member_id))

    async def set_digest(self, reader: Reader, clock: str, zone: str, now: datetime) -> Digest:
        """Wish for a message a day; raises `BadClock` and `UnknownZone` with what was typed."""
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


def _joined(
    connection: sqlite3.Connection,
    own: list[OnAir],
    gathered: SchedulesAsked,
    days: Mapping[str, date],
    country: str | None,
    now: datetime,
) -> Today:
    """The catalogue's own, and what the sources' schedules have beside them.

    A drama of the catalogue whose episode is not known yet is listed without a number: the source
    counts by seasons, the catalogue through. What moderators removed is not offered.
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
    nothing = not airings and not unlisted
    return Today(
        tuple(airings),
        tuple(unlisted.values()),
        gathered.credits,
        gathered.silent,
        airing.upcoming(connection, now, country=country) if nothing else None,
    )


def _same(episode: Scheduled) -> tuple[object, ...]:
    """Two sources that list one episode of one drama say the same of it."""
    offer = episode.offer
    name = key(offer.native_title or offer.title)
    return (name or offer.source_id, offer.country, episode.season, episode.number)
