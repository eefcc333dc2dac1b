"""Turns a channel of the bot's posts into a spoiler channel of Discord's, when a moderator asks for it."""

from __future__ import annotations

import discord

from bot.domain.guilds import SPOILER_CHANNEL, SPOILING, hides_all
from bot.errors import ChannelNotChanged, NotAllowed
from bot.logs import get_logger
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.guilds import hiding
from cogs.base import Host, NamidaCog, on_press, require_manager
from cogs.guilds.channel_states import flags_of_channels

log = get_logger("namida")


class SpoilerChannels(NamidaCog):
    """Asks which channel, and sets Discord's mark."""

    @on_press(verbs.CHANNELS_HIDE)
    async def ask(self, talk: Conversation, _: Pressed) -> None:
        guild = require_manager(talk)
        current = await self.services.rules.get(guild.id)
        flags = await flags_of_channels(talk, guild)
        found = {
            purpose: channel_id
            for purpose in SPOILING
            if (channel_id := current.channels.get(purpose)) in flags
            and channel_id is not None
            and not hides_all(flags[channel_id])
            and _may_be_marked(guild.get_channel(channel_id), guild.me)
        }
        await talk.update(hiding.asked(talk.t, found))

    @on_press(verbs.CHANNEL_HIDE)
    async def mark(self, talk: Conversation, pressed: Pressed) -> None:
        """Set the mark. The member may only have done what they may do themselves."""
        guild, channel_id = require_manager(talk), pressed.number(0)
        channel, member = guild.get_channel(channel_id), talk.interaction.user
        chosen = (await self.services.rules.get(guild.id)).channels.values()
        if channel is None or channel_id not in chosen or not isinstance(member, discord.Member):
            raise ChannelNotChanged
        if not channel.permissions_for(member).manage_channels:
            raise NotAllowed("manage_channels")
        flags = await flags_of_channels(talk, guild)
        if channel_id not in flags:  # the other flags would be lost
            raise ChannelNotChanged
        try:
            await talk.interaction.client.http.edit_channel(
                channel_id, flags=flags[channel_id] | SPOILER_CHANNEL, reason=f"{member} in /settings"
            )
        except discord.HTTPException as error:
            log.warning("channel not marked", guild=guild.id, status=error.status, code=error.code)
            raise ChannelNotChanged from error
        await talk.update(hiding.marked(talk.t, channel_id))


def _may_be_marked(channel: discord.abc.GuildChannel | None, me: discord.Member) -> bool:
    """Whether the bot may change a channel. Discord ignores the mark of one with an age limit."""
    if channel is None or getattr(channel, "nsfw", False):
        return False
    return channel.permissions_for(me).manage_channels


async def setup(host: Host) -> None:
    await host.add_cog(SpoilerChannels(host))
