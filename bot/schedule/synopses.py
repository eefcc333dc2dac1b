"""Posts of synopses: what they say, one an interval, and keeping messages as the synopses are."""

from __future__ import annotations

from datetime import datetime, timedelta

import discord

from bot.domain.outbox import Post
from bot.domain.publishing import SynopsisPost
from bot.i18n import Texts
from bot.logs import get_logger
from bot.present import publishing as present
from bot.schedule.composing import Chore, Composed, Composer
from bot.schedule.posted import change, public_texts
from bot.services.house import Services
from bot.services.publishing import NEWS, POST, POSTS_CHORE, SCHEDULE_CHORE
from bot.services.submissions import ACCEPTED, RETURNED

EVERY = timedelta(minutes=30)  # who writes, publishes or schedules something has the chores hastened
AT_A_TIME = 20

log = get_logger("namida.schedule")


def composers(services: Services, client: discord.Client) -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed | None:
        shown = await services.publishing.to_post(post, t.language)
        return Composed(present.post(t, shown)) if shown is not None else None

    async def news(post: Post, t: Texts) -> Composed | None:
        told = await services.publishing.news(post)
        return Composed(present.news(t, told)) if told is not None else None

    async def to_author(post: Post, t: Texts) -> Composed | None:
        told = await services.submissions.told(post)
        if told is None:
            return None
        guild = client.get_guild(told.synopsis.guild_id or 0)
        server = guild.name if guild is not None else None
        if post.kind == RETURNED:
            return Composed(present.returned(t, told, server))
        return Composed(present.accepted(t, told, server, edited=bool(post.payload["edited"])))

    return {POST: compose, NEWS: news, RETURNED: to_author, ACCEPTED: to_author}


def chores(services: Services, client: discord.Client) -> tuple[Chore, ...]:
    async def publish(now: datetime) -> datetime:
        due = await services.publishing.run_schedules(now)
        return min(due, now + EVERY) if due is not None else now + EVERY

    async def mend(now: datetime) -> datetime:
        outdated = await services.publishing.outdated(now, AT_A_TIME)
        for post in outdated:
            await _mend(services, client, post)
        # As many as it takes at a time: there may be more.
        return now if len(outdated) == AT_A_TIME else now + EVERY

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
        view = present.post(t, shown) if shown else None
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
