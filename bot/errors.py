"""The errors that the bot answers with a sentence: they carry data, never prose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.dramas import Drama


class NamidaError(Exception):
    """Something a person can be told and can act on; everything else is a fault of ours."""


@dataclass(frozen=True)
class UnknownDrama(NamidaError):
    """No drama of the catalogue bears the name; `nearest` holds at most five that are close."""

    query: str
    nearest: tuple[Drama, ...] = ()


@dataclass(frozen=True)
class AmbiguousDrama(NamidaError):
    """Several dramas bear exactly this name."""

    query: str
    candidates: tuple[Drama, ...]


@dataclass(frozen=True)
class UnknownName(NamidaError):
    """A genre, network, person, country or year that the catalogue does not have.

    `field` is the option's name as the member typed it, e.g. `genre`.
    """

    field: str
    value: str
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True)
class NothingAsked(NamidaError):
    """`/drama search` without a single filter."""


@dataclass(frozen=True)
class NothingFound(NamidaError):
    """The filters are fine, no drama fits them."""


@dataclass(frozen=True)
class BadScore(NamidaError):
    """A score that no accepted form reads; `field` is the criterion."""

    field: str
    value: str


@dataclass(frozen=True)
class OverallMissing(NamidaError):
    """A criterion was scored before the overall score, which every score needs."""

    drama: Drama


@dataclass(frozen=True)
class EpisodeTakesOverall(NamidaError):
    """A criterion other than the overall score was given for an episode."""


@dataclass(frozen=True)
class EpisodeOutOfRange(NamidaError):
    """`last` is None when the number of episodes is not known (then 1 is the only bound)."""

    drama: Drama
    number: int
    last: int | None


@dataclass(frozen=True)
class NoSynopsisYet(NamidaError):
    """Nobody has written this episode's synopsis."""

    drama: Drama
    episode: int


@dataclass(frozen=True)
class EmptyText(NamidaError):
    """A form came back with nothing in it but white space."""


@dataclass(frozen=True)
class TextTooLong(NamidaError):
    """`length` and `limit` in characters."""

    length: int
    limit: int


@dataclass(frozen=True)
class NotAllowed(NamidaError):
    """The member lacks a Discord permission, named as discord.py names it (`manage_guild`)."""

    permission: str


@dataclass(frozen=True)
class ServerOnly(NamidaError):
    """The command means something only inside a server."""


@dataclass(frozen=True)
class Outdated(NamidaError):
    """A button whose meaning this version no longer knows."""


@dataclass(frozen=True)
class UnknownCommand(NamidaError):
    """`/help` was asked about a command that does not exist or may not be used here."""

    name: str


@dataclass(frozen=True)
class StoreUnavailable(NamidaError):
    """The database is locked, full or damaged; `kind` is one of those three words or `broken`."""

    kind: str


@dataclass(frozen=True)
class ImportRefused(NamidaError):
    """A file with errors: nothing of it was stored. `problems` are at most the first twenty."""

    problems: tuple[ImportProblem, ...]
    total: int


@dataclass(frozen=True)
class ImportProblem:
    """`row` counts from 1 as a text editor shows lines; `field` is empty for the whole row."""

    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        where = f"row {self.row}" + (f", {self.field}" if self.field else "")
        return f"{where}: {self.reason}"
