"""Posts of reviews: what one says, and keeping its message as the review is."""

from __future__ import annotations

import discord

from bot.domain.message_ledger import Kind, Posted
from bot.domain.outbox import Post
from bot.i18n import Texts
from bot.present.reviews import reviews as present
from bot.schedule.posts.composing import Composed, Composer
from bot.schedule.posts.message_sync import Keeper
from bot.services.container import Services
from bot.services.reviews.reviews import POST


def composers(services: Services) -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed | None:
        shown = await services.reviews.to_post(post)
        return Composed(present.post(t, shown)) if shown is not None else None

    return {POST: compose}


def keepers(services: Services) -> dict[str, Keeper]:
    async def compose(post: Posted, t: Texts) -> Composed | None:
        shown = await services.reviews.as_it_stands(post)
        return Composed(present.post(t, shown)) if shown is not None else None

    async def lost(post: Posted) -> None:
        """What its author has changed since is posted again; else it stays away."""
        if post.edited:
            await services.reviews.lost(post, discord.utils.utcnow())
        else:
            await services.ledger.taken_away(post)

    return {Kind.REVIEW: Keeper(compose, lost)}
