"""One block of names in flat arrays: sorted keys, spellings, order by popularity, trigram postings.

A name takes about 0.21 KB (`bench/search.py`): its texts 70 bytes, ids and order 25, the rest postings.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.search.misspelt import Misspelt
from bot.search.parts import Parts, array, bytes_of
from bot.search.postings import Postings, highest

Rows = NDArray[np.int32]

UNRANKED = 2**62  # the popularity of what has none: after everything that has one
_AFTER_ANY_KEY = b"\x7f"
_HEAD = 8  # characters of a key that are a number, too, so that numpy searches them

# The attributes that are kept across restarts, with what they are made of; the rest follows from them.
_TEXTS = ("_key_blob", "_spaced_blob", "_name_blob")
_ENDS = ("_key_ends", "_spaced_ends", "_name_ends")
_ARRAYS = {
    "_heads": np.uint64,
    "_owners": np.int64,
    "_popularity": np.int64,
    "_lengths": np.uint8,
    "_by_order": np.int32,
    "_order": np.int32,
    "_retired": np.int32,
    "_bearers": np.int64,
    "_digests": np.uint64,
}


class NameRow(NamedTuple):
    """One name: its key (`plain`), its key with word starts (`spaced`), as written, and its owner."""

    plain: bytes
    spaced: bytes
    name: str
    owner: int
    popularity: int


class _Columns:
    """The rows' parts as lists, because 300,000 tuples would keep the garbage collector busy for a second."""

    def __init__(self, rows: Iterable[NameRow]) -> None:
        self.plain: list[bytes] = []
        self.spaced: list[bytes] = []
        self.names: list[bytes] = []
        self.owners: list[int] = []
        self.popularity: list[int] = []
        for plain, spaced, name, owner, popularity in rows:
            self.plain.append(plain)
            self.spaced.append(spaced)
            self.names.append(name.encode("utf-8", "surrogatepass"))
            self.owners.append(owner)
            self.popularity.append(popularity)


