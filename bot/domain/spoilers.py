"""Spoiler decisions: may this reader see this, and in which shape. No one else decides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.dramas import Drama
from bot.domain.progress import Progress


class Policy(StrEnum):
    """How a guild hides what spoils."""

    BARS = "bars"
    SEALED = "sealed"
    OPEN = "open"


class Shape(StrEnum):
    """How a spoiler reaches the reader who asked for it.

    `BARS`: posted for all, under Discord's spoiler bars. `PRIVATE`: plain, to this reader
    alone. `ASK`: no text at all, only the question, to this reader alone.
    """

    BARS = "bars"
    PRIVATE = "private"
    ASK = "ask"


def is_past(progress: Progress | None, episode: int) -> bool:
    """Whether a reader has seen the episode: by the furthest number that they have said, and that alone.

    A status says nothing here: a drama that was completed may have grown since.
    """
    return progress is not None and progress.furthest >= episode


def shape(
    policy: Policy,
    progress: Progress | None,
    episode: int | None,
    *,
    ended: bool = False,
    alone: bool = False,
    own: bool = False,
) -> Shape:
    """How what spoils a drama up to an episode (None: nothing) reaches who sees it.

    Where everyone reads, `progress` is None unless the answer may go to the one who asked alone.

    `alone`: the answer is seen by this reader only (a button was pressed), so their progress
    decides. Else the policy does: `bars` hides it from everyone alike. `sealed` gives the
    text to the reader alone, and asks first who is behind. `open` spares who is past it the
    bars once the drama has `ended`; since others read the same channel, that copy goes to
    the reader alone. In no case does text stand visible before someone who is behind has
    asked for it. `own`: the reader wrote it, and is not asked about their own words.
    """
    if episode is None:
        return Shape.PRIVATE
    past = own or is_past(progress, episode)
    if alone or policy is Policy.SEALED:
        return Shape.PRIVATE if past else Shape.ASK
    if policy is Policy.OPEN and past and ended:
        return Shape.PRIVATE
    return Shape.BARS


@dataclass(frozen=True, slots=True)
class Ahead:
    """Plot of a drama up to an episode that its reader has not seen; `standing` is how far they are."""

    drama: Drama
    episode: int
    standing: Progress | None


def visible_episodes(progress: Progress | None) -> int:
    """Up to which episode a list may tell more than the air date; 0: none of them."""
    return progress.furthest if progress is not None else 0
