"""What moderators set for their guild."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from bot.domain.board import LARGEST_BATCH
from bot.domain.guilds import GuildSettings, Purpose
from bot.domain.spoilers import Policy
from bot.services.board import comment_posts, marking
from bot.services.episodes import publishing
from bot.services.posts.outbox import Outbox
from bot.services.reviews import reviews
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.posts import chores

# The chores that edit existing messages when a guild changes its spoiler policy.
FOLLOWERS = (publishing.POSTS_CHORE, reviews.POSTS_CHORE, comment_posts.POSTS_CHORE, marking.CHORE)


class GuildRules:
    """A guild's settings. Every change is audited in the same transaction."""

    def __init__(self, database: Database, the_outbox: Outbox):
        self._database = database
        self._outbox = the_outbox

    async def get(self, guild_id: int) -> GuildSettings:
        return await self._database.read(lambda connection: guilds.get(connection, guild_id))

    async def set_channel(
        self, guild_id: int, actor_id: int, purpose: Purpose, channel_id: int | None, now: datetime
    ) -> GuildSettings:
        """Set the channel for a purpose, or clear it with None."""

        def write(connection: sqlite3.Connection) -> GuildSettings:
            guilds.put_channel(connection, guild_id, actor_id, purpose, channel_id, now)
            return guilds.get(connection, guild_id)

        return await self._database.write(write)

    async def set_policy(self, guild_id: int, actor_id: int, policy: Policy, now: datetime) -> GuildSettings:
        """Set how spoilers are hidden. Existing messages follow at once."""
        return await self._put(guild_id, actor_id, {"policy": policy.value}, now, follow=FOLLOWERS)

    async def set_language(
        self, guild_id: int, actor_id: int, language: str | None, now: datetime
    ) -> GuildSettings:
        """Set the language of public posts. None uses the server's Discord setting."""
        follow = (publishing.POSTS_CHORE,)  # which shows each synopsis in the guild's language
        return await self._put(guild_id, actor_id, {"language": language}, now, follow=follow)

    async def set_roles(
        self, guild_id: int, actor_id: int, now: datetime, **roles: int | None
    ) -> GuildSettings:
        """Set `curator_role` and `notified_role`, if named. None clears a role."""
        return await self._put(guild_id, actor_id, dict(roles), now)

    async def set_batch(self, guild_id: int, actor_id: int, size: int, now: datetime) -> GuildSettings:
        """Set how many episodes share a thread of the board. 0 means one thread per drama."""
        if not 0 <= size <= LARGEST_BATCH:
            raise ValueError(f"no batch has {size} episodes")
        return await self._put(guild_id, actor_id, {"batch": size}, now)

    async def set_variety(self, guild_id: int, actor_id: int, shown: bool, now: datetime) -> GuildSettings:
        """Set whether today's schedule lists variety shows, too."""
        return await self._put(guild_id, actor_id, {"variety": int(shown)}, now)

    async def _put(
        self,
        guild_id: int,
        actor_id: int,
        changes: dict[str, str | int | None],
        now: datetime,
        *,
        follow: Iterable[str] = (),
    ) -> GuildSettings:
        def write(connection: sqlite3.Connection) -> GuildSettings:
            guilds.put(connection, guild_id, actor_id, changes, now)
            for chore in follow:
                chores.hasten(connection, chore, now)
            return guilds.get(connection, guild_id)

        settings = await self._database.write(write)
        self._outbox.changed()
        return settings
