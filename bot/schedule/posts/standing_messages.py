"""Messages that are posted already: their language, and editing or deleting one."""

from __future__ import annotations

from collections.abc import Sequence

import aiohttp
import discord

from bot import i18n
from bot.domain.members import Reader
from bot.i18n import Texts
from bot.logs import get_logger
from bot.present.layout import Screen
from bot.services.container import Services

# What leaves no one wiser whether Discord did what it was asked.
UNCERTAIN = (TimeoutError, aiohttp.ClientError, OSError)
ARCHIVED = 50083  # Discord's code for a change in a thread that is archived

log = get_logger("namida.schedule")


async def public_texts(client: discord.Client, services: Services, guild_id: int) -> Texts:
    """The texts of a guild's public posts."""
    rules = await services.rules.get(guild_id)
    guild = client.get_guild(guild_id)
    by_discord = guild.preferred_locale.value if guild is not None else None
    return i18n.texts(i18n.choose(rules.language, by_discord, services.language))


async def everyone(
    services: Services, guild_id: int, t: Texts, asked_by: int, *, moderates: bool = False
) -> Reader:
    """Who reads an answer that everyone in a guild sees; `asked_by` is who asked for it."""
    rules = await services.rules.get(guild_id)
    return Reader(asked_by, guild_id, t.language, t.language, rules, manages_guild=moderates)


def permitted(channel: object, view: Screen) -> Screen:
    """A view as the bot may send it to a channel: without pictures where it may not attach files.

    Where nothing is known of the channel, Discord will say.
    """
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return view
    if (
        isinstance(channel, discord.Thread) and channel.parent is None
    ):  # its permissions are those of its channel
        return view
    return view if channel.permissions_for(channel.guild.me).attach_files else view.without_pictures()


async def change(
    client: discord.Client,
    guild_id: int,
    channel_id: int,
    message_id: int,
    view: Screen | None,
    files: Sequence[discord.File] | None = None,
) -> None:
    """Edit a message of the bot's, or with None delete it; raises `discord.HTTPException` as Discord does.

    Its files are those given; with None they stay. Doing it twice does no harm. An archived
    thread is opened for it, and archived again.
    """
    channel = client.get_partial_messageable(channel_id, guild_id=guild_id)
    message = channel.get_partial_message(message_id)
    try:
        await _change(message, view, files)
    except discord.HTTPException as error:
        if error.code != ARCHIVED:
            raise
        thread = await client.fetch_channel(channel_id)
        if not isinstance(thread, discord.Thread):
            raise
        await thread.edit(archived=False)
        await _change(message, view, files)
        await _archive(thread)


async def _change(
    message: discord.PartialMessage, view: Screen | None, files: Sequence[discord.File] | None
) -> None:
    if view is None:
        await message.delete()
    elif files is None:
        await message.edit(view=view, allowed_mentions=discord.AllowedMentions.none())
    else:
        for file in files:
            file.reset()  # an attempt before may have read it to its end
        await message.edit(view=view, attachments=files, allowed_mentions=discord.AllowedMentions.none())


async def _archive(thread: discord.Thread) -> None:
    """An open thread is no reason to change its message once more."""
    try:
        await thread.edit(archived=True)
    except discord.HTTPException as error:
        log.warning("thread not archived again", thread=thread.id, status=error.status, code=error.code)
