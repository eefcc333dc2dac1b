"""Scheduled posts: the post that waits, where it goes, and its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.guilds import Purpose

# What a post is composed of: ids, numbers and short words, never a member's text.
Payload = Mapping[str, object]


# A post that was due longer ago than this is dropped, because no one has fixed its problem.
GIVEN_UP_AFTER = timedelta(days=30)
FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=6)


class PostState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    HELD = "held"
    SENT = "sent"
    DROPPED = "dropped"


class Obstacle(StrEnum):
    """Why a post is held and tried again later. Except for `UNCERTAIN`, it was certainly not sent."""

    NO_CHANNEL = "no channel"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    NEEDS_TAG = "needs a tag"
    UNCERTAIN = "uncertain"
    FAULT = "fault"


# Obstacles that lie in the post itself, as far as known. Other posts do not wait for it.
STEPS_ASIDE = frozenset({Obstacle.UNCERTAIN, Obstacle.FAULT})


@dataclass(frozen=True, slots=True)
class Target:
    """Where a post goes: a guild's channel for a purpose, a channel, or a member's direct messages.

    A purpose's channel is looked up when the post is sent, so moderators' changes count.
    """

    guild_id: int | None = None
    purpose: Purpose | None = None
    channel_id: int | None = None
    member_id: int | None = None

    def __str__(self) -> str:
        """The stored form. Posts to the same target keep their order."""
        if self.member_id is not None:
            return f"member {self.member_id}"
        if self.channel_id is not None:
            return f"channel {self.channel_id}" + (f" guild {self.guild_id}" if self.guild_id else "")
        return f"guild {self.guild_id} {self.purpose}"

    @classmethod
    def read(cls, text: str) -> Target:
        """The target from its stored form. Raises `ValueError` for any other text."""
        match text.split():
            case ["member", member]:
                return cls(member_id=int(member))
            case ["channel", channel]:
                return cls(channel_id=int(channel))
            case ["channel", channel, "guild", guild]:
                return cls(channel_id=int(channel), guild_id=int(guild))
            case ["guild", guild, purpose]:
                return cls(guild_id=int(guild), purpose=Purpose(purpose))
        raise ValueError(text)


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post to send at `due_at`. Both times have a time zone.

    `key` says what it announces: the same key is never posted twice. After `expires_at` it is not worth
    sending, and is dropped.
    """

    key: str
    kind: str
    target: Target
    due_at: datetime
    payload: Payload = field(default_factory=dict)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A row of the outbox.

    `tried_at`: since then it may have been sent, in `channel_id`. None: it certainly was not sent. `attempts`
    counts how often it was held, `uncertain` the attempts with an unknown result. `retry_at` is when a held
    post is tried again.
    """

    id: int
    key: str
    kind: str
    target: Target
    due_at: datetime
    payload: Payload
    state: PostState
    attempts: int = 0
    expires_at: datetime | None = None
    retry_at: datetime | None = None
    reason: str | None = None
    channel_id: int | None = None
    message_id: int | None = None
    tried_at: datetime | None = None
    uncertain: int = 0

    def expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at < now

    def next_try(self, now: datetime) -> datetime:
        """When a post that was just held is tried again: after 5 minutes, then 10, … 6 hours.

        If it expires earlier, it is checked then, so that it does not block others.
        """
        # Beyond 2^7 the pause is the longest anyway, and 2^attempts grows without bound.
        pause: timedelta = min(FIRST_RETRY * (1 << min(self.attempts, 7)), LONGEST_RETRY)
        retry = now + pause
        return min(retry, max(self.expires_at, now) + timedelta(seconds=1)) if self.expires_at else retry


MOST_COUNTED = 10_000  # of each sort in a `Standing`: more than that is as bad as any number


@dataclass(frozen=True, slots=True)
class Standing:
    """How many posts are due and not sent, held until moderators fix something, and planned for later.

    `oldest_due` is when the oldest of those that are due should have been sent.
    """

    due: int
    oldest_due: datetime | None
    held: int
    planned: int


@dataclass(frozen=True, slots=True)
class HeldPosts:
    """Posts that wait for a guild's moderators: `count` posts of one purpose (or channel), and why."""

    purpose: Purpose | None
    channel_id: int | None
    obstacle: Obstacle
    count: int
