"""Finds a forum's tags by any of their names, and makes missing ones if the bot may."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from weakref import WeakValueDictionary

import discord

from bot.logs import get_logger

MOST_TAGS = 20  # that a forum can have

log = get_logger("namida.schedule")

_turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()


async def tags_of(forum: discord.ForumChannel, wanted: Sequence[Sequence[str]]) -> list[discord.ForumTag]:
    """The forum's tags for a post, those of them that there are and that the bot may give.

    Each of `wanted` are the names that one tag may have: moderators may have named it in any
    language. One that lacks is made under the first of its names.
    """
    granted = forum.permissions_for(forum.guild.me)
    available: Sequence[discord.ForumTag] = forum.available_tags
    if granted.manage_channels and _lacking(available, wanted):
        try:
            available = await _made(forum, wanted)
        except discord.HTTPException as error:
            log.warning("tags not made", forum=forum.id, status=error.status, code=error.code)
    found = (named(available, names) for names in wanted)
    return [tag for tag in found if tag is not None and (granted.manage_threads or not tag.moderated)]


def named(tags: Iterable[discord.ForumTag], names: Iterable[str]) -> discord.ForumTag | None:
    """The tag that has one of these names."""
    folded = {name.casefold() for name in names}
    return next((tag for tag in tags if tag.name.casefold() in folded), None)


async def _made(forum: discord.ForumChannel, wanted: Sequence[Sequence[str]]) -> list[discord.ForumTag]:
    """Make what lacks of these tags, if there is room for it.

    Discord takes a forum's tags as a whole: anyone who made others meanwhile must not lose them.
    """
    async with _turns.setdefault(forum.id, asyncio.Lock()):
        now = await forum.guild.fetch_channel(forum.id)
        available = list(now.available_tags) if isinstance(now, discord.ForumChannel) else []
        lacking = _lacking(available, wanted)
        if not lacking or len(available) + len(lacking) > MOST_TAGS:
            return available
        made = (discord.ForumTag(name=name) for name in lacking)
        return list((await forum.edit(available_tags=[*available, *made])).available_tags)


def _lacking(available: Sequence[discord.ForumTag], wanted: Sequence[Sequence[str]]) -> list[str]:
    return [names[0] for names in wanted if named(available, names) is None]
