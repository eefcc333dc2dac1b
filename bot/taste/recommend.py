"""Recommends dramas to one member, from the neighbours of what they scored, with reasons.

Two opinions are mixed. Taste is the item-based sum of Cremonesi, Koren and Turrin ("Performance of
recommender algorithms on top-n recommendation tasks", 2010, their non-normalised neighbourhood):

    taste(i) = Σ s(i, j) · p(j)        over the dramas j that the member scored or watched

with s from `bot.taste.neighbours` and p from `bot.taste.scores`. The addends are what each own score
contributed, so the reason given is the sum's own. Familiarity is what is left where taste is silent:

    familiarity(i) = GENRES · genres(i) + (1 − GENRES) · popularity(i)

genres(i) sums, over the traits of i, how much more the member likes that trait than it is common. Each of
taste and genres is divided by its largest value among the candidates. Then

    strength(i) = c · taste(i) + (1 − c) · familiarity(i),   c = e / (e + EVIDENCE)

where e counts the member's dramas that have neighbours: the fewer, the more familiarity decides; a member
with none is shown what is popular. Strength is between −1 and 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.taste.neighbours import Near
from bot.taste.scores import WATCHED, Floats, Halves, Ids, member_means, preferences

Whole = NDArray[np.int64]

# Measured with bench/holdout.py: from 0 to 3 dramas make no significant difference for members with five or
# more scores, and 10 loses a fifth of the finds among the real scores. It is for members with fewer scores.
EVIDENCE = 1.0
GENRES = 0.5  # from 0.1 to 0.9 no significant difference
REASONS = 2
# A trait of more than this share of the catalogue is no useful reason.
COMMON = 0.25
# For a member with more scores, only the strongest opinions count.
MOST_SCORES = 200
_DIGITS = 9  # of a strength
_NO_TRAIT = 0


class Candidates:
    """The dramas that can be recommended, with their popularity and traits (genres, country)."""

    __slots__ = ("_rarity", "_spread", "_tells", "_traits", "dramas", "popularity", "trait_ids")

    def __init__(
        self, dramas: Iterable[int], ranks: Mapping[int, int], traits: Mapping[int, Collection[int]]
    ) -> None:
        """`ranks` are popularity ranks, 1 is the best known. `traits` are any distinct ids of the caller."""
        self.dramas: Ids = np.unique(np.fromiter(dramas, np.int64))
        ids: list[int] = self.dramas.tolist()
        rank = np.array([ranks.get(drama_id, 0) for drama_id in ids], np.float64)
        # Falls like people's attention, by the logarithm: 1 for the best known, 0 for what has no rank.
        self.popularity: Floats = np.where(rank > 0, 1 / (1 + np.log(np.maximum(rank, 1))), 0.0)
        own = [sorted(set(traits.get(drama_id, ()))) for drama_id in ids]
        self.trait_ids: Ids = np.unique(np.array([trait for several in own for trait in several], np.int64))
        self._traits = self._table(own)
        counts = np.bincount(self._traits.ravel(), minlength=len(self.trait_ids) + 1)
        rarity = np.log((1 + len(ids)) / (1 + counts))
        rarity[_NO_TRAIT] = 0
        self._rarity: Floats = rarity
        self._tells: NDArray[np.bool_] = counts <= max(COMMON * len(ids), 1)
        self._tells[_NO_TRAIT] = False
        self._spread: Floats = 1 / np.sqrt(np.maximum((self._traits > _NO_TRAIT).sum(axis=0), 1))

    def _table(self, own: Sequence[Sequence[int]]) -> Whole:
        """A column of places in `trait_ids` for each drama, counted from 1. 0 for no more."""
        counts = np.array([len(several) for several in own], np.int64)
        table = np.full((int(counts.max(initial=0)), len(own)), _NO_TRAIT, np.int64)
        flat = np.array([trait for several in own for trait in several], np.int64)
        row = np.arange(len(flat)) - np.repeat(np.cumsum(counts) - counts, counts)
        table[row, np.repeat(np.arange(len(own)), counts)] = np.searchsorted(self.trait_ids, flat) + 1
        return table

    def places(self, dramas: Ids) -> tuple[Whole, NDArray[np.bool_]]:
        """The places of these dramas, and which of them are known."""
        places = np.searchsorted(self.dramas, dramas)
        if len(self.dramas) == 0:
            return places, np.zeros(len(dramas), np.bool_)
        here: NDArray[np.bool_] = self.dramas.take(places, mode="clip") == dramas
        return places, here

    def liking(self, dramas: Ids, wanted: Floats) -> Floats:
        """How much each trait is liked, by place in the table. Rare traits count more."""
        places, here = self.places(dramas)
        held = self._traits[:, places[here]]
        each = np.tile(wanted[here], len(held))
        liking: Floats = np.bincount(held.ravel(), each, minlength=len(self.trait_ids) + 1) * self._rarity
        liking[_NO_TRAIT] = 0
        return liking

    def overlap(self, liking: Floats) -> Floats:
        """For every drama, how much of the liked traits it has."""
        total = np.zeros(len(self.dramas))
        for row in self._traits:
            total += liking.take(row)
        total *= self._spread
        return total

    def shared(self, place: int, liking: Floats) -> tuple[int, ...]:
        """The most liked traits of one drama, without common ones."""
        own = [trait for trait in self._traits[:, place].tolist() if self._tells[trait] and liking[trait] > 0]
        own.sort(key=lambda trait: (-liking[trait], trait))
        return tuple(int(self.trait_ids[trait - 1]) for trait in own[:REASONS])


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One drama for one member.

    `because` are the member's own scored dramas that contributed most. Empty if only familiarity counted.
    `traits` are what it shares with what they liked. `alike`: members with the same dramas contributed to it.
    """

    drama_id: int
    strength: float
    because: tuple[int, ...]
    traits: tuple[int, ...]
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Similar:
    """A drama like another one. `common` members have both."""

    drama_id: int
    similarity: float
    common: int


