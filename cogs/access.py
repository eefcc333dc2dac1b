"""Checks what a member may see of the board and the clubs, and whether they may write there."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import Any, Protocol, TypeVar

import aiohttp
import discord

from bot.domain.clubs import Club
from bot.domain.dramas import Drama
from bot.domain.reports import Reported
from bot.domain.writings import WritingKind, WritingRef
from bot.errors import (
    BoardHidden,
    BoardReadOnly,
    BotLacks,
    ClubPlaceClosed,
    ClubRoleClosed,
    DiscordSilent,
    NoBoard,
    NotAllowed,
)
from bot.present.conversation import Conversation
from bot.present.venues import home_of
from bot.services.container import Services
from cogs.base import Host, guild_of


def sees(talk: Conversation, channel_id: int) -> bool:
    """Whether the member can see this channel of the server."""
    granted = _granted(talk, channel_id)
    return granted is not None and granted.view_channel


def keeps_threads(talk: Conversation, channel_id: int) -> bool:
    """Whether the member may lock threads there, and so may write in locked ones."""
    granted = _granted(talk, channel_id)
    return granted is not None and granted.manage_threads


async def require_board(
    talk: Conversation, services: Services, drama: Drama, episode: int, *, writes: bool = False
) -> None:
    """Raises `NoBoard`, and `BoardHidden` or `BoardReadOnly` if the member may not do what they ask for.

    That is to open the thread for an episode (0: of the drama), or (`writes`) to post in it. A missing
    channel is noticed later, when the thread is opened.
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


async def require_comment_seen(talk: Conversation, services: Services, comment_id: int) -> None:
    """Raises `BoardHidden` for a comment in a channel that the reader does not see.

    A button that they were given before may still lead to it.
    """
    if talk.reader.guild_id is None:
        return  # no comment is read there
    ref = WritingRef(WritingKind.COMMENT, comment_id, talk.reader.guild_id)
    channel_id = await services.writings.channel_of(ref)
    granted = _granted(talk, channel_id) if channel_id is not None else None
    if granted is not None and not granted.view_channel:
        raise BoardHidden


def comments_in_sight(talk: Conversation, channel_ids: Collection[int], *, private: bool) -> bool:
    """Whether all who see a card see these channels, too: else it tells nothing of the comments there."""
    guild = talk.guild
    if guild is None:
        return False
    channels = [channel for ident in channel_ids if (channel := guild.get_channel(ident)) is not None]
    if not all(sees(talk, channel.id) for channel in channels):
        return False
    here = _readers_channel(guild, talk.interaction.channel_id)
    if private:
        return True
    return here is not None and all(_all_see(guild, here, channel) for channel in channels)


class ShownHere(Protocol):
    """A member who shows their list; `here_only`: only to members of a shared server."""

    @property
    def member_id(self) -> int: ...

    @property
    def here_only(self) -> bool: ...


ShownT = TypeVar("ShownT", bound=ShownHere)


async def still_here(host: Host, talk: Conversation, watchers: Sequence[ShownT]) -> tuple[ShownT, ...]:
    """The watchers whose list may be shown here. If only for server members, they must still be on it."""
    guild_id = talk.reader.guild_id

    async def told(watcher: ShownT) -> bool:
        if not watcher.here_only:
            return True
        try:
            return guild_id is not None and await host.is_member(guild_id, watcher.member_id)
        except DiscordSilent:  # the card can do without
            return False

    kept = await asyncio.gather(*map(told, watchers))
    return tuple(watcher for watcher, stays in zip(watchers, kept, strict=True) if stays)


# --- clubs ---


async def sees_club(host: Host, talk: Conversation, club: Club) -> bool:
    """Whether the reader may see a club: they can see its channel, or (in a direct message) are in it.

    If its channel is unknown or gone, curators and the club's members may see it.
    """
    if talk.reader.guild_id is None:
        if not await host.services.clubs.is_in(club, talk.reader):
            return False
        return await host.is_member(club.guild_id, talk.reader.member_id)
    if talk.reader.guild_id != club.guild_id:
        return False
    if talk.interaction.channel_id == club.channel_id:
        return True
    unknown = talk.reader.curator or await host.services.clubs.is_in(club, talk.reader)
    return await sees_place(talk.interaction, club.channel_id, unknown=unknown)


