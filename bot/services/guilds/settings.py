"""What moderators set for their guild."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta

from bot.domain import post_keys
from bot.domain.board import LARGEST_BATCH
from bot.domain.guilds import GuildSettings, Purpose, chat_in
from bot.domain.outbox import NewPost, Target
from bot.domain.spoilers import Policy
from bot.services.posts.outbox import Outbox
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.moderation.audit import audit
from bot.store.posts import outbox

WELCOME = "welcome"  # the kind of post that says what the bot is
WELCOME_WORTH = timedelta(days=1)


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
            before = guilds.get(connection, guild_id)
            _change_channel(connection, before, actor_id, purpose, channel_id, now)
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

    async def set_chat(
        self, guild_id: int, actor_id: int, channel_ids: Sequence[int] | None, now: datetime
    ) -> GuildSettings:
        """Set in which channels questions are answered. None is wherever the bot may write, empty nowhere."""
        return await self._put(guild_id, actor_id, {"chat": chat_in(channel_ids)}, now)

    async def reset(self, guild_id: int, actor_id: int, now: datetime) -> GuildSettings:
        """Set everything back to its default, the channels too. Only what differs is changed and audited."""

        def write(connection: sqlite3.Connection) -> GuildSettings:
            before, default = guilds.get(connection, guild_id), GuildSettings(guild_id)
            for field in fields(GuildSettings):
                kept = getattr(default, field.name)
                if field.name != "channels" and getattr(before, field.name) != kept:
                    change_settings(connection, before, actor_id, {field.name: kept}, now)
            # The log channel is told of the others first.
            for purpose in sorted(before.channels, key=lambda purpose: purpose is Purpose.LOG):
                _change_channel(connection, before, actor_id, purpose, None, now)
            return guilds.get(connection, guild_id)

        after = await self._database.write(write)
        self._outbox.changed()
        return after

    async def welcome(self, guild_id: int, channel_id: int, now: datetime) -> bool:
        """Plan the one post that says what the bot is. False if this guild was welcomed before."""

        def write(connection: sqlite3.Connection) -> bool:
            if not guilds.welcome(connection, guild_id):
                return False
            post = NewPost(
                key=post_keys.welcome(guild_id),
                kind=WELCOME,
                target=Target(guild_id=guild_id, channel_id=channel_id),
                due_at=now,
                expires_at=now + WELCOME_WORTH,
            )
            outbox.put_anew(connection, post)
            return True

        welcomed = await self._database.write(write)
        self._outbox.changed()
        return welcomed

    async def _put(
        self,
        guild_id: int,
        actor_id: int,
        changes: dict[str, str | int | None],
        now: datetime,
    ) -> GuildSettings:
        def write(connection: sqlite3.Connection) -> GuildSettings:
            change_settings(connection, guilds.get(connection, guild_id), actor_id, changes, now)
            return guilds.get(connection, guild_id)

        settings = await self._database.write(write)
        self._outbox.changed()
        return settings


def change_settings(
    connection: sqlite3.Connection,
    before: GuildSettings,
    actor_id: int,
    changes: Mapping[str, str | int | None],
    now: datetime,
) -> None:
    """Change settings, and audit each with the value before and after."""
    guilds.put(connection, before.guild_id, changes)
    after = guilds.get(connection, before.guild_id)
    for name in changes:
        detail = {"from": getattr(before, name), "to": getattr(after, name)}
        audit(connection, before.guild_id, actor_id, f"settings.{name}", None, now, detail)


def _change_channel(
    connection: sqlite3.Connection,
    before: GuildSettings,
    actor_id: int,
    purpose: Purpose,
    channel_id: int | None,
    now: datetime,
) -> None:
    guilds.put_channel(connection, before.guild_id, purpose, channel_id)
    detail = {"from": before.channels.get(purpose), "to": channel_id}
    audit(connection, before.guild_id, actor_id, "settings.channel", str(purpose), now, detail)
