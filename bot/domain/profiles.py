"""Profiles: a member's choices, their list and scores in numbers, and who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypedDict

from bot.domain.advice import AdviceFrom
from bot.domain.answers import AnswersTold
from bot.domain.dramas import Drama, Kind
from bot.domain.progress import Status
from bot.domain.titles import Titles

# Zero votes added to a genre's scores: with three, ten 8.5s rank above a single 10, and twenty 9s above a
# hundred 8s.
GENRE_VOTES = 3
BEST = 5  # highest scored dramas that a profile names
GENRES = 3  # favourite genres that it names


class SeenBy(StrEnum):
    """Who may see a member's list and profile, besides themselves."""

    NOBODY = "nobody"
    SERVER = "server"  # members of a shared server
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """A member's settings. `language` None: Discord's setting. `country` is an ISO code or None."""

    language: str | None = None
    country: str | None = None
    stars_out_of: int = 10
    list_seen_by: SeenBy = SeenBy.NOBODY
    titles: Titles = Titles.LANGUAGE
    advice_from: AdviceFrom = AdviceFrom.SERVER
    answers_told: AnswersTold = AnswersTold.NO


class ProfileChanges(TypedDict, total=False):
    """Some of `ProfileSettings`. Omitted settings stay."""

    language: str | None
    country: str | None
    stars_out_of: int
    list_seen_by: SeenBy
    titles: Titles
    advice_from: AdviceFrom
    answers_told: AnswersTold


@dataclass(frozen=True, slots=True)
class GenreScores:
    """The sum of a member's scores in one genre, in half points."""

    name: str
    count: int
    total: int

    @property
    def mean(self) -> float:
        return self.total / self.count

    @property
    def liking(self) -> float:
        """The mean with `GENRE_VOTES` added votes of zero, so that only many high scores count as liking."""
        return self.total / (self.count + GENRE_VOTES)


@dataclass(frozen=True, slots=True)
class EpisodesSeen:
    """All episodes seen. A drama that was seen again counts again.

    `minutes` is the total of episodes with a known length, `untimed` the number of the others.
    """

    episodes: int = 0
    minutes: int = 0
    untimed: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that a profile shows. `given[i]` counts the overall scores of i + 1 half points.

    `since` is when the member was first seen here, None if never. `best` are the dramas that they scored
    highest, with the score in half points.
    """

    member_id: int
    settings: ProfileSettings
    since: datetime | None
    listed: Mapping[Status, int]
    seen: EpisodesSeen
    given: tuple[int, ...]
    genres: tuple[GenreScores, ...]
    best: tuple[tuple[Drama, int], ...]
    reviews: int = 0
    recommendations: int = 0

    @property
    def scores(self) -> int:
        return sum(self.given)

    @property
    def mean(self) -> float | None:
        """The mean overall score in half points. None without scores."""
        total = sum(half_points * count for half_points, count in enumerate(self.given, 1))
        return total / self.scores if self.scores else None


def may_see(seen_by: SeenBy, *, own: bool, together: bool) -> bool:
    """Whether a reader may see a member's list. `together`: both share a server that counts."""
    return own or seen_by is SeenBy.EVERYONE or (seen_by is SeenBy.SERVER and together)


def favourites(genres: Iterable[GenreScores]) -> tuple[GenreScores, ...]:
    """The most liked genres first. Among equals, more scores come first, then by name.

    Genres that only say "drama" or "film" are left out, because they say nothing about taste.
    """
    telling = (genre for genre in genres if genre.name.casefold() not in frozenset(Kind))
    ranked = sorted(telling, key=lambda genre: (-genre.liking, -genre.count, genre.name))
    return tuple(ranked[:GENRES])
