"""Loads, builds and merges the indices of names, and stores them for the next start."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from bot.errors import StoreUnavailable
from bot.logs import get_logger
from bot.search import keeping
from bot.search.names import NameIndex, OwnerNames
from bot.search.segment import Segment
from bot.store.catalogue import catalogue, lookups, name_index
from bot.store.database import Database

# Fewer names are rebuilt within a tenth of a second, so their index is not stored. Building one leaves the
# memory in pieces that are not given back: 16 MB for 35,000 names. Reading one leaves little.
WORTH_KEEPING = 5_000

log = get_logger(__name__)


class Indexed(StrEnum):
    """Whose names an index holds; the values are those of the store."""

    DRAMA = "drama"
    PERSON = "person"


_NAMES: dict[Indexed, Callable[[sqlite3.Connection], Iterator[catalogue.DramaNames]]] = {
    Indexed.DRAMA: catalogue.names,
    Indexed.PERSON: lookups.people_names,
}


class Indexing:
    """Makes indices of names without holding up the event loop, and keeps the large ones in the store."""

    def __init__(self, database: Database):
        self._database = database
        self._kept: dict[Indexed, object] = {}  # the mark of the block that the store has
        self._indices: dict[Indexed, NameIndex] = {}
        self._tending: asyncio.Task[None] | None = None

    async def load(self, indexed: Indexed, before: NameIndex) -> NameIndex:
        """An index of exactly the names that the store has now.

        It is made from the previous index, else from the stored one, as far as they hold the same names.
        Otherwise it is built from scratch.
        """
        block = before.block if len(before) else await self._revived(indexed)
        if block is not None:
            names = await self._over(indexed, block)
            if names is not None:
                return names
        entries = await self._database.read(lambda connection: list(_entries(connection, indexed)))
        return await asyncio.to_thread(NameIndex.build, entries)

    def tend(self, indices: Mapping[Indexed, NameIndex]) -> None:
        """Maintain these indices, which are in use, in the background."""
        self._indices = dict(indices)
        if self._due() and (self._tending is None or self._tending.done()):
            self._tending = asyncio.create_task(self._tend(), name="tending the index of names")

    async def settled(self) -> None:
        """Wait until the background work is finished."""
        if self._tending is not None:
            await asyncio.shield(self._tending)

    async def aclose(self) -> None:
        """Stop the background work. A half-stored index then counts as not stored."""
        if self._tending is not None:
            self._tending.cancel()
            await asyncio.gather(self._tending, return_exceptions=True)

    def _due(self) -> Indexed | None:
        for indexed, names in self._indices.items():
            if names.crowded or self._worth_keeping(indexed, names):
                return indexed
        return None

    def _worth_keeping(self, indexed: Indexed, names: NameIndex) -> bool:
        block = names.block
        return len(block) >= WORTH_KEEPING and self._kept.get(indexed) is not block.mark

    async def _tend(self) -> None:
        try:
            await self._tend_all()
        except Exception:  # no one waits for this task, so its error must be logged
            log.exception("the index of names could not be seen to")

    async def _tend_all(self) -> None:
        while indexed := self._due():
            names = self._indices[indexed]
            if names.crowded:
                names.settle(await asyncio.to_thread(names.settling()))
            if self._worth_keeping(indexed, names):
                await self._keep(indexed, names.block)

    async def _keep(self, indexed: Indexed, block: Segment) -> None:
        """Store a block in several writes, so that members' writes can go between them."""
        self._kept[indexed] = block.mark  # also where it fails: then it is not tried again
        parts = block.parts()
        try:
            for step in name_index.steps(indexed, await asyncio.to_thread(keeping.head_of, parts), parts):
                await self._database.write(step.write)
        except StoreUnavailable as error:
            log.warning("the index of names cannot be kept", indexed=indexed.value, store=error.kind)
        else:
            log.info("the index of names is kept", indexed=indexed.value, names=len(block))

    async def _over(self, indexed: Indexed, block: Segment) -> NameIndex | None:
        return await self._database.read(
            lambda connection: NameIndex.over(block, _entries(connection, indexed))
        )

    async def _revived(self, indexed: Indexed) -> Segment | None:
        def read(connection: sqlite3.Connection) -> tuple[bool, Segment | None]:
            kept = name_index.read(connection, indexed)
            return kept.head is not None, keeping.revived(kept.head, kept.parts)

        try:
            there, block = await self._database.read(read)
        except StoreUnavailable as error:
            # The names themselves may be sound; if not, reading them says so.
            log.warning("the kept index cannot be read", indexed=indexed.value, store=error.kind)
            return None
        if block is not None:
            self._kept[indexed] = block.mark
        elif there:
            log.info("the kept index is of no use", indexed=indexed.value)
        return block


def _entries(connection: sqlite3.Connection, indexed: Indexed) -> Iterator[OwnerNames]:
    for named in _NAMES[indexed](connection):
        yield OwnerNames(named.drama_id, named.names, named.popularity)
