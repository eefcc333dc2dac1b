"""A year in review: a member's own, and a server's."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.domain.members import Reader
from bot.domain.profiles import EpisodesSeen, favourites
from bot.domain.years import InYear, MemberYear, ServerYear, YearTally, YearWatcher
from bot.services.checks import guild_of
from bot.store.database import Database
from bot.store.members import members, years

AT_A_TIME = 100  # members that one read looks at, so that others read in between
MOST_MEMBERS = 20_000  # that a server's year counts
KEPT_FOR = timedelta(minutes=10)
KEPT = 32  # servers' years, some kilobytes each

_Key = tuple[int, int]  # a server's id and a year


class Years:
    """Years in review.

    A server's is added up from its members in pieces, once for all who ask at the same time, and kept for
    some minutes. Whom it names is read anew each time.
    """

    def __init__(self, database: Database):
        self._database = database
        self._kept: OrderedDict[_Key, tuple[datetime, YearTally, bool]] = OrderedDict()
        self._counting: dict[_Key, asyncio.Task[tuple[YearTally, bool]]] = {}

    async def meant(self, reader: Reader, now: datetime) -> tuple[int, ...]:
        """The years that a reader may mean who names none, the likeliest first: in January the last one."""
        today = await self._database.read(lambda connection: members.today(connection, reader.member_id, now))
        return (today.year - 1, today.year) if today.month == 1 else (today.year,)

    async def of_member(self, reader: Reader, year: int) -> MemberYear:
        """The reader's own year."""
        found = await self._database.read(
            lambda connection: years.of_member(connection, reader.member_id, year)
        )
        return replace(found, genres=favourites(found.genres))

    async def of_server(self, reader: Reader, year: int, now: datetime) -> ServerYear:
        """The year of the reader's server. Raises `ServerOnly`."""
        guild_id = guild_of(reader)
        tally, cut = await self._tally((guild_id, year), now)
        best, split, again = tally.favourites(), tally.most_split(), tally.most_rewatched()
        named = [member_id for member_id, _, _ in tally.watchers]

        def read(connection: sqlite3.Connection) -> ServerYear:
            found = years.dramas(connection, {*best, *(one for one in (split, again) if one is not None)})
            allowed = years.still_named(connection, guild_id, named)

            def of(drama_id: int | None) -> InYear | None:
                drama = found.get(drama_id) if drama_id is not None else None
                return InYear(drama, tally.dramas[drama.id]) if drama is not None else None

            return ServerYear(
                year,
                tally.members,
                tuple(tally.months),
                EpisodesSeen(tally.episodes, tally.minutes, tally.untimed),
                len(tally.dramas),
                tuple(one for one in map(of, best) if one is not None),
                of(split),
                of(again),
                tuple(
                    YearWatcher(member_id, count, allowed[member_id])
                    for member_id, count, _ in tally.watchers
                    if member_id in allowed
                ),
                MOST_MEMBERS if cut else None,
            )

        return await self._database.read(read)

    async def _tally(self, key: _Key, now: datetime) -> tuple[YearTally, bool]:
        """The sum over a server's members, and whether it has more than are counted."""
        kept = self._kept.get(key)
        if kept is not None and timedelta() <= now - kept[0] < KEPT_FOR:
            return kept[1], kept[2]
        counting = self._counting.get(key)
        if counting is None:
            counting = self._counting[key] = asyncio.ensure_future(self._count(*key))
            counting.add_done_callback(lambda _: self._counting.pop(key, None))
        tally, cut = await asyncio.shield(counting)
        self._kept[key] = (now, tally, cut)
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return tally, cut

    async def _count(self, guild_id: int, year: int) -> tuple[YearTally, bool]:
        tally, after, counted = YearTally(), 0, 0
        while counted < MOST_MEMBERS:
            some, found = await self._database.read(partial(_piece, guild_id, year, after))
            if not some:
                return tally, False
            tally.add(found)
            after, counted = some[-1], counted + len(some)
        more = await self._database.read(
            lambda connection: years.next_members(connection, guild_id, after, 1)
        )
        return tally, bool(more)


def _piece(
    guild_id: int, year: int, after: int, connection: sqlite3.Connection
) -> tuple[list[int], YearTally]:
    some = years.next_members(connection, guild_id, after, AT_A_TIME)
    return some, years.of_some(connection, some, year) if some else YearTally()
