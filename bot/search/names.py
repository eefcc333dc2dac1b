"""The index of names: finds their owners by any part or misspelling, best match first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b
from heapq import merge
from itertools import chain
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from bot.search.keys import bounded_key, bounded_words
from bot.search.segment import UNRANKED, NameRow, Rows, Segment

_FRESH_LIMIT = 2048  # names beside the large block: rebuilding so small a block takes about 5 ms
_RETIRED_SHARE = 8  # the large block is wanted again when one name in so many is dead
_CANDIDATES = 80  # names alike as a whole that are compared letter by letter; others make it 240 at most
_BEGINNING_WEIGHT = 0.95  # likeness with a name's beginning counts a little less than with all of it
_PART_WEIGHT = 0.85  # and likeness with what stands somewhere inside it less again
_INSIDE_FROM = 8  # letters of a query; fewer with an error in them stand inside too many names
# Letters of a query. If a name begins with so many while they are typed, nothing similar is looked for:
# hardly ever is that the beginning of another name, typed wrong (bench/search.py finds as much as without).
_BEGUN_FOR_SURE = 10
_CLEARLY_FOUND = 0.75  # once something is this much alike, no name's inside is looked at
_LEAST_SIMILARITY = 0.5


class Tier(IntEnum):
    """How a name matches a query. A lower tier comes first, whatever the popularity."""

    EXACT = 0
    PREFIX = 1
    PHRASE = 2
    SIMILAR = 3


@dataclass(frozen=True, slots=True)
class OwnerNames:
    """All names of one owner (a drama, a person). `popularity` is a rank, 1 is the best known."""

    owner: int
    names: tuple[str, ...]
    popularity: int | None = None

    @property
    def digest(self) -> int:
        """A 64-bit digest of the whole entry. Equal digests mean equal entries."""
        text = repr((self.names, self.popularity)).encode()  # its quotes part the names
        return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class Match:
    """One found owner. `name` is its best matching name, as written. `similarity` is from 0 to 1."""

    owner: int
    name: str
    tier: Tier
    similarity: float


class _Found(NamedTuple):
    """A name of a segment, in the order of its owner's popularity."""

    segment: Segment
    row: int
    popularity: int
    owner: int


class _Fresh(NamedTuple):
    """An owner added since the large block was built: its names, and the digest of its entry."""

    rows: list[NameRow]
    digest: int


_NOTHING = Segment([])


