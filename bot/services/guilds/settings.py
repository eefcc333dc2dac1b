"""What moderators set for their guild."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain.board import LARGEST_BATCH
from bot.domain.guilds import GuildSettings, Purpose
from bot.domain.spoilers import Policy
from bot.services.posts.outbox import Outbox
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.moderation.audit import audit


class GuildRules:
    """A guild's settings. Every change is audited in the same transaction, with before and after."""

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
            before = guilds.get(connection, guild_id).channels.get(purpose)
            guilds.put_channel(connection, guild_id, purpose, channel_id)
            detail = {"from": before, "to": channel_id}
            audit(connection, guild_id, actor_id, "settings.channel", str(purpose), now, detail)
            return guilds.get(connection, guild_id)

        after = await self._database.write(write)
        self._outbox.changed()  # the log channel is told
        return after

    async def set_policy(self, guild_id: int, actor_id: int, policy: Policy, now: datetime) -> GuildSettings:
        """Set how spoilers are hidden. Existing messages follow at once."""
        return await self._put(guild_id, actor_id, {"policy": policy.value}, now)

    async def set_language(
        self, guild_id: int, actor_id: int, language: str | None, now: datetime
    ) -> GuildSettings:
        """The language of public posts, also of those that stand; None: Discord's setting of the server."""
        return await self._put(guild_id, actor_id, {"language": language}, now)

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
    ) -> GuildSettings:
        def write(connection: sqlite3.Connection) -> GuildSettings:
            before = guilds.get(connection, guild_id)
            guilds.put(connection, guild_id, changes)
            after = guilds.get(connection, guild_id)
            for name in changes:
                detail = {"from": getattr(before, name), "to": getattr(after, name)}
                audit(connection, guild_id, actor_id, f"settings.{name}", None, now, detail)
            return after

        settings = await self._database.write(write)
        self._outbox.changed()
        return settings
