"""Decides whether a reader may see a member's list and profile, by Discord's current state."""

from __future__ import annotations

import sqlite3

from bot.domain.members import Presence, Reader
from bot.domain.profiles import SeenBy, may_see
from bot.errors import DiscordSilent
from bot.store.database import Database
from bot.store.members import profiles


async def is_open(database: Database, member_id: int, reader: Reader, presence: Presence) -> bool:
    """Whether the reader may see the member's list and profile.

    "Server members" means that both are on the server now. Raises `DiscordSilent` if Discord does not tell.
    """
    if member_id == reader.member_id:
        return True

    def read(connection: sqlite3.Connection) -> tuple[SeenBy, list[int]] | None:
        chosen = profiles.settings(connection, member_id)
        if chosen is None:
            return None
        places = {reader.guild_id} if reader.guild_id is not None else reader.guilds
        both = [
            one for one in sorted(places) if profiles.together(connection, reader.member_id, member_id, one)
        ]
        return chosen.list_seen_by, both

    found = await database.read(read)
    if found is None:
        return False
    seen_by, places = found
    if seen_by is not SeenBy.SERVER:
        return may_see(seen_by, own=False, together=False)
    for guild_id in places:
        if await presence.is_member(guild_id, member_id):
            return True
    if not reader.guilds_known:
        raise DiscordSilent
    return False
