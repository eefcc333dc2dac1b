"""Posts of reviews: what one says, and keeping its message as the review is."""

from __future__ import annotations

from datetime import datetime, timedelta

import discord

from bot.domain.outbox import Post
from bot.domain.reviews import PostedReview
from bot.i18n import Texts
from bot.logs import get_logger
from bot.present import reviews as present
from bot.schedule.composing import Chore, Composed, Composer
from bot.schedule.posted import change, public_texts
from bot.services.house import Services
from bot.services.reviews import POST, POSTS_CHORE

EVERY = timedelta(minutes=30)  # what is changed or deleted is done at once: whoever does it has it hastened
AT_A_TIME = 20

log = get_logger("namida.schedule")


def composers(services: Services) -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed | None:
        shown = await services.reviews.to_post(post)
        return Composed(present.post(t, shown)) if shown is not None else None

    return {POST: compose}


def chore(services: Services, client: discord.Client) -> Chore:
    async def mend(now: datetime) -> datetime:
        outdated = await services.reviews.outdated(now, AT_A_TIME)
        for post in outdated:
            await _mend(services, client, post)
        # As many as it takes at a time: there may be more.
        return now if len(outdated) == AT_A_TIME else now + EVERY

    return Chore(POSTS_CHORE, mend)


async def _mend(services: Services, client: discord.Client, post: PostedReview) -> None:
    """Edit one message, or take it away. Doing it twice does no harm."""
    reviews, now = services.reviews, discord.utils.utcnow()
    shown = None if post.gone else await reviews.as_it_stands(post)
    view = present.post(await public_texts(client, services, post.guild_id), shown) if shown else None
    try:
        await change(client, post.guild_id, post.channel_id, post.message_id, view)
    except discord.NotFound as error:
        log.warning("post of a review is gone", review=post.review_id, guild=post.guild_id, code=error.code)
        if shown is not None and post.edited:
            await reviews.lost(post, now)
        else:
            await reviews.taken_away(post)
        return
    except discord.HTTPException as error:
        again = await reviews.refused(post, now)
        log.warning(
            "post of a review not changed",
            review=post.review_id,
            guild=post.guild_id,
            status=error.status,
            code=error.code,
            again=again,
        )
        return
    if shown is None:
        await reviews.taken_away(post)
    else:
        await reviews.showing(post)
