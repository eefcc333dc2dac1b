"""Welcomes a server that has invited the bot: one post in its system channel."""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.domain.outbox import Post
from bot.i18n import Texts
from bot.present.guilds import welcome as present
from bot.schedule.posts.composing import Composed, Composer
from bot.services.container import Services
from bot.services.guilds.settings import WELCOME, WELCOME_WORTH


async def greet(services: Services, guild: discord.Guild) -> None:
    """Plan the welcome. Without a system channel, or if the bot may not write there, nothing is said."""
    channel = guild.system_channel
    if channel is None:
        return
    granted = channel.permissions_for(guild.me)
    if granted.view_channel and granted.send_messages:
        await services.rules.welcome(guild.id, channel.id, discord.utils.utcnow())


async def greet_latecomers(services: Services, guilds: Iterable[discord.Guild]) -> None:
    """Welcome the servers that invited the bot while it did not run, if that is not long ago."""
    since = discord.utils.utcnow() - WELCOME_WORTH
    for guild in guilds:
        if not guild.unavailable and guild.me.joined_at is not None and guild.me.joined_at > since:
            await greet(services, guild)


def composers() -> dict[str, Composer]:
    async def compose(_: Post, t: Texts) -> Composed:
        return Composed(present.welcome(t))

    return {WELCOME: compose}
