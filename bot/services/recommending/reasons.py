"""Finds why a drama is suggested to a member, and where to start a series."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.domain.recommendations import Regarded, Suggested
from bot.store.catalogue import catalogue as dramas
from bot.store.catalogue import series
from bot.store.recommending import reasons, recommendations
from bot.taste.recommend import Own, spoken_for

# The most seasons to follow back, because relations in catalogues may form a circle.
LONGEST = 30
MOST_LIKED = 200  # dramas that are looked at as a reason
# With this many scores, the mean says something about members in general. Half points, 8 out of 10.
LEAST_SCORES, MUCH_LIKED = 3, 16.0
LEAST_WATCHERS = 3
WELL_KNOWN = 500  # a rank of the catalogue's


class Series:
    """What comes before each of some dramas, read once."""

    def __init__(self, connection: sqlite3.Connection, drama_ids: Collection[int]):
        self._before: dict[int, int] = {}
        asked, open_ = set[int](), set(drama_ids)
        for _ in range(LONGEST):
            if not open_:
                break
            found = series.before(connection, open_)
            asked |= open_
            self._before |= found
            open_ = set(found.values()) - asked

    def before(self, drama_id: int) -> int | None:
        return self._before.get(drama_id)

    def run_to(self, drama_id: int) -> tuple[int, ...]:
        """The series up to a drama, in order of seasons."""
        run = [drama_id]
        while (earlier := self._before.get(run[0])) is not None and earlier not in run:
            run.insert(0, earlier)
        return tuple(run)

    def to_begin(self, drama_id: int, seen: Collection[int], dropped: Collection[int]) -> int | None:
        """The first part of the series that a member has not seen. None if they dropped an earlier one."""
        run = self.run_to(drama_id)
        if not set(run).isdisjoint(dropped):
            return None
        return next(ident for ident in run if ident == drama_id or ident not in seen)


def explained(
    connection: sqlite3.Connection,
    found: Sequence[Suggested],
    reader: Reader,
    own: Own,
    before: Series,
    seen: Collection[int],
) -> tuple[Suggested, ...]:
    """Each drama with reasons beyond the reader's own scores and its genres."""
    ids = [one.drama.id for one in found]
    liked = spoken_for(own)[:MOST_LIKED]
    cast = reasons.shared_cast(connection, ids, liked)
    beside = recommendations.beside(connection, ids, liked, reader.member_id, reader.guild_id, reader.guilds)
    after = {ident: at for ident in ids if (at := before.before(ident)) is not None and at in seen}
    ranks = reasons.ranks(connection, ids)
    regarded = _regarded(connection, ids, reader.guild_id, ranks)
    kin = reasons.kin(connection, ids, liked)
    others = {*after.values(), *beside.values()}
    others |= {other for _, other in cast.values()} | {other for other, _ in kin.values()}
    named: Mapping[int, Drama] = {drama.id: drama for drama in dramas.get_many(connection, others)}
    explained = []
    for one in found:
        ident = one.drama.id
        person, other = cast.get(ident, ("", 0))
        shared = (person, named[other]) if other in named else None
        like, genres = kin.get(ident, (0, ()))
        explained.append(
            replace(
                one,
                after=named.get(after.get(ident, 0)),
                shared_cast=shared,
                beside=named.get(beside.get(ident, 0)),
                kin=(named[like], own.halves[like] or 0, genres) if like in named else None,
                regarded=regarded.get(ident),
                rank=ranks.get(ident),
            )
        )
    return tuple(explained)


def _regarded(
    connection: sqlite3.Connection, ids: Collection[int], guild_id: int | None, ranks: Mapping[int, int]
) -> dict[int, Regarded]:
    """The strongest reason for each drama that has any."""
    here = reasons.regard(connection, ids, guild_id) if guild_id is not None else {}
    everywhere = reasons.regard(connection, ids, None)
    found: dict[int, Regarded] = {}
    for ident in ids:
        there, all_ = here.get(ident), everywhere.get(ident)
        if there is not None and _much_liked(there):
            found[ident] = Regarded.LIKED_HERE
        elif all_ is not None and _much_liked(all_):
            found[ident] = Regarded.LIKED
        elif all_ is not None and max(all_.watchers, all_.scores) >= LEAST_WATCHERS:
            found[ident] = Regarded.POPULAR
        elif ranks.get(ident, WELL_KNOWN + 1) <= WELL_KNOWN:
            found[ident] = Regarded.WELL_KNOWN
    return found


def _much_liked(regard: reasons.Regard) -> bool:
    return regard.scores >= LEAST_SCORES and regard.mean >= MUCH_LIKED
