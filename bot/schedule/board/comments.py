"""Posts of comments: composing them, and keeping them up to date."""

from __future__ import annotations

from datetime import datetime, timedelta

import discord

from bot.domain.comments import Comment
from bot.domain.dramas import Drama
from bot.domain.message_ledger import Kind, Posted
from bot.domain.outbox import Post, Target
from bot.errors import NamidaError, StoreUnavailable
from bot.i18n import Texts
from bot.logs import get_logger
from bot.present.board import comments as present
from bot.schedule.board.threads import forget, thread_for
from bot.schedule.moderation.deleted_posts import gone
from bot.schedule.posts.composing import Chore, Composed, Composer
from bot.schedule.posts.message_sync import Keeper, each
from bot.services.board.comment_posts import POST, POSTS_CHORE
from bot.services.container import Services

EVERY = timedelta(hours=2)  # those that wait are looked at sooner: the store asks for it

log = get_logger("namida.schedule")


def composers(services: Services) -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed | None:
        shown = await services.comments.posts.to_post(post)
        return Composed(present.post(t, shown)) if shown is not None else None

    return {POST: compose}


def keepers(services: Services, client: discord.Client) -> dict[str, Keeper]:
    async def compose(post: Posted, t: Texts) -> Composed | None:
        shown = await services.comments.posts.as_it_stands(post)
        return Composed(present.post(t, shown)) if shown is not None else None

    async def lost(post: Posted) -> None:
        if await services.comments.posts.as_it_stands(post) is None:
            await services.ledger.taken_away(post)
        else:
            await gone(services, client, post, lambda: _thread_gone(services, client, post))

    return {Kind.COMMENT: Keeper(compose, lost)}


def chore(services: Services, client: discord.Client) -> Chore:
    """Finds comments that wait for a thread that is gone."""

    async def run(now: datetime) -> datetime:
        await _rehouse(services, client, now)
        return now + EVERY

    return Chore(POSTS_CHORE, run)


async def _rehouse(services: Services, client: discord.Client, now: datetime) -> None:
    """Someone deleted a thread while comments were on their way to it: they go to the one made again."""

    async def rehouse(homeless: tuple[Comment, Drama, Target]) -> None:
        comment, drama, gone = homeless
        try:
            opened = await thread_for(client, services, comment.guild_id, drama, comment.episode)
        except StoreUnavailable:
            raise
        except NamidaError as error:
            # No board, or none that the bot may use: they wait, and moderators see it in the settings.
            log.warning("no thread for a comment", comment=comment.id, reason=type(error).__name__)
            return
        await services.comments.posts.rehouse(gone, opened.thread_id, now)

    homeless = await services.comments.posts.homeless()
    await each(POSTS_CHORE, homeless, rehouse, lambda one: f"comment {one[0].id}", _left)


async def _left(_: object) -> None:
    """It stays as it is: the next run meets it again."""


async def _thread_gone(services: Services, client: discord.Client, post: Posted) -> None:
    """The thread of a comment is gone. It comes back, in the one made again, when its author changes it."""
    posts, ledger, now = services.comments.posts, services.ledger, discord.utils.utcnow()
    await forget(client, services, post.channel_id)
    shown = await posts.as_it_stands(post)
    if shown is None:
        await ledger.taken_away(post)
    elif not post.edited or shown.comment.hidden:
        await ledger.showing(post)
    else:
        episode = shown.comment.episode
        try:
            opened = await thread_for(client, services, post.guild_id, shown.drama, episode)
        except StoreUnavailable:
            raise
        except NamidaError as error:
            again = await ledger.refused(post, now)
            reason = type(error).__name__
            log.warning("no thread for a comment", comment=post.subject, reason=reason, again=again)
            return
        await posts.lost(post, opened.thread_id, now)
