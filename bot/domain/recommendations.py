"""Recommendations: from drama to drama with a member's reason, and from everyone's scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Self

from bot.domain.dramas import Drama, Poster
from bot.domain.progress import Progress
from bot.domain.ratings import Rating
from bot.domain.spoilers import Policy, Shape, shape

REASON_LIMIT = 1_000  # characters
PAGE_SIZE = 3  # reasons on a page; each has room for what most people write


@dataclass(frozen=True, slots=True)
class ReasonForm:
    """A form as it was typed, or as it begins: the reason, and how far it spoils the first and the other."""

    reason: str = ""
    spoils: str = ""
    other_spoils: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Two dramas that go together, and why. `drama` and `other` are as the author named them.

    `spoils`: up to which episode the reason tells, by the id of each drama that it spoils.
    """

    id: int
    drama: Drama
    other: Drama
    author_id: int
    reason: str
    votes: int
    created_at: datetime
    spoils: Mapping[int, int] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[tuple[Drama, int], ...]:
        """The dramas that the reason spoils, and up to which episode."""
        both = (self.drama, self.other)
        return tuple((drama, self.spoils[drama.id]) for drama in both if drama.id in self.spoils)

    def beside(self, drama_id: int) -> Drama:
        """The other one of the two dramas."""
        return self.drama if self.other.id == drama_id else self.other


@dataclass(frozen=True, slots=True)
class ReasonShown:
    """A recommendation for one reader alone, by the one of its dramas that they are behind in.

    `drama` is the first that the reason spoils further than they have seen, up to episode `up_to`, and
    `standing` how far they are. Where they are past both, it is the first that is spoiled; None: neither is.
    """

    recommendation: Recommendation
    drama: Drama
    up_to: int | None
    shape: Shape
    standing: Progress | None = None

    @classmethod
    def of(cls, one: Recommendation, standings: Mapping[int, Progress | None], *, own: bool) -> Self:
        """As its reader may have it; `standings`: how far they are, by the id of each drama it spoils."""
        shown = []
        for drama, up_to in one.labels:
            standing = standings.get(drama.id)
            how = shape(Policy.SEALED, standing, up_to, own=own)
            shown.append(cls(one, drama, up_to, how, standing))
        behind = [each for each in shown if each.shape is Shape.ASK]
        return next(iter(behind or shown), cls(one, one.drama, None, Shape.PRIVATE))

    @property
    def wording(self) -> tuple[str, ...]:
        """All that its reader agrees to: the reason, and how far it spoils each of the two."""
        labels = (f"{drama.id} {up_to}" for drama, up_to in self.recommendation.labels)
        return (self.recommendation.reason, *labels)

    def without_words(self) -> Self:
        return replace(self, recommendation=replace(self.recommendation, reason=""))


@dataclass(frozen=True, slots=True)
class SimilarDrama:
    """A drama that the same members scored high. `common` members have both."""

    drama: Drama
    common: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """Dramas like another one: a page of members' recommendations, and the result of everyone's scores.

    `index` counts from 0, `total` is the number of recommendations on all pages. `read`: the ids of those
    that spoil, and whose reason may stand in sight all the same: its only reader is past it. `ratings` and
    `posters` are those of the dramas that have one, by their ids.
    """

    drama: Drama
    recommendations: tuple[Recommendation, ...]
    index: int
    total: int
    similar: tuple[SimilarDrama, ...] = ()
    read: frozenset[int] = frozenset()
    ratings: Mapping[int, Rating] = field(default_factory=dict)
    posters: Mapping[int, Poster] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two dramas that a member is about to recommend, and what the form starts with.

    `last` and `other_last` are the dramas' last episodes, None where unknown.
    """

    drama: Drama
    other: Drama
    begins: ReasonForm = ReasonForm()
    last: int | None = None
    other_last: int | None = None


class Regarded(StrEnum):
    """Reasons that can be given for any drama."""

    LIKED_HERE = "liked here"
    LIKED = "liked"
    POPULAR = "popular"
    WELL_KNOWN = "well known"


class Reason(IntEnum):
    """Why a drama is suggested: what concerns the member most comes first, what is true of any comes last."""

    AFTER = 0  # it continues what they have seen
    SCORED = 1  # members with the same taste liked it as they liked theirs
    KIN = 2  # it is of the same genres as one that they liked
    BESIDE = 3  # members recommend it with one that they liked
    CAST = 4  # someone plays in it and in one that they liked
    TRAITS = 5  # it is of the sort that they like
    ALIKE = 6  # members with the same taste liked it
    GENRE = 7  # it has a genre of one that they liked
    REGARDED = 8
    RANKED = 9
    NEW = 10


_OWN = Reason.KIN  # up to here a drama of the member's own says it
_OF_THEIRS = Reason.GENRE  # and up to here it is about the member
_KIN_FROM = 2  # genres that two dramas of one kind share


@dataclass(frozen=True, slots=True)
class Suggested:
    """One drama for one member, and all reasons for it.

    `because` are the member's own dramas that speak for it, with their scores in half points. `genres` and
    `country` are what it shares with what they liked and most dramas lack. It continues `after`, which they
    have seen. `shared_cast` are people in it and in a drama that they liked. Members recommend it with
    `beside`, which they liked. `alike`: members with the same taste liked it. `kin` is their favourite of its
    kind, with their score in half points and the shared genres. `rank` is its popularity rank.
    """

    drama: Drama
    because: tuple[tuple[Drama, int], ...] = ()
    genres: tuple[str, ...] = ()
    country: str | None = None
    after: Drama | None = None
    shared_cast: tuple[str, Drama] | None = None
    beside: Drama | None = None
    alike: bool = False
    kin: tuple[Drama, int, tuple[str, ...]] | None = None
    regarded: Regarded | None = None
    rank: int | None = None

    @property
    def reason(self) -> Reason:
        """The strongest reason for it."""
        given = {
            Reason.AFTER: self.after,
            Reason.SCORED: self.because,
            Reason.KIN: self.kin is not None and len(self.kin[2]) >= _KIN_FROM,
            Reason.BESIDE: self.beside,
            Reason.CAST: self.shared_cast,
            Reason.TRAITS: self.genres,
            Reason.ALIKE: self.alike,
            Reason.GENRE: self.kin,
            Reason.REGARDED: self.regarded,
            Reason.RANKED: self.rank is not None,
        }
        return next((reason for reason, there in given.items() if there), Reason.NEW)


def best_first(suggested: Iterable[Suggested]) -> tuple[Suggested, ...]:
    """The suggestions in order: those with a reason of the member's own, those about the member, the others.

    Within each the order stays, which is by strength.
    """

    def place(one: Suggested) -> int:
        reason = one.reason
        if reason <= _OWN:
            return 0
        return 1 if reason <= _OF_THEIRS else int(reason)

    return tuple(sorted(suggested, key=place))


@dataclass(frozen=True, slots=True)
class ForMe:
    """What one member might like, the strongest first.

    `own` counts the member's dramas that it is based on. `genre` and `country` are the filters. `ratings` and
    `posters` are those of the suggested dramas that have one, by their ids.
    """

    suggestions: tuple[Suggested, ...]
    own: int
    genre: str | None = None
    country: str | None = None
    ratings: Mapping[int, Rating] = field(default_factory=dict)
    posters: Mapping[int, Poster] = field(default_factory=dict)
