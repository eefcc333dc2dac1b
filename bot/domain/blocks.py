"""Blocked members: until a set time they can read on one server, but not write."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

MOST_DAYS = 365
REASON_LIMIT = 200  # characters of what the member is told


@dataclass(frozen=True, slots=True)
class Block:
    """A member who cannot write on a guild until `until`. `reason` is what a moderator tells them."""

    guild_id: int
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Author:
    """A writing's author as a moderator may deal with them.

    `block` keeps them from writing on the moderator's server now. `changeable`: whether this moderator may
    block them, or lift their block.
    """

    member_id: int
    block: Block | None = None
    changeable: bool = False


def in_force(
    blocks: Iterable[Block], now: datetime, guild_id: int | None, guilds: Collection[int] | None = None
) -> Block | None:
    """The block that keeps a member from writing now, the longest one. None if they may write.

    On a guild, its own blocks count. In a direct message (`guild_id` None) those of `guilds`, the member's
    guilds, do: what is written there is seen on all of them. None: the guilds are not known, and all count.
    """

    def counts(block: Block) -> bool:
        if guild_id is not None:
            return block.guild_id == guild_id
        return guilds is None or block.guild_id in guilds

    standing = [block for block in blocks if block.until > now and counts(block)]
    return max(standing, key=lambda block: block.until, default=None)