@dataclass(frozen=True, slots=True)
class Mixing:
    """The weights in a recommendation, chosen by measurements in bench/recommend.py."""

    evidence: float = EVIDENCE
    genres: float = GENRES
    watched: float = WATCHED


@dataclass(frozen=True, slots=True)
class Own:
    """What one member scored or watched: half points by drama, 0 where they gave none."""

    halves: Mapping[int, int]
    dropped: Collection[int] = ()


def recommend(
    own: Own,
    near: Mapping[int, Near],
    catalogue: Candidates,
    *,
    excluded: Collection[int] = (),
    allowed: Ids | None = None,
    limit: int = 10,
    mixing: Mixing = Mixing(),
) -> list[Suggestion]:
    """At most `limit` suggestions, the strongest first, ties by popularity, then by id.

    `near` holds the stored neighbours of the member's dramas (others are ignored). Dramas in `own` or
    `excluded` are never suggested. With `allowed`, only those are.
    """
    taste = _Taste.of(own, near, catalogue, mixing.watched)
    open_ = _open(own, catalogue, excluded, allowed)
    if not open_.any() or limit <= 0:
        return []
    liking = catalogue.liking(taste.dramas, np.maximum(taste.wanted, 0.0))
    certainty = taste.evidence / (taste.evidence + mixing.evidence) if taste.evidence else 0.0
    strength = catalogue.popularity * ((1 - certainty) * (1 - mixing.genres))
    strength += _scaled(catalogue.overlap(liking), open_, (1 - certainty) * mixing.genres)
    strength += _scaled(taste.total, open_, certainty)
    best = _best(strength, catalogue.popularity, open_, limit)
    reasons = taste.reasons(best)
    return [
        Suggestion(
            int(catalogue.dramas[place]),
            round(float(strength[place]), _DIGITS),
            reasons.get(place, ()),
            catalogue.shared(place, liking),
            bool(taste.total[place] > 0),
        )
        for place in best.tolist()
    ]


def like(
    near: Near, *, excluded: Collection[int] = (), allowed: Ids | None = None, limit: int = 10
) -> list[Similar]:
    """The dramas most similar to the one whose neighbours these are."""
    kept = np.ones(len(near.dramas), np.bool_)
    if excluded:
        kept &= ~np.isin(near.dramas, np.fromiter(excluded, np.int64))
    if allowed is not None:
        kept &= np.isin(near.dramas, allowed)
    rows = np.flatnonzero(kept)[: max(limit, 0)]
    columns = (near.dramas[rows].tolist(), near.similarity[rows].tolist(), near.common[rows].tolist())
    return [Similar(*row) for row in zip(*columns, strict=True)]


def spoken_for(own: Own) -> list[int]:
    """The dramas that may be named as a reason: those that the member liked. The highest score first."""
    scored = sorted((-halves, ident) for ident, halves in own.halves.items() if ident not in own.dropped)
    halves = np.array([-negative for negative, _ in scored], np.uint8)
    speak = _speak(halves, _mean(np.fromiter(own.halves.values(), np.uint8)))
    return [ident for (_, ident), named in zip(scored, speak.tolist(), strict=True) if named]


def _mean(halves: Halves) -> Floats:
    return member_means(np.zeros(len(halves), np.int32), halves, 1)


def _speak(halves: Halves, mean: Floats) -> NDArray[np.bool_]:
    """No one wants to hear "because you scored it 4"."""
    named: NDArray[np.bool_] = (halves > 0) & (halves >= mean - 1)
    return named


