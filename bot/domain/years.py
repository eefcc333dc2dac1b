"""The year of a member or a server: which dramas were finished. Titles and numbers, never plot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt

from bot.domain.dramas import Drama
from bot.domain.profiles import EpisodesSeen, GenreScores
from bot.domain.scores import weighted

MONTHS = 12
BEST = 5  # dramas that a year names as favourites
WATCHERS = 5  # members that a server's year names
SPLIT_SCORES = 3  # of fewer nobody can say that members disagree
SPLIT_AT = 2.0  # half points of deviation below which they agree


@dataclass(frozen=True, slots=True)
class MemberYear:
    """What a member finished in a year. `months[0]` is January's number.

    `best` are those that they scored highest, with the score in half points; `again` is what they had seen
    before, with how often. `scores` counts the year's scores, `mean` is theirs in half points.
    """

    year: int
    months: tuple[int, ...]
    seen: EpisodesSeen
    best: tuple[tuple[Drama, int], ...]
    genres: tuple[GenreScores, ...]
    again: tuple[Drama, int] | None
    scores: int
    mean: float | None

    @property
    def finished(self) -> int:
        return sum(self.months)


@dataclass(slots=True)
class DramaTally:
    """What members of a server did with one drama in a year: `again` of those who `finished` had seen it.

    `squares` sums the squares of their scores, all in half points.
    """

    finished: int = 0
    again: int = 0
    scores: int = 0
    total: int = 0
    squares: int = 0
    lowest: int = 0
    highest: int = 0

    def add(self, other: DramaTally) -> None:
        lows = [low for low in (self.lowest, other.lowest) if low]
        self.lowest, self.highest = min(lows, default=0), max(self.highest, other.highest)
        self.finished += other.finished
        self.again += other.again
        self.scores += other.scores
        self.total += other.total
        self.squares += other.squares

    @property
    def mean(self) -> float:
        """In half points; there must be a score."""
        return self.total / self.scores

    @property
    def liking(self) -> float:
        """What favourites are ordered by, as rankings are: a few high scores are not yet a favourite."""
        return weighted(self.total, self.scores) or 0.0

    @property
    def deviation(self) -> float:
        """How far scores are from their mean, in half points."""
        return sqrt(max(0.0, self.squares / self.scores - self.mean**2))


@dataclass(slots=True)
class YearTally:
    """The year of some of a server's members, added up. `watchers` are those who allow to be named.

    `here_only` of these want to be named to members of the server alone.
    """

    members: int = 0
    months: list[int] = field(default_factory=lambda: [0] * MONTHS)
    minutes: int = 0
    untimed: int = 0
    episodes: int = 0
    dramas: dict[int, DramaTally] = field(default_factory=dict)
    watchers: list[tuple[int, int, bool]] = field(default_factory=list)

    def add(self, other: YearTally) -> None:
        """Add the year of other members."""
        self.members += other.members
        self.minutes += other.minutes
        self.untimed += other.untimed
        self.episodes += other.episodes
        self.months = [one + more for one, more in zip(self.months, other.months, strict=True)]
        for drama_id, tally in other.dramas.items():
            self.dramas.setdefault(drama_id, DramaTally()).add(tally)
        self.watchers = most_active([*self.watchers, *other.watchers])

    def favourites(self) -> list[int]:
        """The ids of the dramas that were scored, the best first."""
        scored = [(drama_id, one) for drama_id, one in self.dramas.items() if one.scores]
        scored.sort(key=lambda pair: (-pair[1].liking, -pair[1].finished, pair[0]))
        return [drama_id for drama_id, _ in scored[:BEST]]

    def most_split(self) -> int | None:
        """The id of the drama about which scores differ most. None where members agree."""
        split = [
            (one.deviation, one.scores, -drama_id)
            for drama_id, one in self.dramas.items()
            if one.scores >= SPLIT_SCORES and one.deviation >= SPLIT_AT
        ]
        return -max(split)[2] if split else None

    def most_rewatched(self) -> int | None:
        """The id of the drama that most members finished once more."""
        again = [(one.again, -drama_id) for drama_id, one in self.dramas.items() if one.again]
        return -max(again)[1] if again else None


@dataclass(frozen=True, slots=True)
class InYear:
    """A drama, and what a server's members did with it in the year."""

    drama: Drama
    tally: DramaTally


@dataclass(frozen=True, slots=True)
class YearWatcher:
    """A member who lets others see their list, and how many dramas they finished."""

    member_id: int
    finished: int
    here_only: bool


@dataclass(frozen=True, slots=True)
class ServerYear:
    """A server's year. `members` finished a drama in it.

    `counted` is set where the server has more members than were looked at: so many were.
    """

    year: int
    members: int
    months: tuple[int, ...]
    seen: EpisodesSeen
    different: int
    favourites: tuple[InYear, ...]
    split: InYear | None
    again: InYear | None
    watchers: tuple[YearWatcher, ...]
    counted: int | None = None

    @property
    def finished(self) -> int:
        return sum(self.months)


def most_active(watchers: Iterable[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Those who finished most, the most first: member, number, whether for the server alone."""
    return sorted(watchers, key=lambda one: (-one[1], one[0]))[:WATCHERS]


def best_of(scored: Sequence[tuple[Drama, int]]) -> tuple[tuple[Drama, int], ...]:
    """The highest scored dramas, in the given order among equals."""
    return tuple(sorted(scored, key=lambda pair: -pair[1])[:BEST])
