"""Threads of the board on Discord's side: finds, opens, reopens and replaces them, each only once."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from datetime import datetime

import discord

from bot.domain.board import Opened, Thread, ThreadFound
from bot.domain.dramas import Drama
from bot.domain.outbox import Obstacle, Post
from bot.errors import BoardClosed, ThreadBusy
from bot.i18n import Texts
from bot.logs import get_logger
from bot.present.board import board as present
from bot.schedule.board.opening import Opening, in_forum, missing, opening_message, tolerated
from bot.schedule.posts.composing import Composed, Composer
from bot.services.board.board import CLOSED
from bot.services.container import Services

# While another process opens the thread, its result is looked for so often, and for so long.
PAUSE_S = 0.5
ATTEMPTS = 40

log = get_logger("namida.schedule")


async def thread_for(
    client: discord.Client, services: Services, guild_id: int, drama: Drama, episode: int
) -> Opened:
    """The thread of a drama, or of the batch that holds the episode: found, or opened.

    For 0 the whole drama's or, where there is none and the guild has batches, the first. However many
    ask at the same time, in this process or another, one is opened. An archived one is opened
    again, one that is gone made again. Raises `NoBoard`, `BoardGone`, `BoardClosed` (with the
    permissions that are missing), `BoardNeedsTag` or `ThreadBusy` where it cannot be had, and
    `EpisodeOutOfRange`.
    """
    claimed_by = secrets.token_hex(8)
    async with services.board.turn(guild_id, drama.id):
        for _ in range(ATTEMPTS):
            sought = await services.board.seek(guild_id, drama, episode, claimed_by, _now())
            if sought.standing is ThreadFound.THERE:
                opened = await _standing(client, services, sought.thread)
            elif sought.standing is ThreadFound.OURS:
                opened = await Opening(client, services, sought, claimed_by).run()
            else:
                await asyncio.sleep(PAUSE_S)
                continue
            if opened is not None:
                return opened
    raise ThreadBusy


async def forget(client: discord.Client, services: Services, thread_id: int) -> bool:
    """A thread was deleted: remove what is left of it and the links to it; False if it is not ours."""
    known = await services.board.at(thread_id)
    if known is None:
        return False
    async with services.board.turn(known.guild_id, known.drama_id):
        return await _forget(client, services, thread_id)


async def _forget(client: discord.Client, services: Services, thread_id: int) -> bool:
    known = await services.board.gone(thread_id)
    if known is None:
        return False
    log.info("thread is gone", guild=known.guild_id, drama=known.drama_id, thread=thread_id)
    if known.opener_id is not None and not in_forum(client, known):
        # In a text channel the message that the thread hung on is still there.
        await tolerated(known, opening_message(client, known).delete)
    return True


def composers() -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed:
        channel, obstacle = post.payload["channel"], post.payload["obstacle"]
        return Composed(present.closed(t, int(str(channel)) if channel else None, Obstacle(str(obstacle))))

    return {CLOSED: compose}


async def _standing(client: discord.Client, services: Services, thread: Thread) -> Opened | None:
    """A thread that the store knows: reopened if it was archived; None once it turns out to be gone."""
    thread_id, channel_id = thread.thread_id or 0, thread.channel_id or 0
    opened = Opened(thread.id, thread.guild_id, channel_id, thread_id, thread.batch)
    try:
        there = await client.fetch_channel(thread_id)
    except discord.NotFound:
        there = None
    except discord.Forbidden as error:
        raise BoardClosed(channel_id, missing(client.get_channel(channel_id))) from error
    except discord.HTTPException as error:
        # Most likely it is as it was: the link is better than none.
        log.warning("thread not looked at", thread=thread_id, status=error.status, code=error.code)
        return opened
    if not isinstance(there, discord.Thread):
        await _forget(client, services, thread_id)
        return None
    if there.archived and not there.locked:  # what moderators locked stays as they left it
        # While it slept nothing of it could be changed: Discord tells that it woke, and then it is seen to.
        # Where the bot may not open it, anyone who writes there does.
        await tolerated(thread, lambda: there.edit(archived=False))
    return replace(opened, locked=there.locked)


def _now() -> datetime:
    return discord.utils.utcnow()
