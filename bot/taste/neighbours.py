"""The dramas most similar to each drama, by the members who watched both and their scores.

The similarity is the adjusted cosine of Sarwar, Karypis, Konstan and Riedl ("Item-based collaborative
filtering recommendation algorithms", 2001) over preferences p instead of bare deviations, multiplied by
the shrinkage of Bell and Koren ("Improved neighborhood-based collaborative filtering", 2007):

    s(i, j) = Σ p(u, i) p(u, j) / √(Σ p(u, i)² · Σ p(u, j)²) · n / (n + SHRINKAGE)

where the sum above runs over the n members who have both, and each sum below over all members who have that
drama. It is symmetric, between −1 and 1, and only values above 0 are kept.

Preferences are first turned into whole numbers, so every sum is exact: neither the order of the rows nor the
size of a block changes the result.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.taste.scores import WATCHED, Floats, Ids, Places, ScoreTable, member_means, preferences

Whole = NDArray[np.int64]

# Measured with bench/holdout.py: 20 or 200 neighbours make no significant difference. A shrinkage from 10 to
# 100 is as good, and without one a fifth less is found.
KEEP = 50
SHRINKAGE = 20.0
# The most pairs of dramas of one member, summed over all members, in a recompute. If there would be more, the
# busiest members are sampled down to the same number of dramas each, always the same ones.
PAIRS = 300_000_000

_UNIT = 64  # steps of a preference to a half point
_BLOCK = 2_000_000  # pairs in memory at a time
_ROW_BITS, _PLACE_BITS, _SIMILARITY_BITS, _PRODUCT_BITS = 17, 20, 24, 25


@dataclass(frozen=True, slots=True)
class Near:
    """The neighbours of one drama, the most similar first, ties by id."""

    dramas: Ids
    similarity: NDArray[np.float32]
    common: NDArray[np.int32]  # members who have both dramas

    def to_bytes(self) -> bytes:
        """Sixteen bytes per neighbour, the same on every machine."""
        return b"".join(
            (
                self.dramas.astype("<i8").tobytes(),
                self.similarity.astype("<f4").tobytes(),
                self.common.astype("<i4").tobytes(),
            )
        )

    @classmethod
    def from_bytes(cls, written: bytes) -> Near:
        count, rest = divmod(len(written), 16)
        if rest:
            raise ValueError(f"{len(written)} bytes are no neighbours of sixteen bytes each")
        return cls(
            np.frombuffer(written, "<i8", count),
            np.frombuffer(written, "<f4", count, 8 * count),
            np.frombuffer(written, "<i4", count, 12 * count),
        )


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`Near` of every drama with neighbours. Those of `dramas[i]` are from `starts[i]` to `starts[i + 1]`."""

    dramas: Ids
    starts: Whole
    others: Ids
    similarity: NDArray[np.float32]
    common: NDArray[np.int32]

    def of(self, drama_id: int) -> Near | None:
        """The neighbours of a drama. None if no member has it together with another."""
        row = int(np.searchsorted(self.dramas, drama_id))
        if row == len(self.dramas) or self.dramas[row] != drama_id:
            return None
        return self._row(row)

    def rows(self) -> Iterator[tuple[int, Near]]:
        for row, drama_id in enumerate(self.dramas.tolist()):
            yield drama_id, self._row(row)

    def _row(self, row: int) -> Near:
        kept = slice(int(self.starts[row]), int(self.starts[row + 1]))
        return Near(self.others[kept], self.similarity[kept], self.common[kept])


class _Found(NamedTuple):
    """Kept pairs of some rows: by row, then similarity, then place."""

    rows: Whole
    places: Whole
    similarity: NDArray[np.float32]
    common: NDArray[np.int32]


def neighbours(
    scores: ScoreTable,
    *,
    keep: int = KEEP,
    shrinkage: float = SHRINKAGE,
    pairs: int = PAIRS,
    watched: float = WATCHED,
) -> Neighbours:
    """The `keep` dramas most similar to each, as the module says, going through at most `pairs` pairs."""
    matrix = _Matrix.of(scores, pairs, watched)
    found = [_nearest(block, matrix, keep, shrinkage) for block in matrix.sums() if len(block.rows)] or [
        _nothing()
    ]
    rows = np.concatenate([part.rows for part in found])
    held, firsts = np.unique(rows, return_index=True)
    return Neighbours(
        matrix.dramas[held],
        np.append(firsts, len(rows)).astype(np.int64),
        matrix.dramas[np.concatenate([part.places for part in found])],
        np.concatenate([part.similarity for part in found]),
        np.concatenate([part.common for part in found]),
    )


