"""What moderators see of the words, expressions and links that their server refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from bot.domain.guilds import GuildSettings
from bot.domain.screening import Entry, Origin, Trouble
from bot.domain.writings import WritingKind

_KEY_BYTES = 8


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a rule that finds nothing here, because it cannot be read. `reason` is in English."""

    origin: Origin
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class WordsView:
    """All that a server has set about words.

    `automod` is how many of Discord's keyword rules count. `trouble`: why Discord does not tell them now;
    then those that it told before count. `waiting` is how many writings wait for a moderator. `presets`:
    AutoMod has lists of Discord's own here, whose words no bot is told.
    """

    settings: GuildSettings
    entries: Mapping[Entry, Sequence[str]]
    automod: int = 0
    unread: tuple[Unread, ...] = ()
    trouble: Trouble | None = None
    waiting: int = 0
    presets: bool = False


# What is looked through, in this order. A submission is read by a curator anyway.
SWEPT = (
    *(WritingKind.REVIEW, WritingKind.COMMENT, WritingKind.REASON),
    *(WritingKind.QUOTE, WritingKind.SYNOPSIS, WritingKind.MARKED),
)


@dataclass(frozen=True, slots=True)
class SweepPlace:
    """From where writings are looked through: those of a kind with a lower id. `before` None: all of them."""

    kind: WritingKind = SWEPT[0]
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Swept:
    """How many writings were looked at, how many of them wait now, and from where to go on (None: done)."""

    looked: int
    found: int
    further: SweepPlace | None


def key_of(text: str) -> str:
    """A short key of an entry, as an option of a menu has it: an entry may be longer than one holds."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).hexdigest()
