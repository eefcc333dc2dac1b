"""Posts of reviews: composes them, and updates their messages when a review changes."""

from __future__ import annotations

from collections.abc import Mapping

import discord

from bot.domain.message_ledger import Kind, Posted
from bot.domain.outbox import Post
from bot.domain.reviews import Begin, ReviewSort
from bot.errors import NoReviews, ReviewGone
from bot.i18n import Texts
from bot.present.reviews import reviews as present
from bot.schedule.moderation.deleted_posts import gone
from bot.schedule.posts.composing import Composed, Composer
from bot.schedule.posts.message_sync import Keeper
from bot.schedule.posts.standing_messages import everyone
from bot.services.container import Services
from bot.services.reviews.review_posts import POST


def composers(services: Services) -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed | None:
        shown = await services.reviews.posts.to_post(post)
        return Composed(present.post(t, shown)) if shown is not None else None

    return {POST: compose}


def keepers(services: Services, client: discord.Client) -> dict[str, Keeper]:
    async def compose(post: Posted, t: Texts) -> Composed | None:
        if post.shown_as is not None:
            return await page(post, post.shown_as, t)
        shown = await services.reviews.posts.as_it_stands(post)
        return Composed(present.post(t, shown)) if shown is not None else None

    async def page(post: Posted, shown_as: Mapping[str, object], t: Texts) -> Composed | None:
        """The answer to `/review read`, on the page of this review."""
        owner_id, sort = int(str(shown_as["owner"])), ReviewSort(str(shown_as["sort"]))
        reader, now = await everyone(services, post.guild_id, t, owner_id), discord.utils.utcnow()
        try:
            drama = (await services.reviews.one(post.subject, reader)).drama
            begin = Begin(review_id=post.subject)
            read = await services.reviews.page(drama, reader, sort, now, begin, private=False)
        except (ReviewGone, NoReviews):
            return None
        view = present.page(t, read, owner_id=owner_id, private=False)
        return Composed(view, shows=(services.reviews.thing(read.shown),))

    async def lost(post: Posted) -> None:
        if post.shown_as is not None or await services.reviews.posts.as_it_stands(post) is None:
            await services.ledger.taken_away(post)
        else:
            await gone(services, client, post, lambda: channel_gone(post))

    async def channel_gone(post: Posted) -> None:
        """What its author has changed since is posted again; else it stays away."""
        if post.edited:
            await services.reviews.posts.lost(post, discord.utils.utcnow())
        else:
            await services.ledger.taken_away(post)

    return {Kind.REVIEW: Keeper(compose, lost)}
