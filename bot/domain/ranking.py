"""Rankings of dramas: their order, whose scores count, and one page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.dramas import Drama

# As far as a ranking goes: who wants to see beyond this place narrows it. It is what makes the work
# for a page have an end, however many dramas there are.
PLACES = 500


class By(StrEnum):
    """`rating` the weighted one; `popularity` how many members have it on their lists."""

    RATING = "rating"
    POPULARITY = "popularity"


class Scope(StrEnum):
    HERE = "here"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Ranking:
    """Which ranking is meant; `genre_id`, `country` and `year` narrow it where they are given."""

    by: By = By.RATING
    scope: Scope = Scope.HERE
    genre_id: int | None = None
    country: str | None = None
    year: int | None = None

    @property
    def narrowed(self) -> bool:
        return any(value is not None for value in (self.genre_id, self.country, self.year))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A drama in a ranking. `rating` is the weighted one out of 10, None without a score;
    `watchers` counts the members with any progress."""

    drama: Drama
    rating: float | None
    scores: int
    watchers: int


@dataclass(frozen=True, slots=True)
class RankingPage:
    """One page; `index` counts from 0, `total` is the number of places on all pages, at most `PLACES`.

    `genre` is the name of the genre that the ranking is narrowed by.
    """

    ranking: Ranking
    places: tuple[Ranked, ...]
    index: int
    total: int
    size: int
    genre: str | None = None

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))
