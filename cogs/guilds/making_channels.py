"""Makes a server's channels for the bot's posts, with permissions that fit what they are for."""

from __future__ import annotations

import discord

from bot.domain.guilds import Purpose, needs
from bot.errors import ChannelNotMade
from bot.i18n import Texts
from bot.logs import get_logger
from bot.present import words

log = get_logger("namida")

# What members may not do in a channel of the bot's posts. In the threads of the board they write.
_NOT_FOR_ALL = ("send_messages", "create_public_threads", "create_private_threads")


async def make_channel(guild: discord.Guild, purpose: Purpose, t: Texts) -> discord.TextChannel:
    """A new text channel for a purpose, named in the server's language.

    Members read there, and write in the threads of the board. Only roles with Manage Server see the log.
    Raises `ChannelNotMade` if Discord does not let the bot do it.
    """
    try:
        return await guild.create_text_channel(
            t(words.CHANNEL_NAMES[purpose]),
            topic=t(words.PURPOSES_EXPLAINED[purpose]),
            overwrites=_overwrites(guild, purpose),
        )
    except discord.HTTPException as error:
        log.warning("channel not made", guild=guild.id, status=error.status, code=error.code)
        raise ChannelNotMade from error


def _overwrites(
    guild: discord.Guild, purpose: Purpose
) -> dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]:
    """Who may do what there. Discord lets the bot allow and deny only what it may do itself."""
    ours = guild.me.guild_permissions
    everyone, own = discord.PermissionOverwrite(), discord.PermissionOverwrite()
    for name in needs(purpose):
        if getattr(ours, name):
            setattr(own, name, True)
    found: dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite] = {
        guild.default_role: everyone,
        guild.me: own,
    }
    if purpose is Purpose.LOG:
        everyone.update(view_channel=False)
        for role in guild.roles:
            if role.permissions.manage_guild and not role.is_default():
                found[role] = discord.PermissionOverwrite(view_channel=True)
        return found
    for name in _NOT_FOR_ALL:
        if getattr(ours, name):
            setattr(everyone, name, False)
    return found
