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
    """What was typed names no number of episodes, or no day; `value` is what was typed."""

    value: str
    misread: Misread | None = None


@dataclass(eq=False)
class NoClub(NamidaError):
    """No club of this drama, or none at all where none was named, runs on this server."""

    drama: Drama | None = None


@dataclass(eq=False)
class ClubLeadersOnly(NamidaError):
    """The member may not begin clubs here (no drama), or did not begin the one of this drama."""

    drama: Drama | None = None


@dataclass(eq=False)
class ClubAlready(NamidaError):
    """The club pauses already, or runs already."""

    drama: Drama
    pauses: bool


@dataclass(eq=False)
class ClubThere(NamidaError):
    """A club of this drama runs on this server already."""

    drama: Drama
    channel_id: int


@dataclass(eq=False)
class ClubPlaceClosed(NamidaError):
    """The member may not write in the channel to which their club was to post."""

    channel_id: int


@dataclass(eq=False)
class ClubRoleClosed(NamidaError):
    """The member may not ping the role in the channel to which their club was to post."""

    role_id: int
    channel_id: int


@dataclass(eq=False)
class ClubOver(NamidaError):
    """The club has ended, or is another server's."""


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
    """The channel of the discussion board is no longer there."""


@dataclass(eq=False)
class BoardClosed(NamidaError):
    """The bot may not work there; `missing` are the permissions, as discord.py names them, if it knows."""

    channel_id: int
    missing: tuple[str, ...] = ()


@dataclass(eq=False)
class BoardNeedsTag(NamidaError):
    """The forum takes posts with a tag only, and has none that fits."""

    channel_id: int
    tags: tuple[str, ...] = ()


@dataclass(eq=False)
class BoardHidden(NamidaError):
    """The member does not see the channel of the discussion board."""


@dataclass(eq=False)
class BoardReadOnly(NamidaError):
    """The member sees the channel of the discussion board, and may not write in its threads."""

    channel_id: int


@dataclass(eq=False)
class ThreadLocked(NamidaError):
    """Moderators have locked the thread: members do not write there."""

    thread_id: int


@dataclass(eq=False)
class ThreadBusy(NamidaError):
    """The thread is being opened, or an attempt at it broke off just now."""
