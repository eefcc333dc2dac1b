"""The ways of recommending that bench/recommend.py compares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.tastes import Tastes
from bot.taste.neighbours import SHRINKAGE, Near, neighbours
from bot.taste.recommend import Candidates, Mixing, Own, recommend
from bot.taste.scores import ScoreTable

Floats = NDArray[np.floating]
Advise = Callable[[Own], Sequence[int]]  # a member to dramas, best first, at most 10
Learn = Callable[[ScoreTable, Tastes], Advise]

LIMIT = 10
PLAIN = Mixing()
_EASE_DRAMAS = 6_000  # it inverts a matrix of so many rows


@dataclass(frozen=True, slots=True)
class Tuning:
    """All parameters of our recommender."""

    mixing: Mixing = PLAIN
    shrinkage: float = SHRINKAGE
    keep: int = 50


def catalogue_of(tastes: Tastes) -> Candidates:
    return Candidates(tastes.dramas.tolist(), tastes.ranks, tastes.traits)


def ours(tuning: Tuning) -> Learn:
    def learn(train: ScoreTable, tastes: Tastes) -> Advise:
        found = neighbours(train, keep=tuning.keep, shrinkage=tuning.shrinkage, watched=tuning.mixing.watched)
        near: Mapping[int, Near] = dict(found.rows())
        return advice(near, catalogue_of(tastes), tuning.mixing)

    return learn


def familiarity(_: ScoreTable, tastes: Tastes) -> Advise:
    """Only genres and popularity: the fallback of our recommender."""
    return advice({}, catalogue_of(tastes), Mixing())


def advice(near: Mapping[int, Near], catalogue: Candidates, mixing: Mixing = PLAIN) -> Advise:
    return lambda own: [
        found.drama_id for found in recommend(own, near, catalogue, limit=LIMIT, mixing=mixing)
    ]


def best_known(_: ScoreTable, tastes: Tastes) -> Advise:
    """Recommends by the catalogue's own ranks, which hiding a score does not change."""
    return advice({}, catalogue_of(tastes), Mixing(genres=0.0))


def most_scored(train: ScoreTable, tastes: Tastes) -> Advise:
    return _in_order(tastes, lambda drama_id, count: (-count, tastes.ranks.get(drama_id, 0)), train)


def least_scored(train: ScoreTable, tastes: Tastes) -> Advise:
    """Not a real recommender: shows how much a hidden drama's missing score reveals."""
    return _in_order(tastes, lambda drama_id, count: (count, tastes.ranks.get(drama_id, 0)), train)


def _in_order(tastes: Tastes, key: Callable[[int, int], tuple[int, int]], train: ScoreTable) -> Advise:
    dramas, counts = np.unique(train.dramas, return_counts=True)
    count_of = dict(zip(dramas.tolist(), counts.tolist(), strict=True))
    every = tastes.dramas.tolist()
    order = sorted(every, key=lambda drama_id: key(drama_id, count_of.get(drama_id, 0)))
    return lambda own: [
        drama_id for drama_id in order[: LIMIT + len(own.halves)] if drama_id not in own.halves
    ]


def by_chance(_: ScoreTable, tastes: Tastes) -> Advise:
    random = np.random.default_rng(7)
    every = tastes.dramas

    def advise(own: Own) -> Sequence[int]:
        drawn = random.choice(every, LIMIT + len(own.halves), replace=False).tolist()
        return [drama_id for drama_id in drawn if drama_id not in own.halves][:LIMIT]

    return advise


def factors(rank: int = 32, weight: float = 10.0, ridge: float = 5.0, rounds: int = 8) -> Learn:
    """Implicit alternating least squares (Hu, Koren and Volinsky, 2008), confidence by the score."""

    def learn(train: ScoreTable, tastes: Tastes) -> Advise:
        every = tastes.dramas
        _, members = np.unique(train.members, return_inverse=True)
        places = np.searchsorted(every, train.dramas)
        confidence = weight * train.halves / 20.0
        random = np.random.default_rng(3)
        dramas: Floats = random.normal(0, 0.1, (len(every), rank))
        for _ in range(rounds):
            people = _solved(dramas, members, places, confidence, ridge)
            dramas = _solved(people, places, members, confidence, ridge, len(every))
        gram = dramas.T @ dramas

        def advise(own: Own) -> Sequence[int]:
            held = np.searchsorted(every, np.array([*own.halves]))
            given = weight * np.array([*own.halves.values()]) / 20.0
            person = _one(dramas[held], given, gram, ridge)
            return _top(dramas @ person, held, every)

        return advise

    return learn


def _solved(
    other: Floats,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    confidence: Floats,
    ridge: float,
    count: int | None = None,
) -> Floats:
    order = np.argsort(rows, kind="stable")
    count = int(rows.max()) + 1 if count is None else count
    starts = np.searchsorted(rows[order], np.arange(count + 1))
    gram = other.T @ other
    solved = np.zeros((count, other.shape[1]))
    for row in np.flatnonzero(np.diff(starts)).tolist():
        entries = order[starts[row] : starts[row + 1]]
        solved[row] = _one(other[columns[entries]], confidence[entries], gram, ridge)
    return solved


def _one(held: Floats, given: Floats, gram: Floats, ridge: float) -> Floats:
    matrix = gram + (held.T * given) @ held + ridge * np.eye(held.shape[1])
    person: Floats = np.linalg.solve(matrix, held.T @ (1 + given))
    return person


def ridge_regression(ridge: float = 100.0) -> Learn:
    """EASE (Steck, "Embarrassingly shallow autoencoders for sparse data", 2019), for small catalogues."""

    def learn(train: ScoreTable, tastes: Tastes) -> Advise:
        every = tastes.dramas
        if len(every) > _EASE_DRAMAS:
            raise ValueError(f"{len(every)} dramas are too many to invert")
        found, members = np.unique(train.members, return_inverse=True)
        held = np.zeros((len(found), len(every)), np.float32)
        held[members, np.searchsorted(every, train.dramas)] = 1
        gram = (held.T @ held).astype(np.float64)
        gram[np.diag_indices(len(every))] += ridge
        inverse = np.linalg.inv(gram)
        weights = inverse / -np.diag(inverse)
        weights[np.diag_indices(len(every))] = 0

        def advise(own: Own) -> Sequence[int]:
            mine = np.searchsorted(every, np.array([*own.halves]))
            return _top(weights[mine].sum(axis=0), mine, every)

        return advise

    return learn


def _top(strength: Floats, held: NDArray[np.int64], every: NDArray[np.int64]) -> Sequence[int]:
    strength = strength.copy()
    strength[held] = -np.inf
    best: list[int] = every[np.argsort(-strength, kind="stable")[:LIMIT]].tolist()
    return best
