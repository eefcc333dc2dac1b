"""What Discord says of the channels that a server's moderators have chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import discord

from bot.domain.guilds import ChannelState, GuildSettings, Purpose, needs
from bot.logs import get_logger
from bot.present.conversation import Conversation

log = get_logger("namida")

Granted = Mapping[int, discord.Permissions]  # what the bot may do, by channel


def channel_state(
    guild: discord.Guild,
    current: GuildSettings,
    purpose: Purpose,
    spoilers: frozenset[int] = frozenset(),
    told: Granted | None = None,
) -> ChannelState:
    """The state of a purpose on Discord: whether its channel exists and the bot may post in it.

    `told` is what Discord has just said of channels. Of the others, what the bot knows of them counts.
    """
    channel_id = current.channels.get(purpose)
    if channel_id is None:
        return ChannelState(purpose, None)
    channel = guild.get_channel(channel_id)
    if channel is None:
        return ChannelState(purpose, channel_id, gone=True)
    granted = (told or {}).get(channel_id) or channel.permissions_for(guild.me)
    needed = needs(purpose, forum=isinstance(channel, discord.ForumChannel))
    missing = tuple(name for name in needed if not getattr(granted, name))
    spoiler = channel_id in spoilers
    return ChannelState(purpose, channel_id, missing=missing, spoiler=spoiler, guild_id=guild.id)


def told_with_choice(talk: Conversation) -> Granted:
    """What the bot may do in the channels that were chosen, as Discord says it together with the choice.

    The bot's own picture may be out of date, because Discord does not tell it about a role that it got.
    discord.py does not read this part.
    """
    data = cast(Mapping[str, Any], talk.interaction.data or {})
    channels: Mapping[str, Mapping[str, Any]] = (data.get("resolved") or {}).get("channels") or {}
    return {
        int(ident): discord.Permissions(int(channel["app_permissions"]))
        for ident, channel in channels.items()
        if channel.get("app_permissions") is not None
    }


async def flags_of_channels(talk: Conversation, guild: discord.Guild) -> Mapping[int, int]:
    """Each channel's flags. Empty if Discord does not answer.

    It asks Discord, because discord.py keeps these flags only for threads.
    """
    try:
        found = await talk.interaction.client.http.get_all_guild_channels(guild.id)
    except discord.HTTPException as error:
        log.warning("channels not listed", guild=guild.id, status=error.status, code=error.code)
        return {}
    return {int(channel["id"]): int(channel.get("flags") or 0) for channel in found}
