"""Writings that wait for a moderator before they are posted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from bot.domain.consent import Label
from bot.domain.dramas import Drama
from bot.domain.progress import Progress
from bot.domain.spoilers import Policy, Shape, shape
from bot.domain.writings import WritingKind

MOST_OF_A_MEMBER, MOST_OF_A_SERVER = 10, 1_000
KEPT_FOR = timedelta(days=60)  # then no one reads it any more, and its author gets it back

# What the service of a kind needs to write it: ids by name, and `form`, the fields as they were typed.
Payload = Mapping[str, Any]


class Why(StrEnum):
    """Why a writing waits."""

    NEWCOMER = "newcomer"  # its author has joined lately
    RULE = "rule"  # a rule refuses it, and the server wants to see what is refused
    ALERT = "alert"  # one of Discord's rules only tells moderators of it


@dataclass(frozen=True, slots=True)
class HeldRef:
    """A waiting writing on one server."""

    guild_id: int
    id: int


@dataclass(frozen=True, slots=True)
class HeldWriting:
    """A writing as it was submitted.

    `words` are its texts. `labels` says up to which episode it spoils which drama, by the drama's id.
    `payload` is what the service of its kind needs to write it. `subject` says what it is about, None where
    several may wait. `draft_kind` is the kind of draft that its form begins with, if it has one. `what` is
    the word or expression that was found.
    """

    id: int
    guild_id: int
    author_id: int
    kind: WritingKind
    why: Why
    drama_id: int
    words: tuple[str, ...]
    labels: Mapping[int, int]
    payload: Payload
    at: datetime
    what: str | None = None
    subject: str | None = None
    draft_kind: str | None = None


@dataclass(frozen=True, slots=True)
class HeldShown:
    """A waiting writing for one moderator alone, by the one of its dramas that they are behind in.

    `drama` is the first that it spoils further than they have seen, up to episode `up_to`. `index` counts
    from 0 among the `total` that wait for the server's moderators in their order.
    """

    held: HeldWriting
    drama: Drama
    up_to: int | None
    shape: Shape
    standing: Progress | None = None
    index: int | None = None
    total: int = 0

    @classmethod
    def of(
        cls,
        held: HeldWriting,
        dramas: Sequence[Drama],
        standings: Mapping[int, Progress | None],
        *,
        own: bool,
    ) -> Self:
        """As its reader may have it; `dramas`: what it is about, `standings`: how far the reader is."""
        shown = []
        for drama in dramas:
            if (up_to := held.labels.get(drama.id)) is not None:
                standing = standings.get(drama.id)
                how = shape(Policy.SEALED, standing, up_to, own=own)
                shown.append(cls(held, drama, up_to, how, standing))
        behind = [one for one in shown if one.shape is Shape.ASK]
        return next(iter(behind or shown), cls(held, dramas[0], None, Shape.PRIVATE))

    def at(self, index: int | None, total: int) -> Self:
        """The same at this place of the queue."""
        return replace(self, index=index, total=total)

    @property
    def label(self) -> Label:
        told = (f"{drama} {up_to}" for drama, up_to in sorted(self.held.labels.items()))
        return Label.of(self.drama, self.up_to, *self.held.words, *told)

    def without_words(self) -> Self:
        return replace(self, held=replace(self.held, words=(), payload={}, what=None))
