"""Members' scores of dramas as arrays, and the preference that each score means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.domain.scores import HALF_POINTS_MAX, PRIOR_MEAN

Ids = NDArray[np.int64]
Places = NDArray[np.int32]
Halves = NDArray[np.uint8]
Floats = NDArray[np.float64]

# How many half points watching a drama is worth besides its score: no one finishes sixteen episodes that they
# dislike. 0 is the published adjusted cosine. With a large number, only who watched what counts. Measured by
# bench/recommend.py: from 3 to 8 is equally good, both extremes find a quarter less.
WATCHED = 4.0
# Votes of `PRIOR_MEAN` added to a member's own mean: a member with a single 10 does not love everything.
MEAN_VOTES = 2.0


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """One row for each drama that a member scored or watched, in any order, each pair once.

    `halves` is the overall score in half points, 1 to 20, or 0 for a watched drama without a score. `dropped`
    marks dramas that the member dropped. Without it, none was.
    """

    members: Ids
    dramas: Ids
    halves: Halves
    dropped: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))

    def __post_init__(self) -> None:
        if len(self.dropped) == 0:
            object.__setattr__(self, "dropped", np.zeros(len(self.members), np.bool_))
        if not len(self.members) == len(self.dramas) == len(self.halves) == len(self.dropped):
            raise ValueError("the arrays of Scores differ in length")
        if len(self.halves) and int(self.halves.max()) > HALF_POINTS_MAX:
            raise ValueError("a score beyond 20 half points")

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int, bool]]) -> ScoreTable:
        """A table from the store's rows: (member, drama, half points, dropped)."""
        table = np.array([*rows], np.int64).reshape(-1, 4)
        return cls(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].astype(np.uint8), table[:, 3] > 0)

    def __len__(self) -> int:
        return len(self.members)


def member_means(members: Places, halves: Halves, count: int) -> Floats:
    """Each member's mean score in half points, pulled to `PRIOR_MEAN` by `MEAN_VOTES`.

    Unscored rows do not count.
    """
    scored = halves > 0
    votes = np.bincount(members, scored, minlength=count)
    total = np.bincount(members, halves, minlength=count)
    means: Floats = (total + MEAN_VOTES * 2 * PRIOR_MEAN) / (votes + MEAN_VOTES)
    return means


def preferences(
    halves: Halves, dropped: NDArray[np.bool_], means: Floats, watched: float = WATCHED
) -> Floats:
    """How much a member liked each drama, in half points. Below 0 for a dislike.

    `watched + score − mean`. Without a score, the deviation is 0. For a dropped drama, `watched` is
    subtracted instead, and no score makes that a liking.
    """
    deviation = np.where(halves > 0, halves - means, 0.0)
    return np.where(dropped, np.minimum(deviation, 0.0) - watched, deviation + watched)
