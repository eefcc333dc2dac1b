"""One block of names in flat arrays: sorted keys, spellings, order by popularity, trigram postings.

A name takes about 0.21 KB (`bench/search.py`): its texts 70 bytes, ids and order 25, the rest postings.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.search.misspelt import Misspelt
from bot.search.postings import Postings, highest

Rows = NDArray[np.int32]

UNRANKED = 2**62  # the popularity of what has none: after everything that has one
_AFTER_ANY_KEY = b"\x7f"
_HEAD = 8  # characters of a key that are a number, too, so that numpy searches them


class Row(NamedTuple):
    """One name: its key (`plain`), its key with word starts (`spaced`), as written, and whose it is."""

    plain: bytes
    spaced: bytes
    name: str
    owner: int
    popularity: int


class Segment:
    """Names in the order of their keys, so that a prefix is a range. Only `retire` changes it."""

    __slots__ = (
        "_by_order",
        "_heads",
        "_key_blob",
        "_key_ends",
        "_lengths",
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

    def __init__(self, rows: Sequence[Row]) -> None:
        ordered = sorted(rows, key=_plain_of)  # stable: an owner's spellings of one key stay as given
        names = [row.name.encode("utf-8", "surrogatepass") for row in ordered]
        spaced = [row.spaced for row in ordered]
        plain = [row.plain for row in ordered]
        self._key_blob = b"".join(plain)
        self._key_ends = _ends(plain)
        self._heads = np.fromiter(map(_head, plain), np.uint64, len(plain))
        self._spaced_blob = b"".join(spaced)
        self._spaced_ends = _ends(spaced)
        self._name_blob = b"".join(names)
        self._name_ends = _ends(names)
        self._owners = np.fromiter((row.owner for row in ordered), np.int64, len(ordered))
        self._popularity = np.fromiter((row.popularity for row in ordered), np.int64, len(ordered))
        self._lengths = np.fromiter((len(row.plain) for row in ordered), np.uint8, len(ordered))
        # Best known first, one owner's names together, the shortest of them first.
        self._by_order: Rows = np.lexsort((self._lengths, self._owners, self._popularity)).astype(np.int32)
        self._order: Rows = np.empty_like(self._by_order)
        self._order[self._by_order] = np.arange(len(ordered), dtype=np.int32)
        self._postings = Postings(plain, spaced)
        self._misspelt = Misspelt(plain)
        self._retired: Rows = np.empty(0, np.int32)

    def __len__(self) -> int:
        return len(self._owners) - len(self._retired)

    @property
    def retired(self) -> int:
        """Names that are still in the arrays but found no more."""
        return len(self._retired)

    def retire(self, owner: int) -> bool:
        """Finds the owner's names no more; False if there were none."""
        rows = np.setdiff1d(np.flatnonzero(self._owners == owner), self._retired).astype(np.int32)
        self._retired = np.union1d(self._retired, rows)
        return len(rows) > 0

    def rows(self) -> Iterator[Row]:
        """Every name that is not retired, to build another segment of."""
        retired = set(self._retired.tolist())
        for row, (owner, popularity) in enumerate(
            zip(self._owners.tolist(), self._popularity.tolist(), strict=True)
        ):
            if row not in retired:
                yield Row(self.key(row), self._spaced(row), self.name(row), owner, popularity)

    def owner(self, row: int) -> int:
        return int(self._owners[row])

    def popularity(self, row: int) -> int:
        return int(self._popularity[row])

    def order(self, row: int) -> int:
        """The row's place by popularity, an owner's names together and the shortest of them first."""
        return int(self._order[row])

    def name(self, row: int) -> str:
        begin = self._name_ends[row]
        return self._name_blob[begin : self._name_ends[row + 1]].decode("utf-8", "surrogatepass")

    def length(self, row: int) -> int:
        """Of the key."""
        return int(self._lengths[row])

    def equal(self, key: bytes) -> Rows:
        near = self._near(key, key)
        first = bisect_left(near, key, key=self.key)
        last = bisect_right(near, key, first, key=self.key)
        return self._kept(np.arange(near.start + first, near.start + last, dtype=np.int32))

    def beginning(self, key: bytes) -> Rows:
        """Names whose key begins with this one and goes on."""
        near = self._near(key, key + _AFTER_ANY_KEY * _HEAD)
        first = bisect_right(near, key, key=self.key)
        last = bisect_left(near, key + _AFTER_ANY_KEY, first, key=self.key)
        return self._kept(np.arange(near.start + first, near.start + last, dtype=np.int32))

    def phrase(self, key: bytes) -> Rows:
        """Names that may hold the key from the beginning of a word on; `holds` makes sure."""
        return self._kept(self._postings.at_word_start(key))

    def holds(self, row: int, key: bytes) -> bool:
        """Whether the key stands in the name from the beginning of a word on."""
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
        """The rows by popularity, an owner's names together and the shortest of them first."""
        order = self._order[rows]
        head = 128  # enough for a whole answer nearly always, and much cheaper than sorting them all
        if len(order) > head:
            order = np.partition(order, head)
            yield from self._by_order[np.sort(order[:head])].tolist()
            order = order[head:]
        yield from self._by_order[np.sort(order)].tolist()

    def similar(self, key: bytes, limit: int, found: Sequence[int]) -> list[int]:
        """The names most like the key by what they share with it: about `limit`, twice as many at most.

        Rows that were `found` already are left out, so that they crowd nobody out.
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
        """The rows whose keys' heads lie between those of two keys: a few, found without reading a key."""
        begin = self._heads.searchsorted(_head(first), "left")
        end = self._heads.searchsorted(_head(last), "right")
        return range(int(begin), int(end))

    def _kept(self, rows: Rows) -> Rows:
        if len(self._retired) == 0 or len(rows) == 0:
            return rows
        return rows[np.isin(rows, self._retired, invert=True)]

    def _spaced(self, row: int) -> bytes:
        return self._spaced_blob[self._spaced_ends[row] : self._spaced_ends[row + 1]]


def _plain_of(row: Row) -> bytes:
    return row.plain


def _head(key: bytes) -> np.uint64:
    """The first characters of a key as a number that is in order as the keys are."""
    return np.uint64(int.from_bytes(key[:_HEAD].ljust(_HEAD, b"\0"), "big"))


def _ends(texts: Sequence[bytes]) -> memoryview[int]:
    """Where each text begins in their concatenation, and the end; a memoryview reads one in 30 ns."""
    ends = np.zeros(len(texts) + 1, np.uint32)
    np.cumsum([len(text) for text in texts], out=ends[1:])
    return memoryview(ends)  # type: ignore[arg-type]  # numpy arrays are buffers; mypy sees that from 3.12 on
