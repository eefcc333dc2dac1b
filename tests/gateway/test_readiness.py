"""When the bot counts as ready: with the last of the servers that Discord named."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
from discord.ext import commands

from bot.gateway import readiness
from tests.e2e.discord_payloads import GUILD_PAYLOAD

LONG = 30.0  # seconds that discord.py would wait for a further server: no test takes as long
BRIEF = 0.3


class Watched(commands.AutoShardedBot):
    """A client that notes which servers it was told of, and when it was ready."""

    def __init__(self, shards: int, patience: float):
        super().__init__(
            (),
            intents=discord.Intents(guilds=True),
            chunk_guilds_at_startup=False,
            shard_count=shards,
            guild_ready_timeout=patience,
        )
        self._connection.shard_ids = range(shards)
        self._connection.shard_count = shards
        self.available: list[int] = []
        self.ready = asyncio.Event()
        readiness.end_with_last(self._connection)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        self.available.append(guild.id)

    async def on_ready(self) -> None:
        self.ready.set()

    def told(self, event: str, data: Any) -> None:
        self._connection.parsers[event](data)

    def begin(self, shard: int, servers: list[int]) -> None:
        (bot,) = GUILD_PAYLOAD["members"]
        named = [{"id": str(one), "unavailable": True} for one in servers]
        count = self._connection.shard_count
        self.told("READY", {"shard": [shard, count], "user": bot["user"], "guilds": named, "application": {}})

    def come(self, server: int) -> None:
        self.told("GUILD_CREATE", {**GUILD_PAYLOAD, "id": str(server), "unavailable": False})


async def opened(shards: int = 1, patience: float = LONG) -> Watched:
    client = Watched(shards, patience)
    client._connection.application_id = 1
    await client._async_setup_hook()
    return client


async def test_a_bot_is_ready_with_its_last_server() -> None:
    client = await opened()
    client.begin(0, [1, 2, 3])
    for server in (1, 2):
        client.come(server)
    await asyncio.sleep(0)
    assert not client.ready.is_set()
    client.come(3)
    async with asyncio.timeout(LONG / 2):
        await client.ready.wait()
    assert client.available == [1, 2, 3]


async def test_a_bot_without_servers_is_ready_at_once() -> None:
    client = await opened()
    client.begin(0, [])
    async with asyncio.timeout(LONG / 2):
        await client.ready.wait()


async def test_a_server_that_does_not_come_is_waited_for_no_longer_than_by_discord_py() -> None:
    client = await opened(patience=BRIEF)
    client.begin(0, [1, 2])
    client.come(1)
    async with asyncio.timeout(LONG / 2):
        await client.ready.wait()
    assert client._connection.guild_ready_timeout == BRIEF
    assert client.available == [1]


async def test_what_is_set_before_the_first_ready_holds() -> None:
    client = await opened()
    client._connection.guild_ready_timeout = 0.0
    client.begin(0, [1])
    async with asyncio.timeout(LONG / 2):
        await client.ready.wait()
    client.come(1)
    assert client._connection.guild_ready_timeout == 0.0


async def test_each_shard_waits_for_its_own_last_server() -> None:
    """With several, one whose servers are all there may wait as by discord.py while another's are due."""
    client = await opened(2, BRIEF)
    client.begin(0, [2 << 22])
    client.come(2 << 22)
    await asyncio.sleep(0)
    assert not client.ready.is_set()
    client.begin(1, [1 << 22, 3 << 22])
    client.come(3 << 22)
    client.come(1 << 22)
    async with asyncio.timeout(LONG / 2):
        await client.ready.wait()
    assert sorted(client.available) == [one << 22 for one in (1, 2, 3)]


async def test_a_server_that_comes_before_any_beginning_changes_nothing() -> None:
    client = await opened()
    client.come(1)
    assert client._connection.guild_ready_timeout == LONG
