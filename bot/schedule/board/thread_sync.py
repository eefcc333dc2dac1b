"""Keeps the board's threads up to date: links in their first messages, a forum's tags."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

import discord

from bot import i18n
from bot.domain.board import AiringStage, Opener, Thread
from bot.domain.board import stage as stage_of_airing
from bot.domain.message_ledger import Kind, Posted
from bot.i18n import LANGUAGES, Texts
from bot.present.board import board as present
from bot.schedule.board.opening import in_forum, opening_message, opening_view
from bot.schedule.posts.composing import Chore, Composed
from bot.schedule.posts.forums import named, tags_of
from bot.schedule.posts.message_sync import EVERY, Asleep, Keeper, Unchanged
from bot.schedule.posts.standing_messages import ARCHIVED
from bot.services.board.thread_sync import ASLEEP, CHORE
from bot.services.container import Services

_MOST_APPLIED = 5  # tags that a thread can have


def chore(services: Services) -> Chore:
    async def run(now: datetime) -> datetime:
        await services.board.upkeep.look_at_tags(now)
        return now + EVERY

    return Chore(CHORE, run)


def keepers(services: Services, client: discord.Client) -> dict[str, Keeper]:
    upkeep = services.board.upkeep

    def keeper(mend: Callable[[Thread, Opener, Texts], Awaitable[None]]) -> Keeper:
        async def compose(post: Posted, t: Texts) -> Composed:
            thread = await upkeep.thread(post.subject)
            if thread is None:
                raise Unchanged
            async with services.board.turn(thread.guild_id, thread.drama_id):
                shown = await upkeep.opener(thread)
                if shown is None:  # its drama is out of the catalogue: the thread stays as it is
                    raise Unchanged
                await _awake(client, thread, partial(mend, thread, shown, t))
            raise Unchanged

        return Keeper(compose)

    async def link(thread: Thread, shown: Opener, t: Texts) -> None:
        view = opening_view(t, shown)
        await opening_message(client, thread).edit(view=view, allowed_mentions=discord.AllowedMentions.none())

    async def retag(thread: Thread, shown: Opener, t: Texts) -> None:
        tells = stage_of_airing(shown.entry, discord.utils.utcnow().date())
        await _retag(client, thread, t, tells)
        await upkeep.tagged(thread, tells)

    return {Kind.OPENER: keeper(link), Kind.TAGS: keeper(retag)}


async def _awake(client: discord.Client, thread: Thread, work: Callable[[], Awaitable[None]]) -> None:
    """A thread of a forum that sleeps is left so: what is out of date waits until someone opens it again."""
    if not _within_reach(client, thread):
        raise Asleep(ASLEEP)
    try:
        await work()
    except discord.HTTPException as error:
        if error.code != ARCHIVED:
            raise
        raise Asleep(ASLEEP) from error


def _within_reach(client: discord.Client, thread: Thread) -> bool:
    """Whether a thread can be changed: its channel is known and, in a forum, it is not archived.

    discord.py keeps the threads that are active. In a text channel the opening message is not in the thread.
    """
    if not in_forum(client, thread):
        return isinstance(client.get_channel(thread.channel_id or 0), discord.TextChannel)
    there = client.get_channel(thread.thread_id or 0)
    return isinstance(there, discord.Thread) and not there.archived


async def _retag(client: discord.Client, thread: Thread, t: Texts, stage: AiringStage | None) -> None:
    """Exchange the tag of the stage, and touch no other; in a text channel there is none."""
    if not in_forum(client, thread):
        return
    try:
        there = await client.fetch_channel(thread.thread_id or 0)
    except discord.NotFound:
        return  # who asks for it next finds that it is gone
    if not isinstance(there, discord.Thread) or not isinstance(there.parent, discord.ForumChannel):
        return
    forum = there.parent
    wanted = await _stage_tag(forum, t, stage)
    may = forum.permissions_for(forum.guild.me).manage_threads
    every = [name for stage in AiringStage for name in _names(stage)]
    kept = [tag for tag in there.applied_tags if named([tag], every) is None or (tag.moderated and not may)]
    tags = [*kept, *(tag for tag in wanted if tag not in kept)][:_MOST_APPLIED]
    if not tags and forum.flags.require_tag:
        return  # the forum takes no thread without one
    if {tag.id for tag in tags} != {tag.id for tag in there.applied_tags}:
        await there.edit(applied_tags=tags)


async def _stage_tag(
    forum: discord.ForumChannel, t: Texts, stage: AiringStage | None
) -> list[discord.ForumTag]:
    if stage is None:
        return []
    return await tags_of(forum, [(present.stage_tag(t, stage), *_names(stage))])


def _names(stage: AiringStage) -> tuple[str, ...]:
    return present.with_former(present.stage_tag(i18n.texts(code), stage) for code in LANGUAGES)