class _Sums(NamedTuple):
    """Pairs of dramas that a member has both of, by row and place, each once."""

    rows: Whole
    places: Whole
    products: Floats
    common: Whole


class _Matrix:
    """Preferences by member and by drama, in compressed rows. Dramas are places in `dramas`, ascending."""

    __slots__ = ("_by_drama", "_first", "_members", "_places", "_starts", "_steps", "dramas", "norms")

    def __init__(self, dramas: Ids, members: Places, places: Places, steps: NDArray[np.int16]) -> None:
        """`members` count from 0. A member's rows must be together."""
        self.dramas = dramas
        self._members = members
        self._places = places
        self._steps = steps
        self._first = np.zeros(int(members.max(initial=-1)) + 2, np.int64)
        np.cumsum(np.bincount(members, minlength=len(self._first) - 1), out=self._first[1:])
        self._by_drama: Whole = np.argsort(places, kind="stable")
        self._starts = np.zeros(len(dramas) + 1, np.int64)
        np.cumsum(np.bincount(places, minlength=len(dramas)), out=self._starts[1:])
        squares = np.bincount(places, steps.astype(np.float64) ** 2, minlength=len(dramas))
        self.norms: Floats = np.sqrt(squares)

    @classmethod
    def of(cls, scores: ScoreTable, pairs: int, watched: float) -> _Matrix:
        dramas, place_of = np.unique(scores.dramas, return_inverse=True)
        if len(dramas) >= 1 << _PLACE_BITS:
            raise ValueError(f"{len(dramas)} dramas are more than {1 << _PLACE_BITS}")
        _, member_of = np.unique(scores.members, return_inverse=True)
        members, places = member_of.astype(np.int32), place_of.astype(np.int32)
        means = member_means(members, scores.halves, int(members.max(initial=-1)) + 1)
        wanted = preferences(scores.halves, scores.dropped, means[members], watched)
        steps = np.rint(wanted * _UNIT).astype(np.int16)
        kept = _sampled(scores, members, pairs)
        order = kept[np.lexsort((places[kept], members[kept]))]
        _, renumbered = np.unique(members[order], return_inverse=True)
        return cls(dramas, renumbered.astype(np.int32), places[order], steps[order])

    def sums(self) -> Iterator[_Sums]:
        """The sums of all rows in ascending order, some at a time."""
        lengths = np.diff(self._first)[self._members[self._by_drama]]
        work = np.zeros(len(lengths) + 1, np.int64)
        np.cumsum(lengths, out=work[1:])
        until = work[self._starts]  # pairs of all rows before each row
        row, count = 0, len(self.dramas)
        while row < count:
            # A row with as many pairs as there are dramas is counted in a table of all of them, which is a
            # tenth of the work of sorting its pairs.
            if until[row + 1] - until[row] >= min(count, _BLOCK):
                yield self._counted(row, lengths)
                row += 1
                continue
            end = int(np.searchsorted(until, until[row] + _BLOCK, "right")) - 1
            end = min(end, row + (1 << _ROW_BITS), count)
            large = np.flatnonzero(np.diff(until[row : end + 1]) >= min(count, _BLOCK))
            end = row + int(large[0]) if len(large) else end
            yield self._sorted(row, end, lengths)
            row = end

    def _pairs(self, begin: int, end: int, lengths: Whole) -> tuple[Whole, Whole]:
        """For entries `begin` to `end` by drama: the entry, with each entry of its member."""
        counts = lengths[begin:end]
        entry = np.repeat(np.arange(begin, end), counts)
        firsts = self._first[self._members[self._by_drama[begin:end]]]
        before = np.cumsum(counts) - counts
        other = np.arange(len(entry)) + np.repeat(firsts - before, counts)
        return entry, other

    def _sorted(self, row: int, end: int, lengths: Whole) -> _Sums:
        """The sums, by sorting row, place and product packed into one number."""
        first, last = int(self._starts[row]), int(self._starts[end])
        entry, other = self._pairs(first, last, lengths)
        own = self._by_drama[entry]
        products = self._steps[own].astype(np.int64) * self._steps[other]
        pair = (self._places[own].astype(np.int64) - row) << _PLACE_BITS | self._places[other]
        packed = pair << (_PRODUCT_BITS + 1) | (products + (1 << _PRODUCT_BITS))
        packed.sort()
        pair = packed >> (_PRODUCT_BITS + 1)
        begins = np.flatnonzero(np.diff(pair, prepend=-1))
        products = (packed & ((1 << (_PRODUCT_BITS + 1)) - 1)) - (1 << _PRODUCT_BITS)
        totals = np.add.reduceat(products, begins) if len(begins) else products
        pair = pair[begins]
        common = np.diff(begins, append=len(products))
        rows = (pair >> _PLACE_BITS) + row
        places = pair & ((1 << _PLACE_BITS) - 1)
        return _Sums(rows, places, totals.astype(np.float64), common)

    def _counted(self, row: int, lengths: Whole) -> _Sums:
        """The sums of one row, by adding up in a table of all places."""
        count = len(self.dramas)
        totals, common = np.zeros(count), np.zeros(count, np.int64)
        begin, last = int(self._starts[row]), int(self._starts[row + 1])
        work = np.cumsum(lengths[begin:last])
        while begin < last:
            done = int(work[begin - int(self._starts[row]) - 1]) if begin > self._starts[row] else 0
            end = int(self._starts[row]) + int(np.searchsorted(work, done + _BLOCK, "right"))
            end = min(max(end, begin + 1), last)
            entry, other = self._pairs(begin, end, lengths)
            products = self._steps[self._by_drama[entry]].astype(np.float64) * self._steps[other]
            totals += np.bincount(self._places[other], products, minlength=count)
            common += np.bincount(self._places[other], minlength=count)
            begin = end
        places = np.flatnonzero(common)
        return _Sums(np.full(len(places), row), places, totals[places], common[places])


