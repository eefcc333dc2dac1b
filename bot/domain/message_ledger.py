"""Messages that show stored data: what is out of date in one, and how often to try again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

MOST_TRIES = 34  # with at most a day between them: three weeks
FIRST_RETRY = timedelta(seconds=30)  # what should not be in sight is not left there for long
LONGEST_RETRY = timedelta(days=1)


class Kind(StrEnum):
    """What a message shows; also the kind of the post in the outbox that sends it."""

    REVIEW = "review"
    COMMENT = "comment"
    SYNOPSIS = "synopsis"
    QUOTE = "quote"
    MARKED = "marked"  # by the id of the message that was marked
    OPENER = "opener"  # what opens a thread of the board
    TAGS = "tags"  # of a thread of the board; the thread itself is the message
    CLUB_STEP = "club step"  # by the club; its number tells which of them
    CLUB_END = "club end"
    ORIGINAL = "original"  # a message that was marked, to be removed: its repost stands
    RECOMMENDATION = "recommendation"
    REPORT = "report"  # the notice in the log channel, by the first report that was open when it was made


class Cause(StrEnum):
    """What concerns many messages at once: a guild's rules, or a drama of the catalogue."""

    POLICY = "policy"
    LANGUAGE = "language"
    DRAMA = "drama"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of the store's that a message shows; a synopsis has no `subject`, but drama and episode."""

    kind: Kind
    subject: int
    drama_id: int | None
    episode: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A message of a guild's on Discord."""

    guild_id: int
    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that shows something as it no longer is.

    `id` is that of its row, `subject` that of what it shows (0 where `drama_id` and `episode` name it).
    `revision` is what it should show by now, `tries` counts how often Discord refused to change it.
    `edited`: the thing itself has changed since, and not only the rules of the guild. `shown_as` says how
    an answer to a command shows it; None: it is a post. `number` tells one of many of the same apart.
    """

    id: int
    kind: str
    subject: int
    drama_id: int | None
    episode: int
    guild_id: int
    channel_id: int
    message_id: int
    revision: int
    edited: bool
    tries: int
    shown_as: Mapping[str, object] | None = None
    number: int = 0

    @property
    def place(self) -> Place:
        return Place(self.guild_id, self.channel_id, self.message_id)

    @property
    def thing(self) -> Thing:
        return Thing(Kind(self.kind), self.subject, self.drama_id, self.episode)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} drama {self.drama_id} guild {self.guild_id}"


def pause_after(tries: int) -> timedelta | None:
    """How long to wait once Discord has refused a change that often before; None: it is given up."""
    if tries + 1 >= MOST_TRIES:
        return None
    pause = FIRST_RETRY * 2 ** float(min(tries, 12))
    return min(pause, LONGEST_RETRY)
