"""What is posted by the clock: the post that waits, where it goes, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.guilds import Purpose

# What a post is composed of: ids, numbers and short words, never a member's text.
Payload = Mapping[str, object]


class PostState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    HELD = "held"
    SENT = "sent"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a post goes: a guild's channel for a purpose, a channel, or a member's direct messages.

    A purpose's channel is looked up when the post goes out: what moderators changed meanwhile counts.
    """

    guild_id: int | None = None
    purpose: Purpose | None = None
    channel_id: int | None = None
    member_id: int | None = None

    def __str__(self) -> str:
        """As it is stored; posts of one target keep their order."""
        if self.member_id is not None:
            return f"member {self.member_id}"
        if self.channel_id is not None:
            return f"channel {self.channel_id}" + (f" guild {self.guild_id}" if self.guild_id else "")
        return f"guild {self.guild_id} {self.purpose}"

    @classmethod
    def read(cls, text: str) -> Target:
        """The target from its stored form; raises `ValueError` for any other text."""
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
    """A post to be sent at `due_at`; both times have a time zone.

    `key` says what it announces: the same key is never posted twice. `expires_at`: later than
    this it is not worth sending, and dropped.
    """

    key: str
    kind: str
    target: Target
    due_at: datetime
    payload: Payload = field(default_factory=dict)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A row of the outbox. `attempts` counts claims; above 0 it may have been sent before."""

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