class Segment:
    """Names in the order of their keys, so that a prefix is a range. Only `retire` changes it."""

    __slots__ = (
        "_bearers",
        "_by_order",
        "_digests",
        "_heads",
        "_key_blob",
        "_key_ends",
        "_lengths",
        "_mark",
        "_misspelt",
        "_name_blob",
        "_name_ends",
        "_order",
        "_owners",
        "_popularity",
        "_postings",
        "_retired",
        "_spaced_blob",
        "_spaced_ends",
    )

    def __init__(self, rows: Iterable[NameRow], digests: Mapping[int, int] | None = None) -> None:
        """`digests` are the digests of the owners' entries, for a later comparison."""
        columns = _Columns(rows)
        heads = _heads_of(columns.plain)
        places = _in_order(columns.plain, heads)  # stable: an owner's spellings of one key stay as given
        order = places.tolist()
        plain = [columns.plain[place] for place in order]
        spaced = [columns.spaced[place] for place in order]
        names = [columns.names[place] for place in order]
        self._key_blob = b"".join(plain)
        self._key_ends = _ends(plain)
        self._heads = heads[places]
        self._spaced_blob = b"".join(spaced)
        self._spaced_ends = _ends(spaced)
        self._name_blob = b"".join(names)
        self._name_ends = _ends(names)
        self._owners = np.array(columns.owners, np.int64)[places]
        self._popularity = np.array(columns.popularity, np.int64)[places]
        self._lengths = np.fromiter(map(len, plain), np.uint8, len(plain))
        # Best known first, one owner's names together, the shortest of them first.
        self._by_order: Rows = np.lexsort((self._lengths, self._owners, self._popularity)).astype(np.int32)
        self._order: Rows = np.empty_like(self._by_order)
        self._order[self._by_order] = np.arange(len(plain), dtype=np.int32)
        self._postings = Postings(plain, spaced)
        self._misspelt = Misspelt(plain)
        self._retired: Rows = np.empty(0, np.int32)
        self._bearers, self._digests = _columns(digests or {})
        self._mark = object()

    def __len__(self) -> int:
        return len(self._owners) - len(self._retired)

    @property
    def retired(self) -> int:
        """Names that are still in the arrays but are no longer found."""
        return len(self._retired)

    @property
    def mark(self) -> object:
        """A mark that all blocks over the same arrays share, no matter which rows are retired."""
        return self._mark

    def retire(self, owner: int) -> bool:
        """Stops finding the owner's names. False if there were none."""
        rows = np.setdiff1d(np.flatnonzero(self._owners == owner), self._retired).astype(np.int32)
        self._retired = np.union1d(self._retired, rows)
        return len(rows) > 0

    def without(self, owners: Collection[int]) -> Segment:
        """The same block over the same arrays, with these owners retired, too."""
        other = Segment.__new__(Segment)
        for attribute in Segment.__slots__:
            setattr(other, attribute, getattr(self, attribute))
        if owners:
            rows = np.flatnonzero(np.isin(self._owners, np.fromiter(owners, np.int64, len(owners))))
            other._retired = np.union1d(self._retired, rows.astype(np.int32))
        return other

    def digests(self) -> dict[int, int]:
        """The digest of each owner's entry, without retired owners."""
        retired = set(self._owners[self._retired].tolist())
        pairs = zip(self._bearers.tolist(), self._digests.tolist(), strict=True)
        return {owner: digest for owner, digest in pairs if owner not in retired}

    def parts(self) -> Parts:
        """The whole block as bytes, for `of_parts`. The bytes are its own, not copies."""
        return {
            **{name: bytes_of(getattr(self, name)) for name in (*_TEXTS, *_ENDS, *_ARRAYS)},
            **{f"postings.{name}": part for name, part in self._postings.parts().items()},
            **{f"misspelt.{name}": part for name, part in self._misspelt.parts().items()},
        }

    @classmethod
    def of_parts(cls, parts: Parts) -> Segment:
        """The block made from its parts. The caller must check that they are valid."""
        block = cls.__new__(cls)
        for name in _TEXTS:
            setattr(block, name, bytes(parts[name]))
        for name in _ENDS:
            setattr(block, name, memoryview(array(parts[name], np.uint32)))  # type: ignore[arg-type]  # as in _ends
        for name, kind in _ARRAYS.items():
            setattr(block, name, array(parts[name], kind))
        block._postings = Postings.of_parts(_of("postings.", parts), len(block._owners))
        block._misspelt = Misspelt.of_parts(_of("misspelt.", parts))
        block._mark = object()
        return block

    def rows(self) -> Iterator[NameRow]:
        """Every name that is not retired, for building another segment."""
        retired = set(self._retired.tolist())
        for row, (owner, popularity) in enumerate(
            zip(self._owners.tolist(), self._popularity.tolist(), strict=True)
        ):
            if row not in retired:
                yield NameRow(self.key(row), self._spaced(row), self.name(row), owner, popularity)

    def owner(self, row: int) -> int:
        return int(self._owners[row])

    def popularity(self, row: int) -> int:
        return int(self._popularity[row])

    def order(self, row: int) -> int:
        """The row's place by popularity. An owner's names are together, the shortest first."""
        return int(self._order[row])

    def name(self, row: int) -> str:
        begin = self._name_ends[row]
        return self._name_blob[begin : self._name_ends[row + 1]].decode("utf-8", "surrogatepass")

    def length(self, row: int) -> int:
        """The length of the key."""
        return int(self._lengths[row])

    def equal(self, key: bytes) -> Rows:
        near = self._near(key, key)
        first = bisect_left(near, key, key=self.key)
        last = bisect_right(near, key, first, key=self.key)
        return self._kept(np.arange(near.start + first, near.start + last, dtype=np.int32))

    def beginning(self, key: bytes) -> Rows:
        """Names with a longer key that starts with this one."""
        near = self._near(key, key + _AFTER_ANY_KEY * _HEAD)
        first = bisect_right(near, key, key=self.key)
        last = bisect_left(near, key + _AFTER_ANY_KEY, first, key=self.key)
        return self._kept(np.arange(near.start + first, near.start + last, dtype=np.int32))

    def phrase(self, key: bytes) -> Rows:
        """Names that may contain the key at the start of a word. `holds` verifies it."""
        return self._kept(self._postings.at_word_start(key))

    def holds(self, row: int, key: bytes) -> bool:
        """Whether the name contains the key at the start of a word."""
        plain = self.key(row)
        place = plain.find(key)
        if place < 0:
            return False
        begin = 0
        for word in self._spaced(row).split(b" "):
            if begin >= place and plain.startswith(key, begin):
                return True
            begin += len(word)
        return False

    def ranked(self, rows: Rows) -> Iterator[int]:
        """The rows by popularity. An owner's names are together, the shortest first."""
        order = self._order[rows]
        head = 128  # enough for a whole answer nearly always, and much cheaper than sorting them all
        if len(order) > head:
            order = np.partition(order, head)
            yield from self._by_order[np.sort(order[:head])].tolist()
            order = order[head:]
        yield from self._by_order[np.sort(order)].tolist()

    def similar(self, key: bytes, limit: int, found: Sequence[int]) -> list[int]:
        """The names most similar to the key, by shared parts: about `limit`, at most twice as many.

        Rows that were already `found` are left out, so that they take no room.
        """
        without = np.append(self._retired, np.array(found, np.int32))
        picked = self._postings.most_shared(key, self._lengths, self._order, without, limit)
        near, kept = self._misspelt.near(key)
        if len(near):
            changed = np.maximum(self._lengths[near], len(key)) - kept  # letters, at least
            picked |= highest(near, -changed, self._order, limit)
            picked.difference_update(without.tolist())
        return list(picked)

    def key(self, row: int) -> bytes:
        return self._key_blob[self._key_ends[row] : self._key_ends[row + 1]]

    def _near(self, first: bytes, last: bytes) -> range:
        """The rows whose key heads lie between those of two keys: a few, found without reading a key."""
        begin = self._heads.searchsorted(_head(first), "left")
        end = self._heads.searchsorted(_head(last), "right")
        return range(int(begin), int(end))

    def _kept(self, rows: Rows) -> Rows:
        if len(self._retired) == 0 or len(rows) == 0:
            return rows
        return rows[np.isin(rows, self._retired, invert=True)]

    def _spaced(self, row: int) -> bytes:
        return self._spaced_blob[self._spaced_ends[row] : self._spaced_ends[row + 1]]


