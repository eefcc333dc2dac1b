"""Refusals of the board and the watch clubs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors.base import NamidaError

if TYPE_CHECKING:
    from bot.domain.dramas import Drama
    from bot.domain.paces import Misread


@dataclass(eq=False)
class BadClubPace(NamidaError):
    """A typed pace without a number of episodes or without a day. `value` is what was typed."""

    value: str
    misread: Misread | None = None


@dataclass(eq=False)
class NoClub(NamidaError):
    """This server has no running club for this drama, or none at all if no drama was named."""

    drama: Drama | None = None


@dataclass(eq=False)
class ClubLeadersOnly(NamidaError):
    """The member may not start clubs here (no drama), or did not start the one for this drama."""

    drama: Drama | None = None


@dataclass(eq=False)
class ClubAlready(NamidaError):
    """The club is already paused, or already running."""

    drama: Drama
    pauses: bool


@dataclass(eq=False)
class ClubThere(NamidaError):
    """This server already has a running club for this drama."""

    drama: Drama
    channel_id: int


@dataclass(eq=False)
class ClubPlaceClosed(NamidaError):
    """The member may not write in the channel chosen for their club."""

    channel_id: int


@dataclass(eq=False)
class ClubRoleClosed(NamidaError):
    """The member may not ping the role in the channel chosen for their club."""

    role_id: int
    channel_id: int


@dataclass(eq=False)
class ClubOver(NamidaError):
    """The club has ended, or belongs to another server."""


@dataclass(eq=False)
class NotInClub(NamidaError):
    """The member has not joined the club."""

    drama: Drama
    club_id: int


@dataclass(eq=False)
class EpisodesUnknown(NamidaError):
    """The number of episodes of a drama is not known, so they cannot be divided into steps."""

    drama: Drama


@dataclass(eq=False)
class NoBoard(NamidaError):
    """The server has no channel for its discussion board."""


@dataclass(eq=False)
class BoardGone(NamidaError):
    """The channel of the discussion board no longer exists."""


@dataclass(eq=False)
class BoardClosed(NamidaError):
    """The bot may not work there. `missing` are the permissions by discord.py's names, if known."""

    channel_id: int
    missing: tuple[str, ...] = ()


@dataclass(eq=False)
class BoardNeedsTag(NamidaError):
    """The forum requires a tag, and has no fitting one."""

    channel_id: int
    tags: tuple[str, ...] = ()


@dataclass(eq=False)
class BoardHidden(NamidaError):
    """The member cannot see the channel of the discussion board."""


@dataclass(eq=False)
class BoardReadOnly(NamidaError):
    """The member can see the channel of the discussion board, but may not write in its threads."""

    channel_id: int


@dataclass(eq=False)
class ThreadLocked(NamidaError):
    """Moderators have locked the thread, so members cannot write there."""

    thread_id: int


@dataclass(eq=False)
class ThreadBusy(NamidaError):
    """The thread is being opened, or an attempt has just been interrupted."""
