"""Refusals of texts that a server's rules do not allow, and of wrong changes to these rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors.base import NamidaError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.dramas import Drama
    from bot.domain.held import Why
    from bot.domain.screening import Entry, Origin, Trigger


@dataclass(eq=False)
class WordsRefused(NamidaError):
    """A rule of a server refuses a text. `elsewhere`: of another server where it could be read.

    It never says what was found: the list is the moderators'.
    """

    origin: Origin
    trigger: Trigger
    elsewhere: bool = False


@dataclass(eq=False)
class WaitsForModerators(NamidaError):
    """Nothing is wrong: the writing is kept, and a moderator of the server reads it first."""

    why: Why


@dataclass(eq=False)
class TooManyWait(NamidaError):
    """So many writings of the member, or of the server, already wait for moderators."""

    most: int


@dataclass(eq=False)
class WriteOnServer(NamidaError):
    """A server where this could be read holds what new members write, so it must be written there."""


@dataclass(eq=False)
class HeldGone(NamidaError):
    """The writing waits no longer: another moderator was faster, or its author replaced it."""


@dataclass(eq=False)
class LabelOutdated(NamidaError):
    """The episodes of the drama got other numbers since the writing was held: no one knows what it spoils."""

    drama: Drama


@dataclass(eq=False)
class BadExpression(NamidaError):
    """The engine does not know an expression. `reason` is the engine's, in English."""

    text: str
    reason: str


@dataclass(eq=False)
class BadEntry(NamidaError):
    """An entry of a server's list that finds nothing, is too long, or is no address."""

    kind: Entry
    text: str
    limit: int


@dataclass(eq=False)
class ListFull(NamidaError):
    """A server's list has so many entries of a kind already, and can have no more."""

    kind: Entry
    most: int


@dataclass(eq=False)
class BadDays(NamidaError):
    """A number of days outside of `least` to `most`."""

    most: int
    least: int = 0


@dataclass(eq=False)
class ServerBusy(NamidaError):
    """All members of the server together have written so much that no one can write before `until`."""

    until: datetime
