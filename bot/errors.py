"""The errors that the bot answers with a sentence: they carry data, never prose.

They are dataclasses, but not frozen: Python writes the traceback into an exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.dramas import Drama


class NamidaError(Exception):
    """Something a person can be told and can act on; everything else is a fault of ours."""


@dataclass(eq=False)
class UnknownDrama(NamidaError):
    """No drama of the catalogue bears the name; `nearest` holds at most five that are close."""

    query: str
    nearest: tuple[Drama, ...] = ()


@dataclass(eq=False)
class SourceUnavailable(NamidaError):
    """A catalogue outside gave no sound answer; `reason` is for the log (`timeout`, `429`, `not JSON`)."""

    source: str
    reason: str


@dataclass(eq=False)
class NotAtSource(NamidaError):
    """The catalogue outside has no such show, or no longer."""

    source: str
    show: str


@dataclass(eq=False)
class NoSource(NamidaError):
    """No catalogue outside is switched on, or none knows this drama."""


@dataclass(eq=False)
class AmbiguousDrama(NamidaError):
    """Several dramas bear exactly this name."""

    query: str
    candidates: tuple[Drama, ...]


@dataclass(eq=False)
class UnknownName(NamidaError):
    """A genre, network, person, country or year that the catalogue does not have.

    `field` is the option's name as the member typed it, e.g. `genre`.
    """

    field: str
    value: str
    nearest: tuple[str, ...] = ()


@dataclass(eq=False)
class NoTitle(NamidaError):
    """A title option with nothing in it to look for."""


@dataclass(eq=False)
class NothingAsked(NamidaError):
    """`/drama search` without a single filter."""


@dataclass(eq=False)
class NothingFound(NamidaError):
    """The filters are fine, no drama fits them."""


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
class NoSynopsisYet(NamidaError):
    """Nobody has published this episode's synopsis; `own_waits`: the reader's own waits for a curator."""

    drama: Drama
    episode: int
    own_waits: bool = False


@dataclass(eq=False)
class EmptyText(NamidaError):
    """A form came back with nothing in it but white space."""


@dataclass(eq=False)
class TextTooLong(NamidaError):
    """`length` and `limit` in characters."""

    length: int
    limit: int


@dataclass(eq=False)
class NotAllowed(NamidaError):
    """The member lacks a Discord permission, named as discord.py names it (`manage_guild`)."""

    permission: str


@dataclass(eq=False)
class ServerOnly(NamidaError):
    """The command means something only inside a server."""


@dataclass(eq=False)
class TooSlow(NamidaError):
    """A form could not be opened in the time that Discord gives for it."""


@dataclass(eq=False)
class WrongChannel(NamidaError):
    """A channel of a kind that does not serve the purpose (named as in `domain.guilds.Purpose`)."""

    purpose: str


@dataclass(eq=False)
class Outdated(NamidaError):
    """A button whose meaning this version no longer knows."""


@dataclass(eq=False)
class UnknownCommand(NamidaError):
    """`/help` was asked about a command that does not exist or may not be used here."""

    name: str


@dataclass(eq=False)
class StoreUnavailable(NamidaError):
    """The database is locked, full or damaged; `kind` is one of those three words or `broken`."""

    kind: str


@dataclass(eq=False)
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
