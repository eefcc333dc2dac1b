"""The settings of a guild."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


MOST_CHAT_CHANNELS = 25  # what one of Discord's menus can choose


def chat_in(channel_ids: Sequence[int] | None) -> str | None:
    """The channels where questions are answered, as they are stored: None is everywhere, empty is nowhere."""
    if channel_ids is None:
        return None
    return ",".join(map(str, dict.fromkeys(channel_ids[:MOST_CHAT_CHANNELS])))


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """A guild's settings. `language` None: the server's Discord setting decides.

    `batch` is how many episodes share a thread of the board, 0 for one thread per drama. `variety`: today's
    schedule lists variety shows, too. `links` says which may be written here. `matches_wait`: a writing that
    a rule refuses waits for moderators. Writings of members who joined less than `newcomer_days` ago wait,
    too; 0: of none. `chat` says where questions in plain words are answered, as `chat_in` writes it.
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
    chat: str | None = None

    @property
    def chat_channels(self) -> tuple[int, ...] | None:
        """Where questions in plain words are answered. None: wherever the bot may write; empty: nowhere."""
        if self.chat is None:
            return None
        return tuple(int(ident) for ident in self.chat.split(",") if ident)

    def answers_in(self, channel_id: int, parent_id: int | None = None) -> bool:
        """Whether questions in plain words are answered in a channel, or in a thread of `parent_id`."""
        chosen = self.chat_channels
        return chosen is None or channel_id in chosen or parent_id in chosen


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
