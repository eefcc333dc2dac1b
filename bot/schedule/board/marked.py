"""Reposts of messages marked as spoilers: sends them, keeps them to the policy, deletes originals."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

import discord

from bot.domain.marked import FileCarried, Marked, Reposted, Superseded
from bot.domain.outbox import Post
from bot.domain.spoilers import Shape
from bot.i18n import Texts
from bot.logs import get_logger
from bot.present.board import marked as present
from bot.schedule.posts.composing import Chore, Composed, Composer
from bot.schedule.posts.message_sync import each
from bot.schedule.posts.standing_messages import change, public_texts
from bot.services.board.marking import CHORE, POST
from bot.services.container import Services

AT_A_TIME = 20

log = get_logger("namida.schedule")


def composers(services: Services) -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed | None:
        shown = await services.marking.to_post(post)
        return Composed(*present.post(t, shown)) if shown is not None else None

    return {POST: compose}


def chore(services: Services, client: discord.Client) -> Chore:
    async def keep_up(now: datetime) -> datetime:
        marking = services.marking
        outdated = await marking.outdated(now, AT_A_TIME)
        await each(
            CHORE,
            outdated,
            lambda post: _mend(services, client, post),
            lambda post: f"repost of {post.message_id}",
            lambda post: _put_off(services, post, "a fault"),
        )

        async def remove(message: Superseded, settled: Callable[[Superseded], Awaitable[None]]) -> None:
            if await _delete(services, client, message):
                await settled(message)

        async def later(message: Superseded, settled: Callable[[Superseded], Awaitable[None]]) -> None:
            if not await marking.refused(message, now):
                await settled(message)

        originals = await marking.superseded(now, AT_A_TIME)
        gone = await marking.gone(now, AT_A_TIME)
        for messages, settled in ((originals, marking.removed), (gone, marking.deleted)):
            await each(
                CHORE,
                messages,
                partial(remove, settled=settled),
                lambda message: f"message {message.message_id}",
                partial(later, settled=settled),
            )
        again = await marking.tidy(now)
        # As many as it takes at a time: there may be more.
        return now if AT_A_TIME in (len(outdated), len(originals), len(gone)) else again

    return Chore(CHORE, keep_up)


async def _delete(services: Services, client: discord.Client, message: Superseded) -> bool:
    """Delete a message; whether it is gone, or stays for good. Doing it twice does no harm."""
    try:
        await change(client, message.guild_id, message.channel_id, message.message_id, None)
    except discord.NotFound:
        pass  # someone was faster, or this process before it stopped
    except discord.Forbidden as error:
        log.warning("marked message stays", guild=message.guild_id, code=error.code)
    except discord.HTTPException as error:
        again = await services.marking.refused(message, discord.utils.utcnow())
        log.warning("marked message not removed", guild=message.guild_id, status=error.status, again=again)
        return not again
    return True


async def _mend(services: Services, client: discord.Client, post: Reposted) -> None:
    """Have a repost hide as its guild wants it now. Doing it twice does no harm."""
    marking = services.marking
    shown = await marking.as_it_stands(post)
    if shown is None:  # the drama is gone from the catalogue: no one can be asked how far they are
        await marking.showing(post, Shape.BARS)
        return
    try:
        if not (shown.text or shown.files):
            # It holds all that it says: so it stands under bars.
            if shown.shape is not Shape.ASK and not post.relabelled:
                await marking.showing(post, shown.shape)
                return
            shown = await _read_back(client, post, shown)
            # What another run has sealed meanwhile says nothing: the words are kept from before.
            shown = await marking.keep(shown) if shown is not None else None
            if shown is None:
                await _put_off(services, post, "nothing to read back, or a file is gone")
                return
        view, files = present.post(await public_texts(client, services, post.guild_id), shown)
        await change(client, post.guild_id, post.channel_id, post.repost_id, view, files)
    except discord.NotFound:
        log.warning("repost is gone", guild=post.guild_id)
        await marking.forget(post.message_id)
    except discord.HTTPException as error:
        await _put_off(services, post, f"{error.status} {error.code}")
    else:
        await marking.showing(post, shown.shape)


async def _put_off(services: Services, post: Reposted, reason: str) -> None:
    again = await services.marking.refused(post, discord.utils.utcnow())
    log.warning("repost not changed", guild=post.guild_id, reason=reason, again=again)
    if not again:
        await services.marking.stays(post)


async def _read_back(client: discord.Client, post: Reposted, shown: Marked) -> Marked | None:
    """What the repost alone holds, for nothing is kept of what stands under bars; None without its files."""
    channel = client.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
    message = await channel.get_partial_message(post.repost_id).fetch()
    try:
        files = [FileCarried(file.filename, await file.read()) for file in message.attachments]
    except discord.NotFound:  # else it would say that the message is
        return None
    return present.read_back(shown, message, files)
