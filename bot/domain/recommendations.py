"""Recommendations: from drama to drama with a member's reason, and from everyone's scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.dramas import Drama

REASON_LIMIT = 1_000  # characters
PAGE_SIZE = 3  # reasons on a page; each has room for what most people write


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Two dramas that go together, and why. `drama` and `other` are as the author named them."""

    id: int
    drama: Drama
    other: Drama
    author_id: int
    reason: str
    votes: int
    created_at: datetime

    def beside(self, drama_id: int) -> Drama:
        """The other one of the two dramas."""
        return self.drama if self.other.id == drama_id else self.other


@dataclass(frozen=True, slots=True)
class SimilarDrama:
    """A drama that the same members scored high. `common` members have both."""

    drama: Drama
    common: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """Dramas like another one: a page of members' recommendations, and the result of everyone's scores.

    `index` counts from 0, `total` is the number of recommendations on all pages.
    """

    drama: Drama
    recommendations: tuple[Recommendation, ...]
    index: int
    total: int
    similar: tuple[SimilarDrama, ...] = ()

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two dramas that a member is about to recommend, and what the form starts with."""

    drama: Drama
    other: Drama
    reason: str | None = None


class Regarded(StrEnum):
    """Reasons that can be given for any drama."""

    LIKED_HERE = "liked here"
    LIKED = "liked"
    POPULAR = "popular"
    WELL_KNOWN = "well known"


@dataclass(frozen=True, slots=True)
class Suggested:
    """One drama for one member, and all reasons for it.

    `because` are the member's own dramas that speak for it, with their scores in half points. `genres` and
    `country` are what it shares with what they liked and most dramas lack. It continues `after`, which they
    have seen. `shared_cast` are people in it and in a drama that they liked. Members recommend it with
    `beside`, which they liked. `alike`: members with the same taste liked it. `kin` is their favourite of its
    kind, with the shared genres. `rank` is its popularity rank.
    """

    drama: Drama
    because: tuple[tuple[Drama, int], ...] = ()
    genres: tuple[str, ...] = ()
    country: str | None = None
    after: Drama | None = None
    shared_cast: tuple[str, Drama] | None = None
    beside: Drama | None = None
    alike: bool = False
    kin: tuple[Drama, tuple[str, ...]] | None = None
    regarded: Regarded | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class ForMe:
    """What one member might like, the strongest first.

    `own` counts the member's dramas that it is based on. `genre` and `country` are the filters.
    """

    suggestions: tuple[Suggested, ...]
    own: int
    genre: str | None = None
    country: str | None = None
