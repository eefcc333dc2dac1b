"""An answered interaction needs no search for garbage, and its response tells what it did."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import discord
import pytest
from discord.ext import commands

from bot.gateway import letting_go
from tests.e2e.discord_payloads import FIRST_MEMBER, GUILD_PAYLOAD, interaction


def made() -> discord.Interaction[Any]:
    (bot,) = GUILD_PAYLOAD["members"]
    client = commands.Bot((), intents=discord.Intents(guilds=True), chunk_guilds_at_startup=False)
    connection = client._connection
    connection.user = discord.ClientUser(state=connection, data=bot["user"])
    data: Any = interaction(5, 2, {"id": "1", "name": "drama", "type": 1}, FIRST_MEMBER)
    return discord.Interaction(data=data, state=connection)


def left() -> int:
    return sum(isinstance(one, discord.Interaction) for one in gc.get_objects())


async def answered(told: discord.Interaction[Any]) -> None:
    letting_go.when_done(told)
    assert not told.response.is_done()
    await asyncio.sleep(0)
    assert told.response._parent is told  # until the end of the task it can be used


async def test_nothing_of_an_answered_interaction_is_left() -> None:
    gc.collect()
    before = left()
    gc.disable()
    try:
        for _ in range(3):
            task = asyncio.create_task(answered(made()))
            await task
            del task
            await asyncio.sleep(0)
        assert left() == before
    finally:
        gc.enable()


async def test_a_response_that_was_sent_says_so_afterwards() -> None:
    told = made()
    told.response._response_type = discord.InteractionResponseType.channel_message
    await asyncio.create_task(answered_before(told))
    await asyncio.sleep(0)
    assert told.response.is_done()
    with pytest.raises(discord.InteractionResponded):
        await told.response.defer()


async def answered_before(told: discord.Interaction[Any]) -> None:
    letting_go.when_done(told)
