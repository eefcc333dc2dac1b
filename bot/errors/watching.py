"""Refusals of what members keep: scores, progress, lists, digests, recommendations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors.base import NamidaError

if TYPE_CHECKING:
    from bot.domain.dramas import Drama


@dataclass(eq=False)
class BadScore(NamidaError):
    """A score that no accepted form reads; `field` is the criterion."""

    field: str
    value: str


@dataclass(eq=False)
class OverallMissing(NamidaError):
    """A criterion was scored before the overall score, which every score needs."""

    drama: Drama


@dataclass(eq=False)
class EpisodeTakesOverall(NamidaError):
    """A criterion other than the overall score was given for an episode."""


@dataclass(eq=False)
class EpisodeOutOfRange(NamidaError):
    """`last` is None when the number of episodes is not known (then 1 is the only bound)."""

    drama: Drama
    number: int
    last: int | None


@dataclass(eq=False)
class AllSeen(NamidaError):
    """There is no next episode: the member has seen all `last` of them."""

    drama: Drama
    last: int


@dataclass(eq=False)
class RecommendsItself(NamidaError):
    """A drama was to be recommended to people who like that same drama."""

    drama: Drama


@dataclass(eq=False)
class RecommendationGone(NamidaError):
    """The recommendation was deleted or hidden, is someone else's, or its author is not of this server."""


@dataclass(eq=False)
class OwnRecommendation(NamidaError):
    """Members cannot agree with their own recommendation."""


@dataclass(eq=False)
class FollowsTooMany(NamidaError):
    """The member follows `limit` dramas already."""

    limit: int


@dataclass(eq=False)
class BadClock(NamidaError):
    """No time of day; `zone` is what was typed beside it."""

    value: str
    zone: str


@dataclass(eq=False)
class UnknownZone(NamidaError):
    """No time zone; `nearest` holds at most five that are close, `at` is the time typed beside it.

    `ambiguous`: several zones are called so, and `nearest` are those.
    """

    value: str
    at: str
    nearest: tuple[str, ...] = ()
    ambiguous: bool = False


@dataclass(eq=False)
class NotSeenThrough(NamidaError):
    """What a drama contains is for those to say who have completed it."""

    drama: Drama


@dataclass(eq=False)
class ListNotShown(NamidaError):
    """Someone else's list, which they keep to themselves, or which is not there: no one learns which."""

    member_id: int


@dataclass(eq=False)
class ListImportOver(NamidaError):
    """A list's import that was done, undone or left, so that nothing more can be done with it."""


@dataclass(eq=False)
class BadDetails(NamidaError):
    """What was typed about a drama on a list cannot be taken: pairs of a form's field and its text.

    The field `order` stands for a first day after the last.
    """

    problems: tuple[tuple[str, str], ...]
