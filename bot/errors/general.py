"""Refusals that any command may cause: permissions, the store, what Discord no longer knows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.calls import Better
from bot.errors.base import NamidaError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.blocks import Block
    from bot.domain.limits import Deed


@dataclass(eq=False)
class BotLacks(NamidaError):
    """The bot lacks these permissions where it should post. Names are discord.py's."""

    permissions: tuple[str, ...]


@dataclass(eq=False)
class ChannelMissing(NamidaError):
    """No channel is set for this purpose (a name of `domain.guilds.Purpose`)."""

    purpose: str


@dataclass(eq=False)
class CuratorsOnly(NamidaError):
    """The member is not a curator of this server."""


@dataclass(eq=False)
class ChannelNotMade(NamidaError):
    """Discord did not let the bot make a channel: a missing permission, or no room for another one."""


@dataclass(eq=False)
class ChannelNotChanged(NamidaError):
    """Discord did not let the bot change a channel, or the channel is gone."""


@dataclass(eq=False)
class NotAllowed(NamidaError):
    """The member lacks a Discord permission, by discord.py's name (`manage_guild`)."""

    permission: str


@dataclass(eq=False)
class NotYours(NamidaError):
    """The button does something for the member who asked, and this is another one."""


@dataclass(eq=False)
class ServerOnly(NamidaError):
    """The command works only on a server."""


@dataclass(eq=False)
class TooSlow(NamidaError):
    """A form could not be opened within Discord's time limit."""


@dataclass(eq=False)
class TooFast(NamidaError):
    """The member asked for too much in too short a time. They may continue in `seconds`."""

    seconds: int


@dataclass(eq=False)
class Crowded(NamidaError):
    """Too many wait for an answer."""


@dataclass(eq=False)
class WrongChannel(NamidaError):
    """A channel of the wrong kind for this purpose (a name of `domain.guilds.Purpose`)."""

    purpose: str


@dataclass(eq=False)
class Outdated(NamidaError):
    """A button or form that this version no longer understands."""


@dataclass(eq=False)
class CallGone(NamidaError):
    """A kept command has expired, or belongs to another server."""


@dataclass(eq=False)
class OptionGone(NamidaError):
    """A channel, role or member named in a command no longer exists."""


@dataclass(eq=False)
class UnknownCommand(NamidaError):
    """`/help` was asked about a command that does not exist or may not be used here.

    `near` are those with a similar name.
    """

    name: str
    near: tuple[str, ...] = ()

    def better(self) -> tuple[Better, ...]:
        return (Better(self.near, option="command"),)


@dataclass(eq=False)
class CutShort(NamidaError):
    """The bot was stopped during the answer. It is unknown whether something was stored."""


@dataclass(eq=False)
class StoreUnavailable(NamidaError):
    """The database cannot be used.

    `kind` is `locked`, `full`, `damaged`, `read-only`, `gone`, `broken` or `closed`. `gone`: its file was
    deleted or replaced while it was open. `closed`: the bot was stopped, and this began too late. `path` is
    the file, if known.
    """

    kind: str
    path: Path | None = None


@dataclass(eq=False)
class TooMuch(NamidaError):
    """The member has reached the limit for this action. They may continue at `until`."""

    deed: Deed
    until: datetime


@dataclass(eq=False)
class Blocked(NamidaError):
    """Moderators keep the member from writing. `block` says until when, and why."""

    block: Block


@dataclass(eq=False)
class NotBlocked(NamidaError):
    """This member is not blocked on this server."""

    member_id: int


@dataclass(eq=False)
class NotBlockable(NamidaError):
    """Moderators and bots cannot be blocked."""


@dataclass(eq=False)
class DiscordSilent(NamidaError):
    """Discord did not say whether someone is on a server, so its members' content stays closed."""
