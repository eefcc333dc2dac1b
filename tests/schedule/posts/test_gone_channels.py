"""A channel is deleted: what the ledger has of its messages goes with it, also if the bot was not there."""

from __future__ import annotations

import discord
import pytest

from bot.schedule.posts import gone_channels
from bot.schedule.posts.gone_channels import EVERY
from bot.store.database import Database
from tests.world import World, put, stored


async def stand(database: Database, world: World, *channels: int) -> None:
    for place, channel_id in enumerate(channels):
        await put(
            database,
            "INSERT INTO posted (kind, subject, guild_id, shown, channel_id, message_id)"
            " VALUES ('quote', ?, ?, 1, ?, ?)",
            place,
            world.guild.id,
            channel_id,
            1_000 + place,
        )


async def channels(database: Database) -> list[int]:
    return [row[0] for row in await stored(database, "SELECT channel_id FROM posted ORDER BY channel_id")]


async def test_while_the_bot_is_there(world: World, database: Database) -> None:
    hall = world.guild.create_text_channel("hall")
    await stand(database, world, hall.id, world.lounge.id)
    channel = world.env.bot.get_channel(hall.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.delete()
    await world.env.settle()
    assert await channels(database) == [world.lounge.id]


async def test_one_that_was_deleted_unseen_is_found_some_at_a_time(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gone_channels, "ASKED_ABOUT", 2)
    unseen = [500, 501, 502]  # ids that Discord does not know
    await stand(database, world, *unseen, world.lounge.id)
    left = []
    for _ in range(3):
        await world.env.advance_time(EVERY.total_seconds())
        left.append(await channels(database))
    assert left == [[502, world.lounge.id], [world.lounge.id], [world.lounge.id]]
