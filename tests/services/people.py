"""The readers of these tests, and looking into what the store holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.guilds import GuildSettings
from bot.domain.members import Reader
from bot.domain.spoilers import Policy
from bot.errors import DiscordSilent
from bot.search.keys import key
from bot.store.catalogue import catalogue, filling
from bot.store.database import Database
from tests.store.dumped import dumped

TEAROOM, ELSEWHERE = 500, 600
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MIKA = Reader(1, TEAROOM, "en", "en", GuildSettings(TEAROOM))
JUN = replace(MIKA, member_id=2)
REI = replace(MIKA, member_id=3, manages_guild=True)
# What they write waits for moderators, as the server has it.
NEWCOMER = replace(MIKA, settings=GuildSettings(TEAROOM, newcomer_days=7), joined_at=NOW)
KEN = Reader(4, ELSEWHERE, "en", "en", GuildSettings(ELSEWHERE))


def under(policy: Policy, reader: Reader = MIKA) -> Reader:
    """The reader in the same guild, with its spoilers hidden in this way."""
    return replace(reader, settings=GuildSettings(TEAROOM, policy))


async def rows(store: Database, sql: str, *values: object) -> list[tuple[object, ...]]:
    return await store.read(lambda connection: connection.execute(sql, values).fetchall())


async def dump(store: Database) -> list[str]:
    """All that the database holds, row by row, but the number that a change of the catalogue draws."""
    found = await store.read(dumped)
    return [row for row in found if not row.startswith('INSERT INTO "catalogue_revision"')]


async def added(store: Database, *entries: CatalogueEntry) -> list[Drama]:
    """The dramas that these entries become."""

    def write(connection: sqlite3.Connection) -> list[Drama]:
        finder = filling.Finder(connection, key)
        return catalogue.get_many(connection, [filling.store(connection, finder, e, NOW)[0] for e in entries])

    return await store.write(write)


@dataclass
class Here:
    """Discord as far as it says who is on which server: everybody is, but for those who are `away`."""

    away: Collection[tuple[int, int]] = ()
    silent: bool = False

    async def is_member(self, guild_id: int, member_id: int) -> bool:
        if self.silent:
            raise DiscordSilent
        return (guild_id, member_id) not in self.away
