"""Posts synopses, one at each interval, and keeps posted ones up to date."""

from __future__ import annotations

from datetime import datetime, timedelta

import discord

from bot.domain.message_ledger import Kind, Posted
from bot.domain.outbox import Post
from bot.i18n import Texts
from bot.present.episodes import publishing as present
from bot.present.episodes import submissions
from bot.schedule.moderation.deleted_posts import gone
from bot.schedule.posts.composing import Chore, Composed, Composer, ForumPost
from bot.schedule.posts.forum_posts import take_away
from bot.schedule.posts.message_sync import Keeper, at_the_latest
from bot.services.container import Services
from bot.services.episodes.publishing import NEWS, POST, SCHEDULE_CHORE
from bot.services.episodes.submissions import ACCEPTED, ARRIVED, REPLACED, RETURNED


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


def keepers(services: Services, client: discord.Client) -> dict[str, Keeper]:
    async def compose(post: Posted, t: Texts) -> Composed | None:
        shown = await services.publishing.as_it_stands(post, t.language)
        return Composed(present.post(t, shown), shows=(post.thing,)) if shown is not None else None

    async def lost(post: Posted) -> None:
        """A message that another replaced, or that showed another text than stands by now, only stays away.

        A text of the catalogue does so, too: it is no member's to take down.
        """
        if post.shown_as is not None or post.number or post.edited:
            await services.ledger.taken_away(post)
        else:
            await gone(services, client, post, lambda: services.ledger.taken_away(post))

    return {Kind.SYNOPSIS: Keeper(compose, lost, remove=take_away)}


def chores(services: Services) -> tuple[Chore, ...]:
    async def publish(now: datetime) -> datetime:
        due = await services.publishing.run_schedules(now)
        return at_the_latest(due, now)

    return (Chore(SCHEDULE_CHORE, publish, first_after=timedelta(seconds=75)),)
