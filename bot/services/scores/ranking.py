"""Rankings of dramas by the community's rating and by how many members have them on their lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.ranking import Ranking, RankingPage
from bot.store.catalogue import revision
from bot.store.database import Database
from bot.store.kept import Kept, Subject
from bot.store.scores import standings

PAGE_SIZE = 10
# Servers whose pages are kept, and pages of each, some kilobytes each: nearly everybody looks at the first.
SERVERS_KEPT = 64
PAGES_KEPT = 16

_Which = tuple[Ranking, int]  # a page by what was asked for


@dataclass(frozen=True, slots=True)
class _Pages:
    """Pages of one place's rankings, for one revision of the catalogue."""

    revision: int
    pages: Mapping[_Which, RankingPage]


class Rankings:
    """The rankings of `/drama top`.

    A page is read once, until a score, a list or the catalogue changes it. All who ask get the same one.
    """

    def __init__(self, database: Database):
        self._database = database
        self._kept: Kept[_Pages] = database.changes.keep(Subject.RANKING, SERVERS_KEPT)

    async def page(self, ranking: Ranking, guild_id: int | None, index: int) -> RankingPage:
        """One page. It has no places if nothing is ranked. An index past the end gives the last page.

        `guild_id` is the place of `Scope.HERE`. In a direct message, it means everywhere.
        """
        place, which = standings.place_of(ranking, guild_id), (ranking, index)
        known = self._kept.get(place)
        if known is not None and known.revision != self._database.revision():
            known = None
        if known is not None and which in known.pages:
            return known.pages[which]

        def read(connection: sqlite3.Connection) -> tuple[int, RankingPage]:
            found = standings.page(connection, ranking, guild_id, index, PAGE_SIZE)
            return revision.of(connection), found

        commits = self._database.changes.commits
        number, page = await self._database.read_briefly(read)
        before = known.pages if known and known.revision == number and len(known.pages) < PAGES_KEPT else {}
        self._kept.put(place, _Pages(number, {**before, which: page}), commits)
        return page
