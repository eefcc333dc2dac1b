"""Keeps the board's threads up to date: links in their first messages, a forum's tags."""

from __future__ import annotations

from datetime import datetime

import discord

from bot import i18n
from bot.domain.board import AiringStage, OutdatedThread, Thread
from bot.i18n import LANGUAGES
from bot.logs import get_logger
from bot.present.board import board as present
from bot.schedule.board.opening import in_forum, opening_message, opening_view
from bot.schedule.posts.composing import Chore
from bot.schedule.posts.forums import named, tags_of
from bot.schedule.posts.message_sync import AT_A_TIME, at_the_latest, each
from bot.schedule.posts.standing_messages import ARCHIVED, UNCERTAIN, public_texts
from bot.services.board.thread_sync import CHORE
from bot.services.container import Services

_MOST_APPLIED = 5  # tags that a thread can have

log = get_logger("namida.schedule")


def chore(services: Services, client: discord.Client) -> Chore:
    async def mend(one: OutdatedThread) -> None:
        thread = one.shown.thread
        async with services.board.turn(thread.guild_id, thread.drama_id):
            await see_to(client, services, thread)

    async def run(now: datetime) -> datetime:
        upkeep = services.board.upkeep
        outdated = await upkeep.outdated(now, AT_A_TIME)
        await each(
            CHORE,
            outdated,
            mend,
            lambda one: f"thread {one.shown.thread.id}",
            lambda one: upkeep.refused(one, now),
        )
        if len(outdated) == AT_A_TIME:
            return now
        return at_the_latest(await upkeep.next_retry(), now)

    return Chore(CHORE, run)


async def see_to(client: discord.Client, services: Services, thread: Thread, *, awake: bool = False) -> None:
    """Bring what is out of date of a thread up to date; the caller has the turn of its drama.

    A thread of a forum that sleeps is left so. `awake`: it was opened again just now.
    """
    now, upkeep = discord.utils.utcnow(), services.board.upkeep
    one = await upkeep.outdated_at(thread, now)
    if one is None:
        return
    if not awake and not _within_reach(client, thread):
        await upkeep.asleep(one, now)
        return
    try:
        if one.links is not None:
            await _link(client, services, one)
            await upkeep.linked(one)
        if one.retag:
            await _retag(client, services, one)
    except (discord.HTTPException, *UNCERTAIN) as error:
        status, code = getattr(error, "status", None), getattr(error, "code", None)
        if code == ARCHIVED:
            await upkeep.asleep(one, now)
            return
        again = await upkeep.refused(one, now)
        log.warning("thread not brought up to date", thread=thread.id, status=status, code=code, again=again)
        return
    await upkeep.done(one)


async def see_to_beside(client: discord.Client, services: Services, thread: Thread) -> None:
    """The threads before and behind this one link to it, or no longer do."""
    for one in await services.board.upkeep.beside(thread, discord.utils.utcnow()):
        await see_to(client, services, one.shown.thread)


def _within_reach(client: discord.Client, thread: Thread) -> bool:
    """Whether a thread can be changed: its channel is known and, in a forum, it is not archived.

    discord.py keeps the threads that are active. In a text channel the opening message is not in the thread.
    """
    if not in_forum(client, thread):
        return isinstance(client.get_channel(thread.channel_id or 0), discord.TextChannel)
    there = client.get_channel(thread.thread_id or 0)
    return isinstance(there, discord.Thread) and not there.archived


async def _link(client: discord.Client, services: Services, one: OutdatedThread) -> None:
    thread = one.shown.thread
    view = opening_view(await public_texts(client, services, thread.guild_id), one.shown)
    try:
        await opening_message(client, thread).edit(view=view, allowed_mentions=discord.AllowedMentions.none())
    except discord.NotFound as error:
        # Someone deleted the message: there is nothing to keep up to date.
        log.warning("opening message is gone", thread=thread.id, code=error.code)


async def _retag(client: discord.Client, services: Services, one: OutdatedThread) -> None:
    """Exchange the tag of the stage, and touch no other; in a text channel there is none."""
    thread = one.shown.thread
    if not in_forum(client, thread):
        return
    try:
        there = await client.fetch_channel(thread.thread_id or 0)
    except discord.NotFound:
        return  # who asks for it next finds that it is gone
    if not isinstance(there, discord.Thread) or not isinstance(there.parent, discord.ForumChannel):
        return
    forum = there.parent
    wanted = await _stage_tag(client, services, forum, thread.guild_id, one.stage)
    may = forum.permissions_for(forum.guild.me).manage_threads
    every = [name for stage in AiringStage for name in _names(stage)]
    kept = [tag for tag in there.applied_tags if named([tag], every) is None or (tag.moderated and not may)]
    tags = [*kept, *(tag for tag in wanted if tag not in kept)][:_MOST_APPLIED]
    if not tags and forum.flags.require_tag:
        return  # the forum takes no thread without one
    if {tag.id for tag in tags} != {tag.id for tag in there.applied_tags}:
        await there.edit(applied_tags=tags)


async def _stage_tag(
    client: discord.Client,
    services: Services,
    forum: discord.ForumChannel,
    guild_id: int,
    stage: AiringStage | None,
) -> list[discord.ForumTag]:
    if stage is None:
        return []
    t = await public_texts(client, services, guild_id)
    return await tags_of(forum, [(present.stage_tag(t, stage), *_names(stage))])


def _names(stage: AiringStage) -> tuple[str, ...]:
    return present.with_former(present.stage_tag(i18n.texts(code), stage) for code in LANGUAGES)
