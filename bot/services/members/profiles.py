"""Profiles: shows a member's own and others' as they allow, and changes settings."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime

from bot.domain.members import Presence, Reader
from bot.domain.profiles import Profile, ProfileChanges, ProfileSettings, favourites
from bot.services.members.openness import is_open
from bot.store.database import Database
from bot.store.members import members, profiles


class Profiles:
    """Members' profiles."""

    def __init__(self, database: Database):
        self._database = database

    async def show(self, member_id: int, reader: Reader, presence: Presence) -> Profile | None:
        """A member's profile. None if the reader may not see it, or the member is unknown.

        Raises `DiscordSilent` if that depends on a server's members and Discord does not answer.
        """
        if not await is_open(self._database, member_id, reader, presence):
            return None

        def read(connection: sqlite3.Connection) -> Profile | None:
            own = member_id == reader.member_id
            chosen = profiles.settings(connection, member_id)
            if chosen is None:
                if not own:
                    return None
                chosen = ProfileSettings()
            found = profiles.profile(connection, member_id, chosen, reader.guild_id)
            return replace(found, genres=favourites(found.genres))

        return await self._database.read(read)

    async def settings(self, reader: Reader) -> ProfileSettings:
        """The reader's current settings."""
        return await self._database.read(
            lambda connection: profiles.settings(connection, reader.member_id) or ProfileSettings()
        )

    async def change(self, reader: Reader, changes: ProfileChanges, now: datetime) -> ProfileSettings:
        """Change some of the reader's settings. The others stay."""

        def write(connection: sqlite3.Connection) -> ProfileSettings:
            members.seen(connection, reader.member_id, reader.guild_id, now)
            before = profiles.settings(connection, reader.member_id) or ProfileSettings()
            after = replace(before, **changes)
            if after != before:
                profiles.put_settings(connection, reader.member_id, after)
            return after

        return await self._database.write(write)
