"""Finds names by trigrams, with an inverted index in three numpy arrays.

Every key gets a 0 before and after it, so that its beginning and its end are trigrams, too. Besides the plain
trigrams there are those at the start of a word, for phrases.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.search.misspelt import SHORT_QUERY
from bot.search.parts import Parts, array, bytes_of

Rows = NDArray[np.int32]
Codes = NDArray[np.int64]
Number = TypeVar("Number", bound=np.signedinteger)

_BASE = 37  # "nothing", ten digits, 26 letters
_WORD_START = _BASE**3  # codes from here on: trigrams at the beginning of a word
_QUERY_GRAMS = 20  # characters of a query whose trigrams are used; later ones add nothing
_LOST = 8  # trigrams of a query that a name may lack: two typing errors destroy at most six or seven
_READ = 16_384  # rows of postings that a query may always count
_TELLING = 9  # and this many of its rarest trigrams in any case: two typing errors leave some of them
_TELLING_SHORT = 5  # of a short query, whose misspellings `Misspelt` knows
_SPARSE = 12  # with so many more names than posted rows, sorting these is quicker than a count for every name

# Names whose grams are made at a time: all of 300,000 at once take 0.4 GB.
_AT_ONCE = 16_384

_CODE_OF = np.zeros(256, np.int64)
_CODE_OF[[*b"0123456789abcdefghijklmnopqrstuvwxyz"]] = np.arange(1, _BASE)
_CODE_TABLE = _CODE_OF.astype(np.uint8).tobytes()  # the same for bytes.translate


class Postings:
    """Rows of names by gram. `rows[starts[i]:starts[i + 1]]` have `grams[i]`, in ascending order."""

    __slots__ = ("_count", "_grams", "_rows", "_starts")

    def __init__(self, plain: Sequence[bytes], spaced: Sequence[bytes]) -> None:
        self._count = len(plain)
        pairs = _distinct(_all_pairs(plain, spaced))
        self._rows: Rows = (pairs & 0xFFFFFFFF).astype(np.int32)
        grams = (pairs >> 32).astype(np.int32)
        starts = np.flatnonzero(np.diff(grams, prepend=-1))
        self._grams: NDArray[np.int32] = grams[starts]
        self._starts: NDArray[np.int32] = np.append(starts, len(pairs)).astype(np.int32)

    def parts(self) -> Parts:
        """The parts from which `of_parts` makes equal postings."""
        return {
            "rows": bytes_of(self._rows),
            "grams": bytes_of(self._grams),
            "starts": bytes_of(self._starts),
        }

    @classmethod
    def of_parts(cls, parts: Parts, count: int) -> Postings:
        """The postings of `count` names, made from their parts."""
        postings = cls.__new__(cls)
        postings._count = count
        postings._rows = array(parts["rows"], np.int32)
        postings._grams = array(parts["grams"], np.int32)
        postings._starts = array(parts["starts"], np.int32)
        return postings

    def at_word_start(self, key: bytes) -> Rows:
        """Rows with a word that starts like the key, and with all its trigrams anywhere."""
        codes = key.translate(_CODE_TABLE)
        first, last = _word_start_range(codes)
        begin, end = self._starts[np.searchsorted(self._grams, (first, last))].tolist()
        rows = self._rows[begin:end]
        if len(key) < 3:
            return _distinct(rows)
        grams = _trigrams(codes)
        lists = self._lists(grams)
        if len(lists) < len(grams):  # one of them is in no name
            return rows[:0]
        rarest, *others = sorted((rows, *lists), key=len)[:6]  # they leave next to nothing for the rest
        for posted in others:
            rarest = _intersection(rarest, posted)
        return _intersection(rarest, rows)

    def most_shared(
        self, key: bytes, lengths: NDArray[np.uint8], order: Rows, without: Rows, limit: int
    ) -> set[int]:
        """Rows that are similar as a whole (`limit` of them), and rows with most of the key (half as many).

        `order` breaks ties. Rows of `without` are skipped.
        """
        codes = key[:_QUERY_GRAMS].translate(_CODE_TABLE)
        grams = _trigrams(b"\0" + codes + b"\0") | {_word_start_range(codes)[0]}
        absent = len(grams) - len(lists := self._lists(grams))
        if not lists:
            return set()
        lists = _rarest(lists, _TELLING_SHORT if len(codes) <= SHORT_QUERY else _TELLING)
        told = absent + len(lists)
        rows, counts = often(np.concatenate(lists), max(2, min(told - _LOST, told // 2)), self._count)
        if len(without):
            left = np.isin(rows, without, invert=True)
            rows, counts = rows[left], counts[left]
        alike = highest(rows, alikeness(counts, len(codes), lengths[rows]), order, limit)
        return alike | highest(rows, counts, order, limit // 2)

    def _lists(self, grams: set[int]) -> list[Rows]:
        """The rows of every gram that is in any name."""
        wanted = np.array(sorted(grams), np.int32)
        places = np.searchsorted(self._grams, wanted)
        places = places[self._grams.take(places, mode="clip") == wanted] if len(self._grams) else places[:0]
        begins, ends = self._starts[places].tolist(), self._starts[places + 1].tolist()
        return [self._rows[begin:end] for begin, end in zip(begins, ends, strict=True)]


def _rarest(lists: list[Rows], telling: int) -> list[Rows]:
    """The most selective lists. If they have more than `_READ` rows in all, only those of the rarest grams.

    Small indices read everything, so that two blocks give the same answer as one.
    """
    if sum(map(len, lists)) <= _READ:
        return lists
    lists.sort(key=len)
    kept, rows = 0, 0
    for posted in lists:
        rows += len(posted)
        if kept >= telling and rows > _READ:
            break
        kept += 1
    return lists[:kept]


def often(posted: Rows, least: int, count: int) -> tuple[Rows, NDArray[np.int64]]:
    """The rows (of `count`, ascending) that stand at least so often among the posted ones, and how often."""
    if count < _SPARSE * len(posted):
        shared = np.bincount(posted, minlength=count)
        rows = np.flatnonzero(shared >= least).astype(np.int32)
        return rows, shared[rows]
    ascending = np.sort(posted)
    begins = np.flatnonzero(np.diff(ascending, prepend=-1))
    counts = np.diff(begins, append=len(ascending))
    often = np.flatnonzero(counts >= least)
    return ascending[begins[often]], counts[often]


def alikeness(shared: NDArray[np.int64], length: int, lengths: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The Dice coefficient of the two keys' grams, as an integer so that scores compare exactly."""
    score: NDArray[np.int64] = (shared << 20) // (lengths.astype(np.int64) + length)
    return score


