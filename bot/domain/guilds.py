"""What the moderators of a guild have set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.spoilers import Policy


class Purpose(StrEnum):
    """What a channel is for; one channel a purpose, several purposes a channel."""

    SYNOPSES = "synopses"
    REVIEWS = "reviews"
    BOARD = "board"
    AIRING = "airing"
    LOG = "log"


_POST = ("view_channel", "send_messages", "embed_links", "attach_files", "read_message_history")

# Permissions the bot needs in a purpose's channel, as discord.py names them.
NEEDS: Mapping[Purpose, tuple[str, ...]] = {
    Purpose.SYNOPSES: _POST,
    Purpose.REVIEWS: _POST,
    Purpose.BOARD: (*_POST, "create_public_threads", "send_messages_in_threads", "manage_threads"),
    Purpose.AIRING: _POST,
    Purpose.LOG: ("view_channel", "send_messages", "read_message_history"),
}


def needs(purpose: Purpose, *, forum: bool = False) -> tuple[str, ...]:
    """What the bot needs in a purpose's channel; in a forum whatever it sends stands in a thread."""
    return tuple(dict.fromkeys((*NEEDS[purpose], *(("send_messages_in_threads",) if forum else ()))))


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """`language` None: Discord's own setting of the server decides.

    `batch` is how many episodes share a thread of the board, 0 for one thread a drama. `variety`: what
    airs today lists variety shows, too.
    """

    guild_id: int
    policy: Policy = Policy.BARS
    language: str | None = None
    curator_role: int | None = None
    notified_role: int | None = None
    channels: Mapping[Purpose, int] = field(default_factory=dict)
    batch: int = 0
    variety: bool = False


# Discord's own mark of a channel whose messages are all spoilers, a bit of the channel's flags.
SPOILER_CHANNEL = 1 << 21


def hides_all(channel_flags: int) -> bool:
    """Whether Discord itself hides whatever stands in a channel with these flags."""
    return bool(channel_flags & SPOILER_CHANNEL)


@dataclass(frozen=True, slots=True)
class ChannelState:
    """How a purpose stands: no channel set, the channel gone, or permissions lacking there.

    `spoiler`: Discord itself marks the channel as one of spoilers.
    """

    purpose: Purpose
    channel_id: int | None
    gone: bool = False
    missing: tuple[str, ...] = ()
    spoiler: bool = False

    @property
    def ready(self) -> bool:
        return self.channel_id is not None and not self.gone and not self.missing


class Tested(StrEnum):
    """What happened to a test post."""

    ARRIVED = "arrived"
    REFUSED = "refused"
    UNANSWERED = "unanswered"  # Discord was busy or away: no one knows
    NOT_SENT = "not sent"  # no channel, or what is missing there is known
    FORUM = "forum"  # all that is needed is there, and a thread of tests would stay in the list


@dataclass(frozen=True, slots=True)
class ChannelTest:
    """One purpose's channel as it is now, and what happened to the test post to it."""

    state: ChannelState
    result: Tested = Tested.NOT_SENT
