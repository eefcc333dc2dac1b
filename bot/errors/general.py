"""Refusals that any command may meet: permissions, the store, what Discord no longer knows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors.base import NamidaError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.limits import Deed


@dataclass(eq=False)
class BotLacks(NamidaError):
    """The bot itself lacks these permissions where it is asked to post, named as discord.py names them."""

    permissions: tuple[str, ...]


@dataclass(eq=False)
class ChannelMissing(NamidaError):
    """No channel is set for the purpose (named as in `domain.guilds.Purpose`)."""

    purpose: str


@dataclass(eq=False)
class CuratorsOnly(NamidaError):
    """The member is no curator of this server."""


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
class TooFast(NamidaError):
    """The member asked for more than anyone does in so short a time; in `seconds` they may continue."""

    seconds: int


@dataclass(eq=False)
class Crowded(NamidaError):
    """More wait for an answer than can be given one in time."""


@dataclass(eq=False)
class WrongChannel(NamidaError):
    """A channel of a kind that does not serve the purpose (named as in `domain.guilds.Purpose`)."""

    purpose: str


@dataclass(eq=False)
class Outdated(NamidaError):
    """A button or form whose meaning this version no longer knows."""


@dataclass(eq=False)
class CallGone(NamidaError):
    """What was typed into a command is kept no longer, or was typed somewhere else."""


@dataclass(eq=False)
class OptionGone(NamidaError):
    """A channel, role or member that was named in a command is no longer there."""


@dataclass(eq=False)
class UnknownCommand(NamidaError):
    """`/help` was asked about a command that does not exist or may not be used here."""

    name: str


@dataclass(eq=False)
class CutShort(NamidaError):
    """The bot was stopped while it worked on the answer, and whether something was stored is not known."""


@dataclass(eq=False)
class StoreUnavailable(NamidaError):
    """The database cannot be used; `kind` is `locked`, `full`, `damaged`, `read-only`, `gone` or `broken`.

    `gone` says that its file was deleted or replaced while it was open. `path` is the file, where known.
    """

    kind: str
    path: Path | None = None


@dataclass(eq=False)
class TooMuch(NamidaError):
    """The member has done as much of it as one may in a while; it goes on at `until`."""

    deed: Deed
    until: datetime


@dataclass(eq=False)
class DiscordSilent(NamidaError):
    """Discord did not say whether someone is on a server, so what is for its members stays closed."""
