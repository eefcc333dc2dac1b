"""The demo's Discord keeps the flags of channels: one becomes a spoiler channel, and the panel says so."""

from __future__ import annotations

import discord

from bot.client import NamidaBot
from bot.demo.channel_flags import keep_flags
from tests.world import World, labels, shown, text_of


async def test_a_channel_that_becomes_a_spoiler_channel_is_one(world: World, bot: NamidaBot) -> None:
    keep_flags(bot)
    rights = discord.Permissions(manage_guild=True, manage_channels=True)
    host = world.guild.add_member(
        world.env.create_user("host"), roles=[world.guild.create_role("Hosts", permissions=rights)]
    )
    await host.slash(world.lounge, "settings channel", purpose="reviews", channel=world.lounge)
    panel = await host.slash(world.lounge, "settings panel")
    await host.click(shown(panel), label="Spoiler channel …")
    marked = await host.click(shown(panel), label="Reviews")
    assert f"<#{world.lounge.id}>" in text_of(marked)
    panel = await host.slash(world.lounge, "settings panel")
    assert "spoiler channel" in text_of(panel)
    assert "Spoiler channel …" not in labels(panel)
