"""Posts of reviews: composes them, and updates their messages when a review changes."""

from __future__ import annotations

from datetime import datetime

import discord

from bot.domain.message_ledger import Posted
from bot.domain.outbox import Post
from bot.i18n import Texts
from bot.present.reviews import reviews as present
from bot.schedule.posts.composing import Chore, Composed, Composer
from bot.schedule.posts.message_sync import keep, keep_all, named
from bot.schedule.posts.standing_messages import public_texts
from bot.services.container import Services
from bot.services.reviews.reviews import POST, POSTS_CHORE


def composers(services: Services) -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed | None:
        shown = await services.reviews.to_post(post)
        return Composed(present.post(t, shown)) if shown is not None else None

    return {POST: compose}


def chore(services: Services, client: discord.Client) -> Chore:
    async def mend(post: Posted) -> None:
        reviews = services.reviews
        shown = None if post.gone else await reviews.as_it_stands(post)
        view = present.post(await public_texts(client, services, post.guild_id), shown) if shown else None
        if await keep(client, reviews, post, view):
            return
        if shown is not None and post.edited:
            await reviews.lost(post, discord.utils.utcnow())
        else:
            await reviews.taken_away(post)

    async def run(now: datetime) -> datetime:
        return await keep_all(POSTS_CHORE, services.reviews, mend, named, now)

    return Chore(POSTS_CHORE, run)