class _Taste:
    """What a member's own dramas say about every drama, and which of them contribute."""

    __slots__ = ("_from", "_speaks", "_to", "_values", "dramas", "evidence", "total", "wanted")

    def __init__(self, dramas: Ids, wanted: Floats, speaks: NDArray[np.bool_]) -> None:
        """`speaks`: the dramas that may be named as a reason."""
        self.dramas = dramas
        self.wanted = wanted
        self._speaks = speaks
        self.evidence = 0  # how many of the dramas have neighbours

    @classmethod
    def of(cls, own: Own, near: Mapping[int, Near], catalogue: Candidates, watched: float) -> _Taste:
        dramas = np.array(sorted(own.halves.keys() | set(own.dropped)), np.int64)
        halves = np.array([own.halves.get(drama_id, 0) for drama_id in dramas.tolist()], np.uint8)
        dropped = np.isin(dramas, np.fromiter(own.dropped, np.int64))
        mean = _mean(halves)
        wanted = preferences(halves, dropped, mean.repeat(len(dramas)), watched)
        taste = cls(dramas, wanted, _speak(halves, mean) & ~dropped)
        taste._gather(near, catalogue)
        return taste

    def _gather(self, near: Mapping[int, Near], catalogue: Candidates) -> None:
        strongest = np.argsort(-np.abs(self.wanted), kind="stable")[:MOST_SCORES]
        held = [
            (row, found)
            for row, drama_id in zip(strongest.tolist(), self.dramas[strongest].tolist(), strict=True)
            if (found := near.get(drama_id)) is not None and len(found.dramas)
        ]
        self.evidence = len(held)
        empty = np.empty(0, np.int64)
        others = np.concatenate([empty, *(found.dramas for _, found in held)])
        counts = [len(found.dramas) for _, found in held]
        source = np.repeat(np.array([row for row, _ in held], np.int64), np.array(counts, np.int64))
        similarity = np.concatenate([np.empty(0), *(found.similarity for _, found in held)])
        places, here = catalogue.places(others)
        self._to, self._from = places[here], source[here]
        self._values: Floats = similarity[here] * self.wanted[self._from]
        totals = np.bincount(self._to, self._values, minlength=len(catalogue.dramas))
        self.total: Floats = totals.astype(np.float64, copy=False)  # of nothing, bincount makes integers

    def reasons(self, places: Whole) -> dict[int, tuple[int, ...]]:
        """For each place the own dramas that contributed most to it, at most `REASONS`."""
        rows = np.flatnonzero(np.isin(self._to, places) & (self._values > 0) & self._speaks[self._from])
        rows = rows[np.lexsort((self._from[rows], -self._values[rows]))]
        reasons: dict[int, tuple[int, ...]] = {}
        pairs = zip(self._to[rows].tolist(), self.dramas[self._from[rows]].tolist(), strict=True)
        for place, drama_id in pairs:
            given = reasons.get(place, ())
            if len(given) < REASONS:
                reasons[place] = (*given, drama_id)
        return reasons


def _open(
    own: Own, catalogue: Candidates, excluded: Collection[int], allowed: Ids | None
) -> NDArray[np.bool_]:
    """Which dramas of the catalogue may be recommended."""
    open_ = np.full(len(catalogue.dramas), allowed is None)
    if allowed is not None:
        places, here = catalogue.places(np.asarray(allowed, np.int64))
        open_[places[here]] = True
    closed = np.fromiter({*own.halves, *own.dropped, *excluded}, np.int64)
    places, here = catalogue.places(closed)
    open_[places[here]] = False
    return open_


def _scaled(values: Floats, open_: NDArray[np.bool_], weight: float) -> Floats:
    """Scales the open values: the largest, if above 0, is `weight`, none is below −`weight`. Others are 0.

    Works in place: the arrays are as long as the catalogue, and copies cost most of the time.
    """
    values *= open_
    largest = float(values.max())
    values *= weight / largest if largest > 0 else weight
    return np.maximum(values, -weight, out=values)


def _best(strength: Floats, popularity: Floats, open_: NDArray[np.bool_], limit: int) -> Whole:
    """The places of the strongest, in order. Differences within a rounding error count as ties."""
    np.copyto(strength, -np.inf, where=~open_)
    least = -2.0  # below any strength
    if limit < len(strength):
        cut = len(strength) - limit
        least = max(float(np.partition(strength, cut)[cut]) - 10**-_DIGITS, least)
    candidates = np.flatnonzero(strength >= least)
    values = np.round(strength[candidates], _DIGITS)
    order = np.lexsort((candidates, -popularity[candidates], -values))
    best: Whole = candidates[order[:limit]]
    return best
