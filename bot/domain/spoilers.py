"""Spoiler decisions: may this reader see this, and in which shape. No one else decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.dramas import Drama
from bot.domain.progress import Progress


class Policy(StrEnum):
    """How a guild hides what spoils."""

    BARS = "bars"
    SEALED = "sealed"
    OPEN = "open"


_BAR = "||"
_WIDE_BAR = "\uff5c"  # as a Japanese keyboard types it; two of them are meant to hide something, too
# What Discord reads before bars, in this order: a sign that is escaped, a run of backticks.
_BEFORE_BARS = re.compile(r"\\[^0-9A-Za-z\s]|(?P<ticks>`+)|\|\|")


class Shape(StrEnum):
    """How a spoiler reaches the reader who asked for it.

    `BARS`: posted for all, under Discord's spoiler bars. `PRIVATE`: plain, to this reader
    alone. `ASK`: no text at all, only the question, to this reader alone.
    """

    BARS = "bars"
    PRIVATE = "private"
    ASK = "ask"


def hides_something(*texts: str) -> bool:
    """Whether a member's own bars hide something in one of these texts: then it is a spoiler.

    Bars open as Discord reads them: not where they are escaped, nor within inline code or a code block that
    is closed. Whatever closes them, over however many lines, counts, and so do doubled full-width bars.
    What is in doubt is a spoiler: its writer is asked, and no reader sees it unasked.
    """
    return any(opening_bars(text.replace(_WIDE_BAR, "|")) is not None for text in texts)


def opening_bars(text: str) -> int | None:
    """Where the first bars open that hide something of a text as it is sent; None: nothing is hidden."""
    opened = _first_bars(text)
    if opened is None:
        return None
    closed = text.rfind(_BAR, opened + len(_BAR))
    within = text[opened + len(_BAR) : closed] if closed >= 0 else ""
    return opened if any(not (sign.isspace() or sign == "|") for sign in within) else None


def _first_bars(text: str) -> int | None:
    """Where the first bars stand that Discord would take for the beginning of something hidden."""
    if _BAR not in text:
        return None
    at = 0
    while (found := _BEFORE_BARS.search(text, at)) is not None:
        ticks = found["ticks"]
        if ticks is None:
            if found[0] == _BAR:
                return found.start()
            at = found.end()
            continue
        # Code ends at a run of just as many backticks. Without one the backticks are only signs.
        end = re.compile(f"(?<!`)`{{{len(ticks)}}}(?!`)").search(text, found.end())
        at = end.end() if end is not None else found.end()
    return None


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
