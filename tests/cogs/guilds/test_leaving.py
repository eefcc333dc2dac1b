"""A server that removes the bot: nothing is done for it any more, and later its rows go."""

from __future__ import annotations

from bot.store.database import Database
from tests.cogs.reviewing import write
from tests.world import Restart, World, put, stored

LEFT = "SELECT guild_id FROM guild_left"


async def test_a_server_that_removes_the_bot_is_noted(world: World, database: Database) -> None:
    reviews = world.guild.create_text_channel("reviews")
    await world.rei.slash(world.lounge, "settings channel", purpose="reviews", channel=reviews)
    guild_id = world.guild.id
    world.env.backend.remove_guild(guild_id)
    await world.env.settle()
    assert await stored(database, LEFT) == [(guild_id,)]
    assert await stored(database, "SELECT 1 FROM guild WHERE id = ?", guild_id)
    await put(database, "UPDATE guild_left SET left_at = '2025-11-01T00:00:00Z'")  # and that was long ago
    await world.env.advance_time(3_700)
    assert not await stored(database, "SELECT 1 FROM guild WHERE id = ?", guild_id)
    assert await stored(database, LEFT) == []


async def test_an_outage_of_discord_is_no_departure(world: World, database: Database) -> None:
    await write(world, world.mika)
    world.env.backend.emit("GUILD_DELETE", {"id": str(world.guild.id), "unavailable": True})
    await world.env.settle()
    assert await stored(database, LEFT) == []


async def test_what_left_meanwhile_is_noticed_at_the_start(
    world: World, database: Database, restart: Restart
) -> None:
    await world.mika.slash(world.lounge, "help")
    await put(database, "INSERT INTO guild (id) VALUES (700000000000000001)")
    await put(
        database,
        "INSERT INTO guild_left (guild_id, left_at) VALUES (?, '2026-01-01T00:00:00Z')",
        world.guild.id,
    )
    await restart()
    assert await stored(database, LEFT) == [(700000000000000001,)], "and this one is back"
