"""The content of charts: numbers and short words, cut to what their reader may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.domain.clubs import KeptStep
from bot.domain.scores import HALF_POINTS_MAX

POINT = "."  # before the decimals of a number


@dataclass(frozen=True, slots=True)
class Label:
    """A short word on a chart, with its English form for machines without a font for the first."""

    text: str
    english: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """How often each score was given. `counts[i]` members gave i + 1 half points.

    `mean` is the label for the mark of the mean. `out_of` is the reader's scale, 10 or 5.
    `point` stands before the decimals in their language.
    """

    counts: tuple[int, ...]
    mean: Label
    out_of: int = 10
    point: str = POINT

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
    """The mean of one criterion out of 10. None if no one gave it."""

    name: Label
    here: float | None
    everywhere: float | None = None


@dataclass(frozen=True, slots=True)
class Criteria:
    """The means of the criteria here, and everywhere if those differ."""

    values: tuple[CriterionMean, ...]
    here: Label
    everywhere: Label
    out_of: int = 10
    point: str = POINT

    @property
    def compares(self) -> bool:
        """Whether there is anything to show for everywhere."""
        return any(one.everywhere is not None for one in self.values)


@dataclass(frozen=True, slots=True)
class EpisodeScores:
    """Each scored episode with its mean out of 10 and its number of scores, in order.

    Only `episode_scores` makes it, so that it contains nothing that its reader may not know.
    """

    points: tuple[tuple[int, float, int], ...]
    episode: Label
    out_of: int = 10
    point: str = POINT


@dataclass(frozen=True, slots=True)
class ClubEnd:
    """How a club's members kept its pace, step by step, and what they gave the drama in the end.

    It is posted for everyone, so it only counts members, and contains scores of the drama, never of an
    episode. `name` is the drama's, `about` says what the picture is; without a name there is no heading.
    """

    steps: tuple[KeptStep, ...]
    scores: Distribution | None
    members: Label
    caught_up: Label
    episode: Label
    name: Label | None = None
    about: Label | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands in place of a poster: the drama's name, and what its colour is chosen by.

    It is made of a drama alone, so that equal dramas share one. `country` is an ISO code.
    """

    title: Label
    country: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class QuotePicture:
    """A quote that everyone may read, with its drama. `speaker` may be empty."""

    text: str
    speaker: str
    drama: Label
    country: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands large, as it is read, with what it counts below it."""

    value: str
    name: Label


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: what it names, and what is said of it at its end. `share` from 0 to 1 is a bar's."""

    name: Label
    value: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A list with its heading, of `Facts`."""

    heading: Label
    rows: tuple[Row, ...]


class FactsOf(StrEnum):
    """Whose facts a picture shows."""

    PROFILE = "profile"
    YEAR = "year"
    SERVER_YEAR = "server-year"


@dataclass(frozen=True, slots=True)
class Facts:
    """A member or a server in figures: numbers, a graph, and lists.

    `name` is the member's or the server's, `about` what the picture is. `scores` or `months` is the graph:
    how often each score was given, or how many dramas were finished in each of the twelve months, whose
    short names are `month_names`.
    """

    of: FactsOf
    name: Label
    about: Label
    figures: tuple[Figure, ...]
    lists: tuple[Rows, ...] = ()
    scores: Distribution | None = None
    months: tuple[int, ...] = ()
    month_names: tuple[Label, ...] = ()


Chart: TypeAlias = Distribution | Criteria | EpisodeScores | ClubEnd | Cover | QuotePicture | Facts


# What has a member's name or words in it. It is not kept in memory: its member may be deleted.
OF_MEMBERS = (QuotePicture, Facts)


def episode_scores(
    rows: Iterable[tuple[int, float, int]],
    up_to: int | None,
    episode: Label,
    out_of: int = 10,
    point: str = POINT,
) -> EpisodeScores:
    """The scores of the episodes up to `up_to`. None means all, because the reader asked for them.

    The cut is made here, before the chart: everything in it, including the axes, is computed from the rest,
    so later episodes cannot show through, not even their number.
    """
    kept = sorted(row for row in rows if row[2] > 0 and (up_to is None or row[0] <= up_to))
    return EpisodeScores(tuple(kept), episode, out_of, point)
