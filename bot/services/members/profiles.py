"""Profiles: a member's own, someone else's as far as they allow it, and what is chosen in it."""

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
        """A member's profile; None where the reader may not see it, or there is no one to see.

        Raises `DiscordSilent` where that depends on who is on a server and Discord does not say.
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
        """What the reader chose, as it is now."""
        return await self._database.read(
            lambda connection: profiles.settings(connection, reader.member_id) or ProfileSettings()
        )

    async def change(self, reader: Reader, changes: ProfileChanges, now: datetime) -> ProfileSettings:
        """Change some of what the reader chose; the others stay as they were."""

        def write(connection: sqlite3.Connection) -> ProfileSettings:
            members.seen(connection, reader.member_id, reader.guild_id, now)
            before = profiles.settings(connection, reader.member_id) or ProfileSettings()
            after = replace(before, **changes)
            if after != before:
                profiles.put_settings(connection, reader.member_id, after)
            return after

        return await self._database.write(write)
