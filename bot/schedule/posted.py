"""Messages that stand already: the texts they are in, and changing or taking away one of them."""

from __future__ import annotations

import discord

from bot import i18n
from bot.i18n import Texts
from bot.present.layout import Screen
from bot.services.house import Services


async def public_texts(client: discord.Client, services: Services, guild_id: int) -> Texts:
    """The texts of a guild's public posts."""
    rules = await services.rules.get(guild_id)
    guild = client.get_guild(guild_id)
    by_discord = guild.preferred_locale.value if guild is not None else None
    return i18n.texts(i18n.choose(rules.language, by_discord, services.language))


async def change(
    client: discord.Client, guild_id: int, channel_id: int, message_id: int, view: Screen | None
) -> None:
    """Edit a message of the bot's, or with None delete it; raises `discord.HTTPException` as Discord does.

    Doing it twice does no harm.
    """
    channel = client.get_partial_messageable(channel_id, guild_id=guild_id)
    message = channel.get_partial_message(message_id)
    if view is None:
        await message.delete()
    else:
        await message.edit(view=view, allowed_mentions=discord.AllowedMentions.none())