def highest(rows: NDArray[np.integer], score: NDArray[np.int64], order: Rows, limit: int) -> set[int]:
    """The rows with the highest scores. Among equal ones, those first in `order`."""
    if len(rows) > limit:
        ranking = (score << 32) - order[rows]
        rows = rows[np.argpartition(ranking, len(rows) - limit)[len(rows) - limit :]]
    return set(rows.tolist())


def _distinct(numbers: NDArray[Number]) -> NDArray[Number]:
    """Sorted values without repeats, like `np.unique`, whose hash table takes four times as long."""
    ascending = np.sort(numbers)
    first = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return ascending[first]


def _intersection(rows: Rows, posted: Rows) -> Rows:
    if len(posted) == 0:
        return posted
    common: Rows = rows[posted.take(posted.searchsorted(rows), mode="clip") == rows]
    return common


def _trigrams(codes: bytes) -> set[int]:
    return {
        (first * _BASE + second) * _BASE + third
        for first, second, third in zip(codes, codes[1:], codes[2:], strict=False)
    }


def _word_start_range(codes: bytes) -> tuple[int, int]:
    """The codes of word starts with these first one, two or three characters."""
    first, width = 0, _BASE**3
    for code in codes[:3]:
        width //= _BASE
        first += code * width
    return _WORD_START + first, _WORD_START + first + width


def _all_pairs(plain: Sequence[bytes], spaced: Sequence[bytes]) -> Codes:
    """`gram << 32 | row` for every gram of every key."""
    made = [np.empty(0, np.int64)]
    for first in range(0, len(plain), _AT_ONCE):
        last = first + _AT_ONCE
        made.append(_distinct(_gram_row_pairs(plain[first:last], spaced[first:last])) + first)
    return np.concatenate(made)


def _gram_row_pairs(plain: Sequence[bytes], spaced: Sequence[bytes]) -> Codes:
    """`gram << 32 | row` for every gram of every key, with repetitions; rows count from 0."""
    lengths = np.fromiter((len(key) for key in plain), np.int64, len(plain))
    # Every key between zeros; two more at the end, so that three characters can be read from any place.
    codes = _CODE_OF[np.frombuffer(b"\0" + b"\0\0".join(plain) + b"\0\0\0", np.uint8)]
    row_of = np.repeat(np.arange(len(plain)), lengths)
    place_of = np.arange(len(row_of)) + 2 * row_of + 1  # of each character of each key in `codes`
    before, here, after = codes[place_of - 1], codes[place_of], codes[place_of + 1]
    trigrams = (before * _BASE + here) * _BASE + after

    written = np.frombuffer(b" " + b" ".join(spaced), np.uint8) == ord(" ")
    begins = written[:-1][~written[1:]]  # for each character: stands a space before it?
    starts = _WORD_START + (here * _BASE + after) * _BASE + codes[place_of + 2] * (after > 0)

    return np.concatenate((trigrams << 32 | row_of, (starts << 32 | row_of)[begins]))