def _sampled(scores: ScoreTable, members: Places, pairs: int) -> Whole:
    """The rows to compare: all, or only so many of each busy member that the work stays within `pairs`.

    Only member and drama decide which ones, so the order of the rows does not matter.
    """
    counts: Whole = np.bincount(members)
    most = _most_each(counts, pairs)
    if not len(counts) or most >= int(counts.max()):
        return np.arange(len(members))
    mixed = _mixed(scores.members.astype(np.uint64) * np.uint64(3) + _mixed(scores.dramas.astype(np.uint64)))
    order = np.lexsort((scores.dramas, mixed, members))
    rank = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[rank < most]


def _most_each(counts: NDArray[np.int64], pairs: int) -> int:
    """The largest number of dramas per member, at least 2, with Σ min(count, number)² ≤ `pairs`."""
    low, high = 2, max(2, int(counts.max(initial=0)))
    while low < high:
        middle = (low + high + 1) // 2
        if int((np.minimum(counts, middle).astype(np.int64) ** 2).sum()) <= pairs:
            low = middle
        else:
            high = middle - 1
    return low


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Numbers spread over 64 bits: the finaliser of SplitMix64 (Steele, Lea and Flood, 2014)."""
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _nearest(sums: _Sums, matrix: _Matrix, keep: int, shrinkage: float) -> _Found:
    """The `keep` most similar places of each row."""
    positive = (sums.products > 0) & (sums.rows != sums.places)
    rows, places, products, common = (column[positive] for column in sums)
    similarity = products / (matrix.norms[rows] * matrix.norms[places]) * common / (common + shrinkage)
    steps = np.rint(similarity * (1 << _SIMILARITY_BITS)).astype(np.int64)
    first = int(rows[0]) if len(rows) else 0
    descending = (1 << _SIMILARITY_BITS) - steps
    packed = ((rows - first) << (_SIMILARITY_BITS + 1) | descending) << _PLACE_BITS | places
    order = np.argsort(packed)
    rows = rows[order]
    counts = np.bincount(rows - first)
    rank = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    order = order[rank < keep]
    return _Found(
        rows[rank < keep],
        places[order],
        similarity[order].astype(np.float32),
        common[order].astype(np.int32),
    )


def _nothing() -> _Found:
    whole = np.empty(0, np.int64)
    return _Found(whole, whole, np.empty(0, np.float32), np.empty(0, np.int32))
