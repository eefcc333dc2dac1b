"""Rankings of dramas: their order, whose scores count, and one page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.dramas import Drama
from bot.domain.ratings import Rating

# The last place of a ranking. Filters show dramas beyond it. So the work for a page is bounded, however many
# dramas there are.
PLACES = 500


class By(StrEnum):
    """The order of a ranking.

    `rating`: by weighted rating; dramas with few scores have no place, and come after all others.
    `popularity`: by how many lists have the drama.
    """

    RATING = "rating"
    POPULARITY = "popularity"


class Scope(StrEnum):
    HERE = "here"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Ranking:
    """A ranking. `genre_id`, `country` and `year` narrow it, if given."""

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
    """A drama in a ranking. `watchers` counts the members with any progress."""

    drama: Drama
    rating: Rating
    watchers: int


@dataclass(frozen=True, slots=True)
class Places:
    """A drama's places in the rankings, from 1. None: it is not among the first `PLACES`."""

    rating: int | None = None
    popularity: int | None = None


@dataclass(frozen=True, slots=True)
class RankingPage:
    """One page. `index` counts from 0, `total` is the number of places on all pages, at most `PLACES`.

    `genre` is the name of the genre that narrows the ranking.
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