class NameIndex:
    """Names in memory: one large block, and a small one for later additions.

    Code that adds names must check `crowded`: then a new large block is due. It takes so long that another
    thread makes it (`settling`), while this index continues to answer and change.
    """

    def __init__(self) -> None:
        self._settled = _NOTHING.without(())
        self._fresh: dict[int, _Fresh] = {}
        self._fresh_names = 0
        self._fresh_segment: Segment | None = None
        self._since: set[int] | None = None  # the owners that changed while a new block is being made

    @classmethod
    def build(cls, entries: Iterable[OwnerNames]) -> NameIndex:
        """An index of these entries. Of several entries for one owner, the last one counts."""
        index = cls()
        last = {entry.owner: entry for entry in entries}
        index._settled = Segment(
            (row for entry in last.values() for row in _rows(entry)),
            {owner: entry.digest for owner, entry in last.items()},
        )
        return index

    @classmethod
    def over(cls, block: Segment, entries: Iterable[OwnerNames]) -> NameIndex | None:
        """An index of exactly these entries, one per owner, made from the block of an earlier index.

        Entries that the block lacks or has differently go into the small block. None if they are too many.
        """
        index = cls()
        known = block.digests()
        differing: list[int] = []
        for entry in entries:
            before = known.pop(entry.owner, None)
            digest = entry.digest
            if before == digest:
                continue
            if before is not None:
                differing.append(entry.owner)
            index._add(entry.owner, _Fresh(_rows(entry), digest))
            if index.crowded:
                return None
        index._settled = block.without([*differing, *known])
        return None if index.crowded else index

    def __len__(self) -> int:
        return len(self._settled) + self._fresh_names

    @property
    def block(self) -> Segment:
        """The large block, as it is now."""
        return self._settled.without(())

    @property
    def crowded(self) -> bool:
        """Whether so much was added or removed that a new large block is due."""
        settled = self._settled
        return self._fresh_names > _FRESH_LIMIT or settled.retired * _RETIRED_SHARE > len(settled)

    def put(self, entry: OwnerNames) -> None:
        """Adds an owner, or replaces all names and the popularity of one."""
        self.remove(entry.owner)
        self._add(entry.owner, _Fresh(_rows(entry), entry.digest))

    def remove(self, owner: int) -> None:
        """Removes an owner. Does nothing for an unknown one."""
        if self._since is not None:
            self._since.add(owner)
        fresh = self._fresh.pop(owner, None)
        if fresh is not None:
            self._fresh_names -= len(fresh.rows)
            self._fresh_segment = None
        else:
            self._settled.retire(owner)

    def settling(self) -> Callable[[], Segment]:
        """Starts a new large block of everything in the index now.

        The returned function makes it, in any thread. `settle` then installs it.
        """
        self._since = set()
        block, fresh = self.block, dict(self._fresh)
        return lambda: _merged(block, fresh)

    def settle(self, block: Segment) -> None:
        """Installs the block that `settling` started. Later changes stay in the small block."""
        since, self._since = self._since or set(), None
        fresh = {owner: self._fresh[owner] for owner in since if owner in self._fresh}
        self._settled = block.without(since)
        self._fresh, self._fresh_names, self._fresh_segment = {}, 0, None
        for owner, put in fresh.items():
            self._add(owner, put)

    def _add(self, owner: int, fresh: _Fresh) -> None:
        self._fresh[owner] = fresh
        self._fresh_names += len(fresh.rows)
        self._fresh_segment = None

    def exact(self, query: str) -> tuple[int, ...]:
        """The owners that have a name with exactly this key, best known first."""
        key = bounded_key(query).encode()
        if not key:
            return ()
        return tuple(dict.fromkeys(found.owner for found in self._ranked(lambda block: block.equal(key))))

    def search(self, query: str, limit: int = 25, *, typing: bool = False) -> list[Match]:
        """At most `limit` owners, each once: by tier, then (if only similar) similarity, then popularity.

        `typing`: the query is what was typed so far. If it is long and a name begins with it, only names with
        exactly this text are found.
        """
        key = bounded_key(query).encode()
        if not key or limit <= 0:
            return []
        matches: dict[int, Match] = {}
        seen: list[_Found] = []
        tiers: tuple[tuple[Tier, Callable[[Segment], Rows]], ...] = (
            (Tier.EXACT, lambda block: block.equal(key)),
            (Tier.PREFIX, lambda block: block.beginning(key)),
            (Tier.PHRASE, lambda block: block.phrase(key)),
        )
        for tier, rows_of in tiers:
            if len(matches) == limit:
                break
            for found in self._ranked(rows_of):
                if len(matches) == limit:
                    break
                seen.append(found)
                if found.owner in matches:
                    continue
                if tier is Tier.PHRASE and not found.segment.holds(found.row, key):
                    seen.pop()
                    continue
                length = found.segment.length(found.row)
                name = found.segment.name(found.row)
                matches[found.owner] = Match(found.owner, name, tier, len(key) / length)
        begun = typing and len(key) >= _BEGUN_FOR_SURE and next(iter(matches.values()), None)
        if len(matches) < limit and len(key) > 2 and not (begun and begun.tier <= Tier.PREFIX):
            self._add_similar(matches, seen, key, limit)
        return list(matches.values())

    def _add_similar(self, matches: dict[int, Match], seen: list[_Found], key: bytes, limit: int) -> None:
        candidates = [
            (block, row)
            for block in self._segments()
            for row in block.similar(
                key, _CANDIDATES, [found.row for found in seen if found.segment is block]
            )
        ]
        keys = [block.key(row) for block, row in candidates]
        likeness = _similarities(key, keys, inside=not matches and len(key) >= _INSIDE_FROM)
        ranking = sorted(
            (-similarity, block.popularity(row), block.owner(row), block.order(row), place)
            for place, (similarity, (block, row)) in enumerate(zip(likeness, candidates, strict=True))
            if similarity >= _LEAST_SIMILARITY
        )
        for dissimilarity, _, owner, _, place in ranking:
            if len(matches) == limit:
                break
            if owner not in matches:
                block, row = candidates[place]
                matches[owner] = Match(owner, block.name(row), Tier.SIMILAR, -dissimilarity)

    def _ranked(self, rows_of: Callable[[Segment], Rows]) -> Iterator[_Found]:
        blocks = [_found(block, rows) for block in self._segments() if len(rows := rows_of(block))]
        if len(blocks) == 1:
            return blocks[0]
        return merge(*blocks, key=lambda found: (found.popularity, found.owner))

    def _segments(self) -> list[Segment]:
        if not self._fresh_names:
            return [self._settled]
        if self._fresh_segment is None:
            self._fresh_segment = Segment([row for fresh in self._fresh.values() for row in fresh.rows])
        return [self._settled, self._fresh_segment]


def _merged(block: Segment, fresh: Mapping[int, _Fresh]) -> Segment:
    rows = chain(block.rows(), *(put.rows for put in fresh.values()))
    return Segment(rows, block.digests() | {owner: put.digest for owner, put in fresh.items()})


def _rows(entry: OwnerNames) -> list[NameRow]:
    """The entry's names. A name without anything visible has no key and cannot be found."""
    popularity = UNRANKED if entry.popularity is None else entry.popularity
    spaced = ((name, bounded_words(name)) for name in entry.names)
    return [
        NameRow(text.replace(" ", "").encode(), text.encode(), name, entry.owner, popularity)
        for name, text in spaced
        if text
    ]


def _found(block: Segment, rows: Rows) -> Iterator[_Found]:
    for row in block.ranked(rows):
        yield _Found(block, row, block.popularity(row), block.owner(row))


def _similarities(key: bytes, keys: list[bytes], *, inside: bool) -> list[float]:
    """How similar the key is to each of the keys or to their beginnings, whichever is more.

    Measured as typing errors (a wrong, missing or additional letter, or two exchanged) over the longer
    length. If all are very different and `inside` allows it, other places inside the keys are compared as
    well.
    """
    if not keys:
        return []
    lengths = (len(key) - 1, len(key), len(key) + 1)  # of the beginning: a letter may be missing or too many
    texts = keys + [name[:length] for length in lengths for name in keys]
    likeness = cdist([key], texts, scorer=OSA.normalized_similarity, dtype=np.float64)
    likeness = likeness.reshape(1 + len(lengths), len(keys))
    best = np.maximum(likeness[0], likeness[1:].max(axis=0) * _BEGINNING_WEIGHT)
    if inside and best.max() < _CLEARLY_FOUND:
        longer = [name if len(name) > len(key) else b"" for name in keys]
        part = cdist([key], longer, scorer=fuzz.partial_ratio, dtype=np.float64)[0] / 100
        best = np.maximum(best, part * _PART_WEIGHT)
    rounded: list[float] = np.round(best, 6).tolist()
    return rounded
