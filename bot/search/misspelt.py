"""Finds short keys with typing errors, by every spelling that lacks up to two letters.

After two typing errors, a key of six characters has almost no trigram left. But two keys that are two errors
apart become equal if the right two letters are dropped from each, so short keys are found by the remaining
letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bot.search.parts import Parts, array, bytes_of

Rows = NDArray[np.int32]

SHORT_KEY = 8  # longest key kept; 37 spellings at 8 bytes each
SHORT_QUERY = 10  # longest query answered: two letters too many in the longest key
_LEFT = 3  # letters that must be left; fewer match too much
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: spreads alike numbers far apart


class Misspelt:
    """Rows of short keys by a hash of each spelling, ascending: `rows[i]` has the spelling `spellings[i]`."""

    __slots__ = ("_rows", "_spellings")

    def __init__(self, plain: Sequence[bytes]) -> None:
        by_length: dict[int, list[int]] = {}
        for row, key in enumerate(plain):
            if _LEFT <= len(key) <= SHORT_KEY:
                by_length.setdefault(len(key), []).append(row)
        spellings = [np.empty(0, np.uint32)]
        rows = [np.empty(0, np.int32)]
        for length, of_length in by_length.items():
            keys = np.frombuffer(b"".join(plain[row] for row in of_length), np.uint8).reshape(-1, length)
            for left in range(max(_LEFT, length - 2), length + 1):
                spelt = _spellings(keys, left)
                spellings.append(spelt.ravel())
                rows.append(np.repeat(np.array(of_length, np.int32), spelt.shape[1]))
        every_spelling, every_row = np.concatenate(spellings), np.concatenate(rows)
        ascending = np.argsort(every_spelling, kind="stable")
        self._spellings: NDArray[np.uint32] = every_spelling[ascending]
        self._rows: Rows = every_row[ascending]

    def parts(self) -> Parts:
        """The parts from which `of_parts` makes an equal object."""
        return {"spellings": bytes_of(self._spellings), "rows": bytes_of(self._rows)}

    @classmethod
    def of_parts(cls, parts: Parts) -> Misspelt:
        misspelt = cls.__new__(cls)
        misspelt._spellings = array(parts["spellings"], np.uint32)
        misspelt._rows = array(parts["rows"], np.int32)
        return misspelt

    def near(self, key: bytes) -> tuple[Rows, NDArray[np.int64]]:
        """Rows at most two typing errors away, and some further ones, with the number of kept letters."""
        if not _LEFT <= len(key) <= SHORT_QUERY:
            return np.empty(0, np.int32), np.empty(0, np.int64)
        letters = np.frombuffer(key, np.uint8).reshape(1, -1)
        lefts = range(max(_LEFT, len(key) - 2), min(len(key), SHORT_KEY) + 1)
        spelt = [_spellings(letters, left)[0] for left in lefts]
        wanted = np.concatenate(spelt)
        begins = self._spellings.searchsorted(wanted, "left")
        ends = self._spellings.searchsorted(wanted, "right")
        found = [self._rows[b:e] for b, e in zip(begins.tolist(), ends.tolist(), strict=True)]
        letters_left = np.repeat(np.array(lefts), [len(one) for one in spelt])
        # Row and letters left in one number, so that one sort brings them together.
        numbers = np.concatenate(found).astype(np.int64) << 8 | np.repeat(letters_left, ends - begins)
        ascending = np.sort(numbers)
        rows = ascending >> 8
        most = np.ones(len(rows), np.bool_)  # the last of a row's numbers is what it keeps most of
        np.not_equal(rows[1:], rows[:-1], out=most[:-1])
        return rows[most].astype(np.int32), ascending[most] & 0xFF


def _spellings(keys: NDArray[np.uint8], left: int) -> NDArray[np.uint32]:
    """A row of hashes for each key (all of the same length): every choice of `left` letters, in order."""
    places, weights = _choices(keys.shape[1], left)
    packed = (keys.astype(np.uint64)[:, places] * weights).sum(axis=2, dtype=np.uint64)
    hashed: NDArray[np.uint32] = ((packed * _SPREAD) >> np.uint64(32)).astype(np.uint32)
    return hashed


@cache
def _choices(length: int, left: int) -> tuple[NDArray[np.intp], NDArray[np.uint64]]:
    places = np.array(list(combinations(range(length), left)), np.intp)
    return places, np.array([256**place for place in range(left)], np.uint64)
