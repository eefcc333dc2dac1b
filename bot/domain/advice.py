"""Advice: a drama that one member recommends to another one of the same server."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from bot.domain.dramas import Drama
from bot.domain.progress import Progress
from bot.domain.spoilers import Policy, Shape, shape

REASON_LIMIT = 1_000  # characters
PAGE_SIZE = 4  # on a page: each has a text, buttons and a line
MOST_WAITING = 100  # for one member, without those that they took off their list


class AdviceFrom(StrEnum):
    """Who may recommend dramas to a member, and what these see of it."""

    NOBODY = "nobody"
    SERVER = "server"  # members of a server that both are on
    TELLING = "telling"  # the same, and they see when the member has finished it


@dataclass(frozen=True, slots=True)
class AdviceForm:
    """A form as it was typed, or as it begins: the reason, and how far it spoils the drama."""

    reason: str = ""
    spoils: str = ""


@dataclass(frozen=True, slots=True)
class Advising:
    """A member who is about to recommend a drama to another one, and what the form starts with.

    `last` is the drama's last episode, None where unknown.
    """

    drama: Drama
    to_id: int
    begins: AdviceForm = AdviceForm()
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Addressed:
    """Who recommends which drama to which member, and on which server."""

    guild_id: int
    author_id: int
    to_id: int
    drama_id: int


@dataclass(frozen=True, slots=True)
class Advice:
    """A drama for one member. `spoils` is the episode up to which the reason tells; None: it tells nothing.

    `finished`: the member has finished the drama since, and lets the author know.
    """

    id: int
    guild_id: int
    author_id: int
    to_id: int
    drama: Drama
    reason: str
    spoils: int | None
    created_at: datetime
    finished: bool = False

    @property
    def member_id(self) -> int:
        """The member who is told of it."""
        return self.to_id


@dataclass(frozen=True, slots=True)
class AdviceShown:
    """Advice for one reader alone, in the `shape` in which they may have its reason.

    `standing` is how far they are in the drama.
    """

    advice: Advice
    shape: Shape
    standing: Progress | None = None

    @classmethod
    def of(cls, advice: Advice, standing: Progress | None, *, own: bool) -> Self:
        """As its reader may have it. `own`: they wrote it."""
        return cls(advice, shape(Policy.SEALED, standing, advice.spoils, own=own), standing)

    @property
    def drama(self) -> Drama:
        return self.advice.drama

    def without_words(self) -> Self:
        return replace(self, advice=replace(self.advice, reason=""))


@dataclass(frozen=True, slots=True)
class AdvicePage:
    """A page of what a member was recommended, or recommended to others, the newest first.

    `index` counts from 0, `total` is on all pages. `given`: it is what the reader recommended; then
    `finished` counts those that are known to be finished. `refused` counts the senders whose advice the
    reader does not take.
    """

    shown: tuple[AdviceShown, ...]
    index: int
    total: int
    given: bool = False
    finished: int = 0
    refused: int = 0
    advice_from: AdviceFrom = AdviceFrom.SERVER

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))
