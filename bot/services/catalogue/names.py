"""Keeps every name of dramas and people in memory: loads, updates and searches them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from bot.search.keys import key
from bot.search.names import Match, NameIndex, OwnerNames, Tier
from bot.services.catalogue.indexing import Indexed, Indexing
from bot.store.catalogue import catalogue as dramas
from bot.store.catalogue import lookups
from bot.store.database import Database

# A guess counts as meant if it is this similar (0–1) and this far ahead of the next drama. Measured with the
# typing errors of `bench/search.py`.
SURE_SIMILARITY = 0.80
SURE_LEAD = 0.05
# A name that is offered must be this similar; below it "tears" finds "The Heirs", and "Breaking Bad" finds
# "Breakdown of Love". And it may be this much less similar than the first one.
ALIKE = 0.65
ALIKE_LEAD = 0.15
# What members have typed last, each with at most 25 ids: half a kilobyte.
KEPT = 4_096
KEPT_LENGTH = 60  # characters


class CatalogueNames:
    """Finds dramas and people by their names. Code that changes a name in the store calls `refresh`."""

    def __init__(self, database: Database):
        self._database = database
        self._dramas = NameIndex()
        self._people = NameIndex()
        self._indexing = Indexing(database)
        self._begun: OrderedDict[tuple[str, int], tuple[int, ...]] = OrderedDict()
        self._loading = asyncio.Lock()
        # The dramas whose names, and whose people's, were refreshed while all are being read.
        self._changed: set[int] | None = None
        self._recast: set[int] = set()

    async def load(self) -> None:
        """Read every name into memory. Called once at the start, and again after an import.

        The old names answer until it is done.
        """
        async with self._loading:
            self._changed, self._recast = set(), set()
            try:
                dramas_now = await self._indexing.load(Indexed.DRAMA, self._dramas)
                people_now = await self._indexing.load(Indexed.PERSON, self._people)
            finally:
                changed, self._changed = self._changed, None
            self._dramas, self._people = dramas_now, people_now
            self._begun.clear()
        for drama_id in changed:  # it may have been read before it changed
            await self._take_over(drama_id)
        for drama_id in tuple(self._recast):
            await self._take_over_cast(drama_id)
        self._tend()

    async def refresh(self, drama_id: int) -> None:
        """Update the names of one drama that was added, changed or hidden."""
        await self._take_over(drama_id)
        self._tend()

    async def refresh_cast(self, drama_id: int) -> None:
        """Update the names of a drama's whole cast, after it was added or changed."""
        await self._take_over_cast(drama_id)
        self._tend()

    async def _take_over_cast(self, drama_id: int) -> None:
        people = await self._database.read(
            lambda connection: list(lookups.people_names(connection, drama_id))
        )
        if self._changed is not None:
            self._recast.add(drama_id)
        for named in people:
            self._people.put(OwnerNames(named.drama_id, named.names, named.popularity))

    async def settled(self) -> None:
        """Wait until the background work on the index of names is finished: building and storing."""
        await self._indexing.settled()

    async def aclose(self) -> None:
        """Stop the background work on the index of names."""
        await self._indexing.aclose()

    def _tend(self) -> None:
        self._indexing.tend({Indexed.DRAMA: self._dramas, Indexed.PERSON: self._people})

    async def _take_over(self, drama_id: int) -> None:
        named = await self._database.read(lambda connection: list(dramas.names(connection, drama_id)))
        if self._changed is not None:
            self._changed.add(drama_id)
        self._begun.clear()
        for names in named:
            self._dramas.put(OwnerNames(names.drama_id, names.names, names.popularity))
        if not named:
            self._dramas.remove(drama_id)

    # --- searching ---

    def bearing(self, *names: str | None) -> tuple[int, ...]:
        """The ids of the dramas with one of these names, in any spelling."""
        found = (ident for name in names if name for ident in self._dramas.exact(name))
        return tuple(dict.fromkeys(found))

    def people_bearing(self, name: str) -> tuple[int, ...]:
        """The ids of the people with this name, in any spelling."""
        return self._people.exact(name)

    def near(self, typed: str, most: int, *, typing: bool = False) -> list[Match]:
        """The dramas whose names are similar to what was typed, the best match first.

        `typing`: more may follow. Then a long beginning of a name is not compared with similar ones.
        """
        return self._dramas.search(typed, most, typing=typing)

    def begun(self, typed: str, most: int) -> tuple[int, ...]:
        """The ids of the dramas for what was typed so far, the best match first.

        Members type the same beginnings again and again, so those found last are kept until a name changes.
        """
        found = self._begun.get((typed, most))
        if found is None:
            found = tuple(match.owner for match in self.near(typed, most, typing=True))
            if len(typed) <= KEPT_LENGTH:
                self._begun[typed, most] = found
                if len(self._begun) > KEPT:
                    self._begun.popitem(last=False)
        else:
            self._begun.move_to_end((typed, most))
        return found

    def people_near(self, typed: str, most: int, *, typing: bool = False) -> list[Match]:
        """The people whose names are similar to what was typed, the best match first."""
        return self._people.search(typed, most, typing=typing)


def alike(near: Sequence[Match]) -> list[Match]:
    """Those of the matches that may have been meant: similar enough, and hardly less than the first one.

    A name that has the text in it counts as it is. Beside one, only what is very similar does.
    """
    if not near:
        return []
    best = 1.0 if near[0].tier is not Tier.SIMILAR else near[0].similarity
    least = max(ALIKE, best - ALIKE_LEAD)
    return [match for match in near if match.tier is not Tier.SIMILAR or match.similarity >= least]


def is_sure(query: str, near: Sequence[Match]) -> bool:
    """Whether the first match is certainly meant: the only one that starts so, or similar and far ahead."""
    first = near[0]
    second = near[1] if len(near) > 1 else None
    if first.tier in (Tier.PREFIX, Tier.PHRASE):
        return len(key(query)) >= 4 and (second is None or second.tier is Tier.SIMILAR)
    lead = first.similarity - second.similarity if second is not None else 1.0
    return first.similarity >= SURE_SIMILARITY and lead >= SURE_LEAD
