"""Hides one liked drama of each member, and measures how often and how high a recommender finds it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2, sqrt

import numpy as np
from numpy.typing import NDArray

from bench.recommenders import Advise, Learn
from bench.tastes import Tastes
from bot.taste.recommend import Own
from bot.taste.scores import ScoreTable

LIKED = 16  # half points: 8 out of 10, the real scores' median
LEAST_LIKES = 5


@dataclass(frozen=True, slots=True)
class Question:
    """A member with one liked drama hidden."""

    own: Own
    hidden: int


@dataclass(frozen=True, slots=True)
class Fold:
    """The remaining scores, and the questions for tuning and for the report, from different members."""

    train: ScoreTable
    tuning: Sequence[Question]
    report: Sequence[Question]


@dataclass(frozen=True, slots=True)
class Quality:
    """`hits` is the share of questions with the hidden drama among the ten.

    `gain` is NDCG@10, 1 for always first.
    """

    hits: float
    gain: float
    questions: int

    @property
    def doubt(self) -> float:
        """Standard error of `hits`."""
        return sqrt(self.hits * (1 - self.hits) / max(self.questions, 1))


def folds(tastes: Tastes, count: int, most: int = 2_000) -> list[Fold]:
    """Folds that each hide another liked drama of the same members, at most `most` who liked enough."""
    scores = tastes.scores
    random = np.random.default_rng(5)
    liked = np.flatnonzero((scores.halves >= LIKED) & ~scores.dropped)
    liked = random.permutation(liked)
    members, counts = np.unique(scores.members[liked], return_counts=True)
    asked = random.permutation(members[counts >= LEAST_LIKES])[:most]
    order = liked[np.argsort(scores.members[liked], kind="stable")]
    firsts = np.searchsorted(scores.members[order], asked)
    return [_fold(scores, order[firsts + number], asked) for number in range(min(count, LEAST_LIKES))]


def levelled(made: Sequence[Fold], times: int) -> list[Fold]:
    """The same questions, with one score less of `times` other dramas for each hidden one.

    If dramas have two scores, one missing score would reveal the hidden ones.
    """
    random = np.random.default_rng(9)
    found = []
    for fold in made:
        hidden = {question.hidden for question in (*fold.tuning, *fold.report)}
        train = fold.train
        # The first row of each drama, in an order drawn by lot.
        order = random.permutation(len(train))
        _, firsts = np.unique(train.dramas[order], return_index=True)
        rows = random.permutation(order[firsts])
        others = rows[~np.isin(train.dramas[rows], np.array([*hidden]))]
        found.append(Fold(_without(train, others[: times * len(hidden)]), fold.tuning, fold.report))
    return found


def _without(scores: ScoreTable, rows: NDArray[np.int64]) -> ScoreTable:
    kept = np.ones(len(scores), np.bool_)
    kept[rows] = False
    return ScoreTable(scores.members[kept], scores.dramas[kept], scores.halves[kept], scores.dropped[kept])


def _fold(scores: ScoreTable, hidden: NDArray[np.int64], asked: NDArray[np.int64]) -> Fold:
    train = _without(scores, hidden)
    order = np.argsort(train.members, kind="stable")
    sorted_members = train.members[order]
    questions = []
    for member, row in zip(asked.tolist(), hidden.tolist(), strict=True):
        begin, end = np.searchsorted(sorted_members, (member, member + 1)).tolist()
        rows = order[begin:end]
        halves = dict(zip(train.dramas[rows].tolist(), train.halves[rows].tolist(), strict=True))
        dropped = frozenset(train.dramas[rows][train.dropped[rows]].tolist())
        questions.append(Question(Own(halves, dropped), int(scores.dramas[row])))
    half = len(questions) // 2
    return Fold(train, questions[:half], questions[half:])


def ask(advise: Advise, questions: Iterable[Question]) -> list[float]:
    """The gain of each question: 1 / log2(1 + rank). 0 if the drama is not among the ten."""
    gains = []
    for question in questions:
        advised = list(advise(question.own))
        found = question.hidden in advised
        gains.append(1 / log2(2 + advised.index(question.hidden)) if found else 0.0)
    return gains


def quality(learn: Learn, tastes: Tastes, made: Sequence[Fold], tuning: bool = False) -> Quality:
    """The quality over all folds together."""
    gains: list[float] = []
    for fold in made:
        gains += ask(learn(fold.train, tastes), fold.tuning if tuning else fold.report)
    hits = sum(gain > 0 for gain in gains)
    return Quality(hits / max(len(gains), 1), sum(gains) / max(len(gains), 1), len(gains))