async def sees_place(interaction: discord.Interaction[Any], channel_id: int, *, unknown: bool) -> bool:
    """Whether the member can see a channel or thread. `unknown` is the result if the bot does not know it."""
    guild, member = home_of(interaction), interaction.user
    place = guild.get_channel_or_thread(channel_id) if guild is not None else None
    if place is None or not isinstance(member, discord.Member):
        return unknown
    if isinstance(place, discord.Thread) and place.parent is None:
        return unknown
    granted = place.permissions_for(member)
    if not granted.view_channel:
        return False
    if not isinstance(place, discord.Thread) or not place.is_private() or granted.manage_threads:
        return True
    try:
        await place.fetch_member(member.id)
    except discord.HTTPException:  # not in it; or Discord does not say, and it stays closed
        return False
    return True


def require_club_place(talk: Conversation, channel_id: int, role_id: int | None) -> None:
    """Check that the person who starts a club may post to a channel and ping a role there.

    The bot does for members only what they may do themselves. Raises `ClubPlaceClosed` and `ClubRoleClosed`
    if they may not, and `BotLacks` if the bot may not.
    """
    guild, member = guild_of(talk), talk.interaction.user
    place = guild.get_channel_or_thread(channel_id)
    if place is None or not isinstance(member, discord.Member):
        raise BotLacks(("view_channel",))
    if isinstance(place, discord.Thread) and place.parent is None:
        raise BotLacks(("view_channel",))
    writes = "send_messages_in_threads" if isinstance(place, discord.Thread) else "send_messages"
    theirs, ours = place.permissions_for(member), place.permissions_for(guild.me)
    if not (theirs.view_channel and getattr(theirs, writes)):
        raise ClubPlaceClosed(channel_id)
    lacking = tuple(name for name in ("view_channel", writes) if not getattr(ours, name))
    if lacking:
        raise BotLacks(lacking)
    if role_id is None or role_id == guild.id:
        return
    role = guild.get_role(role_id)
    if role is None or not (role.mentionable or theirs.mention_everyone):
        raise ClubRoleClosed(role_id, channel_id)
    if not (role.mentionable or ours.mention_everyone):
        raise BotLacks(("mention_everyone",))


# --- blocked members ---


def is_blockable(guild: discord.Guild, user: discord.User | discord.Member) -> bool:
    """Whether a member may be kept from writing: no bot, and not one of the server's moderators."""
    if user.bot or user.id == guild.owner_id:
        return False
    return not (isinstance(user, discord.Member) and user.guild_permissions.manage_guild)


async def can_be_blocked(guild: discord.Guild, member_id: int) -> bool:
    """Whether a member of whom only the id is known may be kept from writing, even if they have left.

    Raises `DiscordSilent`. Discord tells the bot nothing of members, so it is asked.
    """
    try:
        member = await guild.fetch_member(member_id)
    except discord.NotFound:
        return member_id != guild.owner_id
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise DiscordSilent from error
    return is_blockable(guild, member)


# --- moderation ---


async def moderates(talk: Conversation, services: Services, reported: Reported) -> bool:
    """Whether the member may decide on something that was written on their server.

    They manage the server, or the messages in its channel.
    """
    guild = guild_of(talk)
    if reported.guild_id != guild.id:
        return False
    if talk.reader.manages_guild:
        return True
    ref, place = reported.ref, reported.place
    channel_id = await services.writings.channel_of(ref) if ref is not None else None
    if place is not None:
        there = guild.get_channel_or_thread(place.channel_id)
        channel_id = there.parent_id if isinstance(there, discord.Thread) else place.channel_id
    granted = _granted(talk, channel_id) if channel_id is not None else None
    return granted is not None and granted.manage_messages


async def require_moderator(talk: Conversation, services: Services, reported: Reported) -> None:
    """Raises `NotAllowed` for members who may not decide on it, whatever their button says."""
    if not await moderates(talk, services, reported):
        raise NotAllowed("manage_messages")


def _readers_channel(guild: discord.Guild, channel_id: int | None) -> discord.abc.GuildChannel | None:
    """The channel whose readers see a public answer. For a thread, its parent channel."""
    there = guild.get_channel_or_thread(channel_id or 0)
    return there.parent if isinstance(there, discord.Thread) else there


def _all_see(guild: discord.Guild, here: discord.abc.GuildChannel, channel: discord.abc.GuildChannel) -> bool:
    """Whether everyone who can see one channel can see the other, too, as far as roles decide."""
    return all(
        channel.permissions_for(role).view_channel
        for role in guild.roles
        if here.permissions_for(role).view_channel
    )


def _granted(talk: Conversation, channel_id: int) -> discord.Permissions | None:
    """The member's permissions in a channel. None if the bot does not know it."""
    channel, member = guild_of(talk).get_channel(channel_id), talk.interaction.user
    if channel is None or not isinstance(member, discord.Member):
        return None
    return channel.permissions_for(member)
