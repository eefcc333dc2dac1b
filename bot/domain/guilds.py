"""The settings of a guild."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain

from bot.domain.screening import Links
from bot.domain.spoilers import Policy


class Purpose(StrEnum):
    """What a channel is used for. A purpose has one channel, a channel may have several purposes."""

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


# What the invitation asks for, on the whole server: all of these, and events for the steps of watch clubs.
INVITED_WITH = tuple(dict.fromkeys((*chain.from_iterable(NEEDS.values()), "create_events")))
# What the bot uses where it has them, and does without otherwise.
OPTIONAL = ("manage_messages", "manage_channels", "manage_guild", "mention_everyone")


def needs(purpose: Purpose, *, forum: bool = False) -> tuple[str, ...]:
    """The permissions that the bot needs in a purpose's channel. In a forum, it posts in threads."""
    return tuple(dict.fromkeys((*NEEDS[purpose], *(("send_messages_in_threads",) if forum else ()))))


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """A guild's settings. `language` None: the server's Discord setting decides.

    `batch` is how many episodes share a thread of the board, 0 for one thread per drama. `variety`: today's
    schedule lists variety shows, too. `links` says which may be written here. `matches_wait`: a writing that
    a rule refuses waits for moderators. Writings of members who joined less than `newcomer_days` ago wait,
    too; 0: of none.
    """

    guild_id: int
    policy: Policy = Policy.BARS
    language: str | None = None
    curator_role: int | None = None
    notified_role: int | None = None
    channels: Mapping[Purpose, int] = field(default_factory=dict)
    batch: int = 0
    variety: bool = False
    links: Links = Links.ANY
    matches_wait: bool = False
    newcomer_days: int = 0


# Discord's own mark of a channel whose messages are all spoilers, a bit of the channel's flags.
SPOILER_CHANNEL = 1 << 21


# The purposes whose channels may well be such: what is posted there can spoil.
SPOILING = (Purpose.SYNOPSES, Purpose.REVIEWS, Purpose.BOARD)


def hides_all(channel_flags: int) -> bool:
    """Whether Discord itself hides all messages in a channel with these flags."""
    return bool(channel_flags & SPOILER_CHANNEL)


@dataclass(frozen=True, slots=True)
class ChannelState:
    """The state of a purpose: no channel set, channel gone, or missing permissions.

    `spoiler`: Discord marks the channel as a spoiler channel. `guild_id` is where the channel is.
    """

    purpose: Purpose
    channel_id: int | None
    gone: bool = False
    missing: tuple[str, ...] = ()
    spoiler: bool = False
    guild_id: int | None = None

    @property
    def ready(self) -> bool:
        return self.channel_id is not None and not self.gone and not self.missing


class Tested(StrEnum):
    """The result of a test post."""

    ARRIVED = "arrived"
    REFUSED = "refused"
    UNANSWERED = "unanswered"  # Discord was busy or away: no one knows
    NOT_SENT = "not sent"  # no channel, or what is missing there is known
    FORUM = "forum"  # all permissions are there; a test thread would stay in the list


@dataclass(frozen=True, slots=True)
class ChannelTest:
    """The current channel of a purpose, and the result of its test post."""

    state: ChannelState
    result: Tested = Tested.NOT_SENT
