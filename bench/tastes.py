"""Scores for measuring recommendations: the sparse real ones, and synthetic ones with known tastes."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.titles import real_titles_path
from bot.taste.scores import ScoreTable

_SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"

_GROUPS = 24
_GENRES = 20


@dataclass(frozen=True, slots=True)
class Tastes:
    """Scores, and what the catalogue knows about every drama: its popularity rank and its traits."""

    scores: ScoreTable
    ranks: Mapping[int, int]
    traits: Mapping[int, tuple[int, ...]]

    @property
    def dramas(self) -> NDArray[np.int64]:
        """All dramas that could be recommended, scored or not."""
        ranked = np.fromiter(self.ranks, np.int64, len(self.ranks))
        return np.union1d(self.scores.dramas, ranked)


@dataclass(frozen=True, slots=True)
class Size:
    members: int
    dramas: int
    scores: int


def real_scores_path() -> Path | None:
    """`review_scores.csv` in the directory that `NAMIDA_BENCH_DATA` names, or in `../shared/data`."""
    directory = os.environ.get("NAMIDA_BENCH_DATA")
    path = (Path(directory) if directory else _SHARED) / "review_scores.csv"
    return path if path.is_file() else None


def real_tastes(path: Path) -> Tastes:
    """The real scores. Popularity, genres and countries come from `titles.jsonl`, if it exists."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [
            (int(row["user"]), int(row["mdl_id"]), round(float(row["overall"]) * 2), row["status"])
            for row in csv.DictReader(lines)
        ]
    scores = ScoreTable.of((*row[:3], row[3] == "Dropped") for row in rows)
    facts = real_titles_path()
    return Tastes(scores, *(_facts(facts) if facts else ({}, {})))


def _facts(path: Path) -> tuple[dict[int, int], dict[int, tuple[int, ...]]]:
    ids: dict[str, int] = {}
    ranks, traits = {}, {}
    with path.open(encoding="utf-8") as lines:
        for rank, row in enumerate(map(json.loads, lines), start=1):
            names = [*row.get("genres", ()), *([row["country"]] if row.get("country") else [])]
            ranks[row["mdl_id"]] = rank
            traits[row["mdl_id"]] = tuple(ids.setdefault(name, len(ids) + 1) for name in names)
    return ranks, traits


def synthetic_tastes(size: Size, seed: int = 2005) -> Tastes:
    """Synthetic members of a few taste groups each, who watch and like their groups' dramas and popular ones.

    A drama belongs to one group, its popularity falls with a power of its rank, and its genres are mostly
    those of its group. A member picks seven of ten dramas from their groups and the rest from all, both by
    popularity. Their score depends on the group, the drama's quality, their own tendency, and chance.
    """
    random = np.random.default_rng(seed)
    group = random.integers(0, _GROUPS, size.dramas)
    appeal = 1 / (np.arange(size.dramas) + 20.0) ** 0.8  # dramas stand in the order of popularity
    tastes = random.dirichlet(np.full(_GROUPS, 0.08), size.members)
    members = np.repeat(np.arange(size.members), _activity(random, size))
    chosen = _chosen(random, members, tastes, group, appeal)
    pairs = np.unique(members * size.dramas + chosen)
    pairs = random.permutation(pairs)[: size.scores]
    members, dramas = pairs // size.dramas, pairs % size.dramas
    halves = _halves(random, size, members, dramas, tastes, group)
    # Ids are a shuffle of the order, so that no contender gains by it.
    ids = random.permutation(size.dramas) + 1
    ranks = dict(zip(ids.tolist(), range(1, size.dramas + 1), strict=True))
    own = group * 3 % _GENRES
    genres = np.stack((own, random.integers(0, _GENRES, size.dramas)), axis=1)
    noise = random.random(size.dramas) < 0.3
    genres[noise, 0] = random.integers(0, _GENRES, int(noise.sum()))
    traits = {drama_id: tuple(set(row)) for drama_id, row in zip(ids.tolist(), genres.tolist(), strict=True)}
    return Tastes(ScoreTable(members + 1, ids[dramas].astype(np.int64), halves), ranks, traits)


def _activity(random: np.random.Generator, size: Size) -> NDArray[np.int64]:
    """How many dramas each member picks, log-normal as in real communities.

    Some picks repeat and are lost.
    """
    activity = random.lognormal(0, 1, size.members)
    picks = np.rint(activity / activity.sum() * size.scores * 1.35)
    picked: NDArray[np.int64] = np.clip(picks, 1, size.dramas // 4).astype(np.int64)
    return picked


def _chosen(
    random: np.random.Generator,
    members: NDArray[np.int64],
    tastes: NDArray[np.float64],
    group: NDArray[np.int64],
    appeal: NDArray[np.float64],
) -> NDArray[np.int64]:
    """One drama for each pick."""
    by_taste = random.random(len(members)) < 0.7
    ladder = np.cumsum(tastes, axis=1)
    groups = (random.random(len(members))[:, None] > ladder[members]).sum(axis=1).clip(max=_GROUPS - 1)
    drawn = random.random(len(members)) * appeal.sum()
    chosen: NDArray[np.int64] = np.searchsorted(np.cumsum(appeal), drawn).clip(max=len(group) - 1)
    for number in range(_GROUPS):
        belonging = np.flatnonzero(group == number)
        picks = np.flatnonzero(by_taste & (groups == number))
        weight = np.cumsum(appeal[belonging])
        at = np.searchsorted(weight, random.random(len(picks)) * weight[-1])
        chosen[picks] = belonging[at.clip(max=len(belonging) - 1)]
    return chosen


def _halves(
    random: np.random.Generator,
    size: Size,
    members: NDArray[np.int64],
    dramas: NDArray[np.int64],
    tastes: NDArray[np.float64],
    group: NDArray[np.int64],
) -> NDArray[np.uint8]:
    quality = random.normal(0, 1.2, size.dramas)
    leaning = random.normal(0, 1.5, size.members)
    fits = np.minimum(tastes[members, group[dramas]] * 3, 1)
    score = 13.5 + 4 * fits + quality[dramas] + leaning[members] + random.normal(0, 1.8, len(members))
    return np.clip(np.rint(score), 1, 20).astype(np.uint8)
