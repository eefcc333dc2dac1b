"""Looks up what the store knows about a member who uses a command."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.domain.guilds import GuildSettings
from bot.domain.members import KnownMember, Visit
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.kept import Kept, Subject
from bot.store.members import members
from bot.store.moderation.blocks import of_member

# About 400 bytes each. More than use the bot within a few minutes, of all but the largest bots.
MEMBERS_KEPT = 4_096
GUILDS_KEPT = 1_024


class Readers:
    """Members and the servers where they were seen."""

    def __init__(self, database: Database):
        self._database = database
        self._members: Kept[KnownMember] = database.changes.keep(Subject.MEMBER, MEMBERS_KEPT)
        self._guilds: Kept[GuildSettings] = database.changes.keep(Subject.GUILD, GUILDS_KEPT)

    async def visit(self, member_id: int, guild_id: int | None) -> Visit:
        """How the member reads, and the guild's settings; mostly from memory."""
        member = self._members.get(member_id)
        settings = self._guilds.get(guild_id) if guild_id is not None else None
        if member is None or (settings is None and guild_id is not None):
            commits = self._database.changes.commits
            member, settings = await self._database.read_briefly(partial(_read, member_id, guild_id))
            if member is not None:
                self._members.put(member_id, member, commits)
            if settings is not None:
                self._guilds.put(settings.guild_id, settings, commits)
        if member is None:
            blocks = await self._database.read_briefly(lambda connection: of_member(connection, member_id))
            return Visit(None, settings, known=False, blocks=blocks)
        known = guild_id is None or guild_id in member.seen_on
        return Visit(
            member.language,
            settings,
            known,
            member.stars_out_of,
            member.blocks,
            member.titles,
            member.alone_since,
            member.discord_language,
        )

    async def places(self, member_id: int, limit: int) -> list[int]:
        """The servers where the member was seen, the latest first."""
        return await self._database.read_briefly(
            lambda connection: members.places(connection, member_id, limit)
        )

    async def remember(
        self, member_id: int, guild_id: int | None, now: datetime, discord_language: str | None = None
    ) -> None:
        """Record that the member was seen in the guild. Their scores then count for its ratings.

        Outside of guilds that is a sign of a member whom none of them knows. `discord_language` is what
        Discord said of their client, if it did.
        """

        def note(connection: sqlite3.Connection) -> None:
            members.seen(connection, member_id, guild_id, now)
            if discord_language is not None:
                members.reads_in(connection, member_id, discord_language)

        await self._database.write(note)


def _read(
    member_id: int, guild_id: int | None, connection: sqlite3.Connection
) -> tuple[KnownMember | None, GuildSettings | None]:
    settings = guilds.get(connection, guild_id) if guild_id is not None else None
    member = members.get(connection, member_id)
    return replace(member, blocks=of_member(connection, member_id)) if member else None, settings
