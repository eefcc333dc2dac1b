"""What a chart shows: numbers and short words, cut to what its reader may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.clubs import KeptStep
from bot.domain.scores import HALF_POINTS_MAX


@dataclass(frozen=True, slots=True)
class Label:
    """A short word on a chart, and in English for a machine without a font for the other."""

    text: str
    english: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """How often each score was given: `counts[i]` members gave i + 1 half points.

    `mean` says what the mark of the mean means; `out_of` is 10 or 5, as the reader has scores shown.
    """

    counts: tuple[int, ...]
    mean: Label
    out_of: int = 10

    def __post_init__(self) -> None:
        if len(self.counts) != HALF_POINTS_MAX:
            raise ValueError(f"{len(self.counts)} counts, where there are {HALF_POINTS_MAX} half points")

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def mean_half_points(self) -> float | None:
        """None without a score."""
        total = self.total
        return sum(count * at for at, count in enumerate(self.counts, 1)) / total if total else None


@dataclass(frozen=True, slots=True)
class CriterionMean:
    """The mean of one criterion out of 10, None where no one gave it."""

    name: Label
    here: float | None
    everywhere: float | None = None


@dataclass(frozen=True, slots=True)
class Criteria:
    """The means of the criteria, here and, where it differs, everywhere."""

    values: tuple[CriterionMean, ...]
    here: Label
    everywhere: Label
    out_of: int = 10

    @property
    def compares(self) -> bool:
        """Whether there is anything to show of everywhere."""
        return any(one.everywhere is not None for one in self.values)


@dataclass(frozen=True, slots=True)
class EpisodeScores:
    """Episode, its mean out of 10, and how many scored it; in order, without those no one scored.

    Made by `episode_scores` alone, so that nothing is in it which its reader may not know.
    """

    points: tuple[tuple[int, float, int], ...]
    episode: Label
    out_of: int = 10


@dataclass(frozen=True, slots=True)
class ClubEnd:
    """How a club's members kept its pace, step by step, and what they gave the drama in the end.

    It is posted for everyone: it counts members, and of scores it has the drama's alone, never one of
    an episode.
    """

    steps: tuple[KeptStep, ...]
    scores: Distribution | None
    members: Label
    caught_up: Label
    episode: Label


Chart: TypeAlias = Distribution | Criteria | EpisodeScores | ClubEnd


def episode_scores(
    rows: Iterable[tuple[int, float, int]], up_to: int | None, episode: Label, out_of: int = 10
) -> EpisodeScores:
    """The scores of the episodes up to `up_to`, of all where it is None: the reader asked for them.

    The cut is made here, before there is a chart: what is drawn and said, the axes included, is
    worked out from what is left, so later episodes cannot show through, not even how many there are.
    """
    kept = sorted(row for row in rows if row[2] > 0 and (up_to is None or row[0] <= up_to))
    return EpisodeScores(tuple(kept), episode, out_of)
