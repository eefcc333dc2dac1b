"""Posts of synopses: what they say, one an interval, and keeping messages as the synopses are."""

from __future__ import annotations

from datetime import datetime, timedelta

import discord

from bot.domain.outbox import Post
from bot.domain.publishing import SynopsisPost
from bot.i18n import Texts
from bot.logs import get_logger
from bot.present.episodes import publishing as present
from bot.present.episodes import submissions
from bot.schedule.posts.composing import Chore, Composed, Composer, ForumPost
from bot.schedule.posts.forum_posts import take_away
from bot.schedule.posts.message_sync import at_the_latest, keep_all
from bot.schedule.posts.standing_messages import change, public_texts
from bot.services.container import Services
from bot.services.episodes.publishing import NEWS, POST, POSTS_CHORE, SCHEDULE_CHORE
from bot.services.episodes.submissions import ACCEPTED, ARRIVED, REPLACED, RETURNED

log = get_logger("namida.schedule")


def composers(services: Services, client: discord.Client) -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed | None:
        shown = await services.publishing.to_post(post, t.language)
        if shown is None:
            return None
        synopsis = shown.synopsis
        tags = (present.forum_tag(t, synopsis.drama),)
        forum = ForumPost(present.forum_name(t, synopsis.drama, synopsis.episode), tags)
        return Composed(present.post(t, shown), forum=forum)

    async def news(post: Post, t: Texts) -> Composed | None:
        told = await services.publishing.news(post)
        return Composed(present.news(t, told)) if told is not None else None

    async def to_author(post: Post, t: Texts) -> Composed | None:
        told = await services.submissions.about_message(post)
        if told is None:
            return None
        guild = client.get_guild(told.synopsis.guild_id or 0)
        server = guild.name if guild is not None else None
        if post.kind == RETURNED:
            return Composed(submissions.returned(t, told, server))
        if post.kind == REPLACED:
            return Composed(submissions.replaced(t, told, server))
        return Composed(submissions.accepted(t, told, server, edited=bool(post.payload["edited"])))

    async def arrived(post: Post, t: Texts) -> Composed | None:
        told = await services.submissions.arrived(post)
        return Composed(submissions.arrived(t, told)) if told is not None else None

    return {
        POST: compose,
        NEWS: news,
        ARRIVED: arrived,
        RETURNED: to_author,
        ACCEPTED: to_author,
        REPLACED: to_author,
    }


def chores(services: Services, client: discord.Client) -> tuple[Chore, ...]:
    async def publish(now: datetime) -> datetime:
        due = await services.publishing.run_schedules(now)
        return at_the_latest(due, now)

    async def mend(now: datetime) -> datetime:
        return await keep_all(
            POSTS_CHORE,
            services.publishing,
            lambda post: _mend(services, client, post),
            lambda post: f"drama {post.drama_id} episode {post.episode} guild {post.guild_id}",
            now,
        )

    return (
        Chore(SCHEDULE_CHORE, publish, first_after=timedelta(seconds=75)),
        Chore(POSTS_CHORE, mend, first_after=timedelta(seconds=105)),
    )


async def _mend(services: Services, client: discord.Client, post: SynopsisPost) -> None:
    """Edit one message, or take it away. Doing it twice does no harm."""
    publishing = services.publishing
    if post.channel_id is None or post.message_id is None:
        return
    t = await public_texts(client, services, post.guild_id)
    shown = await publishing.as_it_stands(post, t.language)
    try:
        if shown is None:
            await take_away(client, post.guild_id, post.channel_id, post.message_id)
        else:
            view = present.post(t, shown)
            await change(client, post.guild_id, post.channel_id, post.message_id, view)
    except discord.NotFound as error:
        # A moderator deleted it: it stays away until one has it posted again.
        log.warning("post of a synopsis is gone", drama=post.drama_id, guild=post.guild_id, code=error.code)
        await publishing.gone(post)
        return
    except discord.HTTPException as error:
        again = await publishing.refused(post, discord.utils.utcnow())
        log.warning(
            "post of a synopsis not changed",
            drama=post.drama_id,
            guild=post.guild_id,
            status=error.status,
            code=error.code,
            again=again,
        )
        return
    if shown is None:
        await publishing.gone(post)
    else:
        await publishing.showing(post)