def _of(prefix: str, parts: Parts) -> Parts:
    return {name.removeprefix(prefix): part for name, part in parts.items() if name.startswith(prefix)}


def _in_order(plain: Sequence[bytes], heads: NDArray[np.uint64]) -> NDArray[np.intp]:
    """The places of the keys in sorted order.

    numpy sorts the heads, because Python's own sort blocks all threads for 0.3 s with 300,000 keys.
    """
    places = np.argsort(heads, kind="stable")
    ascending = heads[places]
    bounds = np.flatnonzero(ascending[1:] != ascending[:-1]) + 1
    begins, ends = np.append(0, bounds), np.append(bounds, len(plain))
    alike = ends - begins > 1
    for begin, end in zip(begins[alike].tolist(), ends[alike].tolist(), strict=True):
        places[begin:end] = sorted(places[begin:end].tolist(), key=plain.__getitem__)
    return places


def _heads_of(keys: Sequence[bytes]) -> NDArray[np.uint64]:
    heads: NDArray[np.uint64] = np.array(keys, f"S{_HEAD}").view(">u8").astype(np.uint64)
    return heads


def _columns(digests: Mapping[int, int]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    count = len(digests)
    return np.fromiter(digests.keys(), np.int64, count), np.fromiter(digests.values(), np.uint64, count)


def _head(key: bytes) -> np.uint64:
    """The first characters of a key as a number with the same order as the keys."""
    return np.uint64(int.from_bytes(key[:_HEAD].ljust(_HEAD, b"\0"), "big"))


def _ends(texts: Sequence[bytes]) -> memoryview[int]:
    """The start of each text in their concatenation, and the end. A memoryview reads one in 30 ns."""
    ends = np.zeros(len(texts) + 1, np.uint32)
    np.cumsum(np.fromiter(map(len, texts), np.uint32, len(texts)), out=ends[1:])
    return memoryview(ends)  # type: ignore[arg-type]  # numpy arrays are buffers; mypy sees that from 3.12 on
