"""Ratings: whose scores count, a community's result, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.progress import Status
from bot.domain.scores import FEWEST_RANKED, HALF_POINTS_MAX, Criterion, plain_mean


class Whose(StrEnum):
    """Groups of members by their progress, whose scores are shown.

    The community's rating counts members who have finished. `OTHERS` plan it or have put it on hold.
    """

    FINISHED = "finished"
    WATCHING = "watching"
    DROPPED = "dropped"
    OTHERS = "others"
    EVERYBODY = "everybody"


_WHOSE = {Status.COMPLETED: Whose.FINISHED, Status.WATCHING: Whose.WATCHING, Status.DROPPED: Whose.DROPPED}


def whose(status: Status | None) -> Whose:
    """The group of a member's score. Without a status (None), they have scored the whole drama."""
    return Whose.FINISHED if status is None else _WHOSE.get(status, Whose.OTHERS)


@dataclass(frozen=True, slots=True)
class Share:
    """The scores of one group: how many, and their plain mean out of 10.

    `episode` is the mean of the last episodes they have seen. None if no one gave one.
    """

    whose: Whose
    count: int
    mean: float
    episode: float | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """A community's rating. `value` is the weighted mean out of 10, None without a score.

    `so_far` is the result of members who have not finished it, if no one who has finished it gave a score.
    `shown` is the figure that members see.
    """

    count: int = 0
    value: float | None = None
    so_far: Share | None = None

    @property
    def is_ranked(self) -> bool:
        """Whether enough members have scored it for a place in a ranking."""
        return self.count >= FEWEST_RANKED

    @property
    def shown(self) -> float | None:
        """The weighted mean of enough scores, the plain mean of few; out of 10, None without a score."""
        if self.value is None or self.is_ranked:
            return self.value
        return plain_mean(self.value, self.count)


@dataclass(frozen=True, slots=True)
class Look:
    """The scores that a reader looks at: whose, and of this server or everywhere.

    `up_to`: they agreed to be shown the scores of the episodes up to that one, though they may be behind.
    """

    whose: Whose = Whose.FINISHED
    everywhere: bool = False
    up_to: int = 0


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The scores behind a rating, as `look` asks for them.

    `count`, `mean` (out of 10), `distribution` (`distribution[i]` gave i + 1 half points) and `criteria` (the
    mean of each optional criterion with a score, out of 10) are for the selected scores. `split` has the
    share of each group with scores. `episodes` has, for everyone's scores, the number of each scored episode,
    its mean out of 10 and how many scored it.
    """

    look: Look = Look()
    count: int = 0
    mean: float | None = None
    distribution: tuple[int, ...] = (0,) * HALF_POINTS_MAX
    criteria: Mapping[Criterion, float] | None = None
    split: tuple[Share, ...] = ()
    episodes: tuple[tuple[int, float, int], ...] = ()
