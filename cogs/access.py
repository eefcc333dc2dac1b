"""What a member may see of the board, and whether they may write there."""

from __future__ import annotations

import discord

from bot.domain.comments import CardComments
from bot.domain.dramas import Drama
from bot.errors import BoardHidden, BoardReadOnly, NoBoard
from bot.present.conversation import Conversation
from bot.services.house import Services
from cogs.base import guild_of


def sees(talk: Conversation, channel_id: int) -> bool:
    """Whether the member sees a channel of the server that the bot knows."""
    granted = _granted(talk, channel_id)
    return granted is not None and granted.view_channel


def keeps_threads(talk: Conversation, channel_id: int) -> bool:
    """Whether the member is one of those who lock threads there, and may write in one that is."""
    granted = _granted(talk, channel_id)
    return granted is not None and granted.manage_threads


async def require_board(
    talk: Conversation, services: Services, drama: Drama, episode: int, *, writes: bool = False
) -> None:
    """Raises `NoBoard`, and `BoardHidden` and `BoardReadOnly` where a member may not do what is asked for.

    That is to open the thread for an episode (0: of the drama), or (`writes`) to post in it. A
    channel that is not there is for who opens the thread to find.
    """
    channel_id = await services.board.channel_of(guild_of(talk).id, drama, episode)
    if channel_id is None:
        raise NoBoard
    granted = _granted(talk, channel_id)
    if granted is None:
        return
    if not granted.view_channel:
        raise BoardHidden
    if writes and not granted.send_messages_in_threads:
        raise BoardReadOnly(channel_id)


async def comments_in_sight(
    talk: Conversation, services: Services, drama_id: int, told: CardComments, *, private: bool
) -> CardComments:
    """What a card may tell of comments: nothing to who does not see the threads in which they stand.

    A public card quotes none that some of its readers could not read there.
    """
    guild = talk.interaction.guild
    if guild is None or not told.count:
        return told
    channels = [
        channel
        for ident in await services.board.channels(guild.id, drama_id)
        if (channel := guild.get_channel(ident)) is not None
    ]
    if not all(sees(talk, channel.id) for channel in channels):
        return CardComments()
    here = _readers_channel(guild, talk.interaction.channel_id)
    if private or here is None or all(_all_see(guild, here, channel) for channel in channels):
        return told
    return CardComments(told.count)


async def moderates(talk: Conversation, services: Services, comment_id: int) -> bool:
    """Whether the member may take down a comment: they manage the server, or messages where it stands."""
    guild = guild_of(talk)
    if talk.reader.manages_guild:
        return True
    channel_id = await services.comments.takedowns.channel_of(comment_id, guild.id)
    granted = _granted(talk, channel_id) if channel_id is not None else None
    return granted is not None and granted.manage_messages


def _readers_channel(guild: discord.Guild, channel_id: int | None) -> discord.abc.GuildChannel | None:
    """The channel whose readers see what is answered there; of a thread the one that it is in."""
    there = guild.get_channel_or_thread(channel_id or 0)
    return there.parent if isinstance(there, discord.Thread) else there


def _all_see(guild: discord.Guild, here: discord.abc.GuildChannel, channel: discord.abc.GuildChannel) -> bool:
    """Whether whoever sees the one channel sees the other, too, as far as roles decide it."""
    return all(
        channel.permissions_for(role).view_channel
        for role in guild.roles
        if here.permissions_for(role).view_channel
    )


def _granted(talk: Conversation, channel_id: int) -> discord.Permissions | None:
    """What the member may do in a channel; None where the bot does not know it."""
    channel, member = guild_of(talk).get_channel(channel_id), talk.interaction.user
    if channel is None or not isinstance(member, discord.Member):
        return None
    return channel.permissions_for(member)
