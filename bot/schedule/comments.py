"""Posts of comments: what one says, keeping its message as the comment is, and telling of reports."""

from __future__ import annotations

from datetime import datetime, timedelta

import discord

from bot.domain.comments import PostedComment, Report, Reported
from bot.domain.outbox import Post
from bot.errors import NamidaError, StoreUnavailable
from bot.i18n import Texts
from bot.logs import get_logger
from bot.present import comments as present
from bot.schedule.composing import Chore, Composed, Composer
from bot.schedule.posted import change, public_texts
from bot.schedule.threads import thread_for
from bot.services.comments import POST, POSTS_CHORE, REPORT
from bot.services.house import Services

EVERY = timedelta(minutes=30)  # what is changed or deleted is done at once: whoever does it has it hastened
AT_A_TIME = 20

_ARCHIVED = 50083  # Discord's code for a change in a thread that is archived

log = get_logger("namida.schedule")


def composers(services: Services) -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed | None:
        shown = await services.comments.to_post(post)
        return Composed(present.post(t, shown)) if shown is not None else None

    async def tell(post: Post, t: Texts) -> Composed | None:
        guild, channel, message = (int(str(post.payload[name])) for name in ("guild", "channel", "message"))
        report = Report(Reported(str(post.payload["kind"])), guild, channel, message)
        return Composed(present.notice(t, report))

    return {POST: compose, REPORT: tell}


def chore(services: Services, client: discord.Client) -> Chore:
    async def mend(now: datetime) -> datetime:
        await _rehouse(services, client, now)
        outdated = await services.comments.outdated(now, AT_A_TIME)
        for post in outdated:
            await _mend(services, client, post)
        # As many as it takes at a time: there may be more.
        return now if len(outdated) == AT_A_TIME else now + EVERY

    return Chore(POSTS_CHORE, mend)


async def _rehouse(services: Services, client: discord.Client, now: datetime) -> None:
    """Somebody deleted a thread while comments were on their way to it: they go to the one made anew."""
    for comment, drama, gone in await services.comments.homeless():
        try:
            opened = await thread_for(client, services, comment.guild_id, drama, comment.episode or None)
        except StoreUnavailable:
            raise
        except NamidaError as error:
            # No board, or none that the bot may use: they wait, and moderators see it in the settings.
            log.warning("no thread for a comment", comment=comment.id, reason=type(error).__name__)
            continue
        await services.comments.rehouse(gone, opened.thread_id, now)


async def _mend(services: Services, client: discord.Client, post: PostedComment) -> None:
    """Edit one message, or take it away. Doing it twice does no harm."""
    comments, now = services.comments, discord.utils.utcnow()
    shown = None if post.gone else await comments.as_it_stands(post)
    view = present.post(await public_texts(client, services, post.guild_id), shown) if shown else None
    try:
        try:
            await change(client, post.guild_id, post.channel_id, post.message_id, view)
        except discord.HTTPException as error:
            if error.code != _ARCHIVED:
                raise
            await _reopen(client, post.channel_id)
            await change(client, post.guild_id, post.channel_id, post.message_id, view)
    except discord.NotFound as error:
        log.warning("post of a comment is gone", comment=post.comment_id, code=error.code)
        await _gone(services, client, post, now)
        return
    except discord.HTTPException as error:
        again = await comments.refused(post, now)
        log.warning(
            "post of a comment not changed",
            comment=post.comment_id,
            guild=post.guild_id,
            status=error.status,
            code=error.code,
            again=again,
        )
        return
    if shown is None:
        await comments.taken_away(post)
    else:
        await comments.showing(post)


async def _reopen(client: discord.Client, channel_id: int) -> None:
    thread = await client.fetch_channel(channel_id)
    if isinstance(thread, discord.Thread):
        await thread.edit(archived=False)


async def _gone(services: Services, client: discord.Client, post: PostedComment, now: datetime) -> None:
    """The message was deleted by hand, or its thread: it comes back only when its author changes it."""
    comments = services.comments
    shown = None if post.gone else await comments.as_it_stands(post)
    if shown is None:
        await comments.taken_away(post)
    elif not post.edited:
        await comments.showing(post)
    else:
        episode = shown.comment.episode or None
        try:
            opened = await thread_for(client, services, post.guild_id, shown.drama, episode)
        except StoreUnavailable:
            raise
        except NamidaError as error:
            again = await comments.refused(post, now)
            reason = type(error).__name__
            log.warning("no thread for a comment", comment=post.comment_id, reason=reason, again=again)
            return
        await comments.lost(post, opened.thread_id, now)
