"""Keeps members from writing on a server, for some days."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from bot.domain.blocks import MOST_DAYS, REASON_LIMIT, Block, in_force
from bot.domain.members import Reader
from bot.errors import BadDays, NotBlocked
from bot.services.checks import filled, guild_of
from bot.services.posts.outbox import Outbox
from bot.store.database import Database
from bot.store.moderation import blocks
from bot.store.moderation.audit import audit
from bot.store.timestamps import written


class Blocks:
    """Who cannot write where. The caller checks that the reader is a moderator, and the member none.

    `services.limits` refuses what a blocked member writes. A block ends by itself, and a member who leaves
    the server and comes back is still blocked.
    """

    def __init__(self, database: Database, outbox: Outbox):
        self._database = database
        self._outbox = outbox

    async def of(self, member_id: int, reader: Reader, now: datetime) -> Block | None:
        """The block that keeps a member from writing on the reader's server now. Raises `ServerOnly`."""
        found = await self._database.read(lambda connection: blocks.of_member(connection, member_id))
        return in_force(found, now, guild_of(reader))

    async def block(self, member_id: int, days: int, reason: str, reader: Reader, now: datetime) -> Block:
        """Block a member for 1 to `MOST_DAYS` days, in place of an earlier block. Audited.

        Raises `BadDays`, `EmptyText` and `TextTooLong` for the reason, and `ServerOnly`.
        """
        if not 1 <= days <= MOST_DAYS:
            raise BadDays(MOST_DAYS, least=1)
        block = Block(guild_of(reader), now + timedelta(days=days), filled(reason, REASON_LIMIT))

        def write(connection: sqlite3.Connection) -> None:
            blocks.put(connection, block, member_id, reader.member_id, now)
            detail = {"until": written(block.until)}
            subject = f"member {member_id}"
            audit(connection, block.guild_id, reader.member_id, blocks.BLOCKED, subject, now, detail)

        await self._database.write(write)
        self._outbox.changed()  # the log channel is told
        return block

    async def unblock(self, member_id: int, reader: Reader, now: datetime) -> None:
        """Let a member write again. Audited. Raises `NotBlocked` and `ServerOnly`."""
        guild_id = guild_of(reader)

        def write(connection: sqlite3.Connection) -> None:
            if not blocks.lift(connection, guild_id, member_id, now):
                raise NotBlocked(member_id)
            audit(connection, guild_id, reader.member_id, "member.unblock", f"member {member_id}", now)

        await self._database.write(write)
        self._outbox.changed()

    async def purge(self, now: datetime) -> int:
        """Delete ended blocks. Returns how many."""
        return await self._database.write_in_pieces(lambda connection: blocks.purge(connection, now))
