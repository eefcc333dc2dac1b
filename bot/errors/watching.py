"""Refusals about members' scores, progress, lists, digests and recommendations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.calls import Better
from bot.errors.base import NamidaError

if TYPE_CHECKING:
    from bot.domain.dramas import Drama


@dataclass(eq=False)
class BadScore(NamidaError):
    """A text that is not a score. `field` is the criterion, `near` are the scores next to it, as typed."""

    field: str
    value: str
    near: tuple[str, ...] = ()

    def better(self) -> tuple[Better, ...]:
        return (Better(self.near, option=self.field),)


@dataclass(eq=False)
class OverallMissing(NamidaError):
    """A criterion was scored before the overall score, which every score needs."""

    drama: Drama


@dataclass(eq=False)
class EpisodeTakesOverall(NamidaError):
    """A criterion other than the overall score was given for an episode."""


@dataclass(eq=False)
class EpisodeOutOfRange(NamidaError):
    """The drama has no such episode.

    `last` is None if the number of episodes is unknown (then only 1 is a bound).
    """

    drama: Drama
    number: int
    last: int | None

    def better(self) -> tuple[Better, ...]:
        near = 1 if self.number < 1 else self.last
        return (Better((str(near),), typed=str(self.number)),) if near else ()


@dataclass(eq=False)
class AllSeen(NamidaError):
    """There is no next episode: the member has seen all `last` of them."""

    drama: Drama
    last: int


@dataclass(eq=False)
class RecommendsItself(NamidaError):
    """A drama cannot be recommended with itself."""

    drama: Drama


@dataclass(eq=False)
class RecommendationGone(NamidaError):
    """The recommendation was deleted or hidden, is someone else's, or its author is not on this server."""


@dataclass(eq=False)
class OwnRecommendation(NamidaError):
    """Members cannot agree with their own recommendation."""


@dataclass(eq=False)
class FollowsTooMany(NamidaError):
    """The member already follows `limit` dramas."""

    limit: int


@dataclass(eq=False)
class BadClock(NamidaError):
    """A text that is not a time of day. `zone` is what was typed beside it."""

    value: str
    zone: str


@dataclass(eq=False)
class UnknownZone(NamidaError):
    """A text that is not a time zone.

    `nearest` holds at most five similar ones, `at` is the time typed beside it.

    `ambiguous`: several zones have this name, and `nearest` are those.
    """

    value: str
    at: str
    nearest: tuple[str, ...] = ()
    ambiguous: bool = False


@dataclass(eq=False)
class NotSeenThrough(NamidaError):
    """Only members who have completed a drama can vote on what it contains."""

    drama: Drama


@dataclass(eq=False)
class ListNotShown(NamidaError):
    """Another member's list that is private or does not exist. The reader does not learn which."""

    member_id: int


@dataclass(eq=False)
class ListImportOver(NamidaError):
    """The import of a list is already done, undone or cancelled."""


@dataclass(eq=False)
class BadDetails(NamidaError):
    """Wrong details of a drama on a list: pairs of a form's field and its text.

    The field `order` means that the first day is after the last.
    """

    problems: tuple[tuple[str, str], ...]
