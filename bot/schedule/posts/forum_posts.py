"""Makes and deletes posts of a forum, and finds one after an attempt whose outcome is unknown.

A forum takes a post in one request, which carries no nonce: what was made is known by the marker
in its first message, the id of the first component.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Final

import discord

from bot.logs import get_logger
from bot.present.layout import Screen
from bot.schedule.posts.standing_messages import change

# Discord's clock, which dates what it is sent, and this machine's may differ.
SKEW = timedelta(minutes=5)
NEEDS_A_TAG = 40067  # Discord's code where a forum takes posts with a tag only
_KEPT_OPEN: Final = 10_080  # minutes until a silent post is archived; the longest that there is

# A post is a thread, and the id of the message that opens it.
Made = tuple[discord.Thread, int]

log = get_logger("namida.schedule")


async def make(
    forum: discord.ForumChannel,
    name: str,
    view: Screen,
    tags: Sequence[discord.ForumTag],
    allowed_mentions: discord.AllowedMentions,
    files: Sequence[discord.File] = (),
    *,
    silent: bool = False,
) -> Made:
    thread, message = await forum.create_thread(
        name=name,
        view=view,
        files=list(files),
        applied_tags=tags,
        auto_archive_duration=_KEPT_OPEN,
        allowed_mentions=allowed_mentions,
        silent=silent,
    )
    return thread, message.id


async def made_since(forum: discord.ForumChannel, marker: int, since: datetime) -> Made | None:
    """The oldest post with this marker, if one was made not before `since`."""
    found = [made async for made in _marked(forum, marker, since - SKEW)]
    return min(found, key=lambda made: made[0].id, default=None)


async def drop_others(forum: discord.ForumChannel, marker: int, kept: int, since: datetime) -> None:
    """Delete the posts with this marker but the thread `kept`.

    discord.py tries again by itself what failed on Discord's side, though the post may be there.
    """
    async for thread, _ in _marked(forum, marker, since - SKEW):
        if thread.id != kept:
            log.warning("post of a forum was made twice", forum=forum.id, thread=thread.id, kept=kept)
            await thread.delete()


async def _marked(forum: discord.ForumChannel, marker: int, since: datetime) -> AsyncIterator[Made]:
    async for thread in _threads(forum, since):
        if thread.owner_id != forum.guild.me.id or discord.utils.snowflake_time(thread.id) < since:
            continue
        async for message in thread.history(limit=1, oldest_first=True):
            if carries(message, marker):
                yield thread, message.id


async def _threads(forum: discord.ForumChannel, since: datetime) -> AsyncIterator[discord.Thread]:
    for thread in await forum.guild.active_threads():
        if thread.parent_id == forum.id:
            yield thread
    # The last archived come first; what was archived before was made before.
    async for thread in forum.archived_threads(limit=None):
        if thread.archive_timestamp < since:
            return
        yield thread


async def take_away(client: discord.Client, guild_id: int, channel_id: int, message_id: int) -> None:
    """Delete a message that may be a forum's post: with its thread, unless someone has written there.

    Raises `discord.HTTPException` as Discord does. Doing it twice does no harm.
    """
    if not isinstance(client.get_channel(channel_id), discord.abc.GuildChannel):
        thread = await client.fetch_channel(channel_id)
        if isinstance(thread, discord.Thread) and thread.last_message_id in (None, message_id):
            try:
                await thread.delete()
            except discord.Forbidden as error:
                log.warning("thread of a post stays", thread=thread.id, code=error.code)
            else:
                return
    await change(client, guild_id, channel_id, message_id, None)


def carries(message: discord.Message, marker: int) -> bool:
    """Whether one of a message's outermost components has this id."""
    return any(getattr(part, "id", None) == marker for part in message.components)
