"""Ratings: whose scores count, a community's result, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.progress import Status
from bot.domain.scores import HALF_POINTS_MAX, Criterion


class Whose(StrEnum):
    """Those whose scores are looked at, by how far they are.

    The community's rating counts members who have finished. `OTHERS` plan it or have put it on hold.
    """

    FINISHED = "finished"
    WATCHING = "watching"
    DROPPED = "dropped"
    OTHERS = "others"
    EVERYBODY = "everybody"


_WHOSE = {Status.COMPLETED: Whose.FINISHED, Status.WATCHING: Whose.WATCHING, Status.DROPPED: Whose.DROPPED}


def whose(status: Status | None) -> Whose:
    """Among whose scores a member's is: without a list (None) they have scored the whole drama."""
    return Whose.FINISHED if status is None else _WHOSE.get(status, Whose.OTHERS)


@dataclass(frozen=True, slots=True)
class Share:
    """What some of the members gave: how many, their plain mean out of 10.

    `episode` is the mean of the last episodes they have seen, None where no one said any.
    """

    whose: Whose
    count: int
    mean: float
    episode: float | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """What a community's scores come to: `value` is the weighted mean out of 10, None without a score.

    `so_far` is what those gave who have not finished it, where no one who has gave anything.
    """

    count: int = 0
    value: float | None = None
    so_far: Share | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What a reader looks at in the ratings: whose scores, and of this server or of all.

    `up_to`: they agreed to be shown the scores of the episodes up to that one, though they may be behind.
    """

    whose: Whose = Whose.FINISHED
    everywhere: bool = False
    up_to: int = 0


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The scores behind a rating, as `look` asks for them.

    `count`, `mean` (out of 10), `distribution` (`distribution[i]` gave i + 1 half points) and
    `criteria` (the mean of each optional criterion that someone gave, out of 10) are of those
    whose scores are looked at; `split` has a share of each group that gave any, and `episodes`
    the number of each scored episode, its mean out of 10 and how many scored it, of everyone.
    """

    look: Look = Look()
    count: int = 0
    mean: float | None = None
    distribution: tuple[int, ...] = (0,) * HALF_POINTS_MAX
    criteria: Mapping[Criterion, float] | None = None
    split: tuple[Share, ...] = ()
    episodes: tuple[tuple[int, float, int], ...] = ()
