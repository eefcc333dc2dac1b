"""An instance of the bot with a list: its file in, its file out."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.list_files import Entry
from bot.domain.list_imports import MemberRecord, Trial
from bot.domain.members import Reader
from bot.services.container import Services
from bot.store.database import Database
from bot.store.members import members
from bot.store.watching import lists
from tests.services.people import MIKA

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PAGE = "Show ID,Title,Year,Country,Type,Status,Score,Progress\n"


@dataclass
class Instance:
    database: Database
    services: Services


async def listed(instance: Instance, reader: Reader = MIKA) -> list[Entry]:
    return await instance.database.read(lambda connection: lists.whole(connection, reader.member_id))


async def put(instance: Instance, kept: dict[int, MemberRecord], reader: Reader = MIKA) -> None:
    """Make a member's list these dramas and nothing else."""

    def write(connection: sqlite3.Connection) -> None:
        members.seen(connection, reader.member_id, reader.guild_id, NOW)
        for drama_id, before in lists.kept(connection, reader.member_id).items():
            lists.put(connection, reader.member_id, drama_id, before, MemberRecord(), NOW)
        for drama_id, now in kept.items():
            lists.put(connection, reader.member_id, drama_id, MemberRecord(), now, NOW)

    await instance.database.write(write)


async def taken(instance: Instance, file: str | bytes, *, wins: bool = False) -> Trial:
    content = file.encode() if isinstance(file, str) else file
    trial = await instance.services.list_imports.take(content, MIKA, NOW)
    return await instance.services.list_imports.apply(trial.import_id, MIKA, NOW, wins=wins)
