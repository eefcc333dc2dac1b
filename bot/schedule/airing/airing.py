"""Posts about new episodes: plans them and composes announcements and daily digests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import discord

from bot.domain.members import Presence
from bot.domain.outbox import Post
from bot.i18n import Texts
from bot.logs import get_logger
from bot.present.airing import airing as present
from bot.present.recommending import advice
from bot.schedule.board.answers import both_there
from bot.schedule.posts.composing import Chore, Composed, Composer, Splitter
from bot.services.airing.posts import ANNOUNCEMENT, DIGEST, DIGEST_CHORE, PLAN_CHORE
from bot.services.container import Services

PLAN_EVERY = timedelta(hours=1)
# If no member wants a digest. A new setting hastens the chore.
DIGESTS_AT_LEAST_EVERY = timedelta(hours=12)

log = get_logger("namida.schedule")


def composers(services: Services, presence: Presence) -> dict[str, Composer]:
    async def announce(post: Post, t: Texts) -> Composed | None:
        announcement = await services.airing.posts.announcement(post, discord.utils.utcnow())
        if announcement is None:
            return None
        fits = present.fitting(t, announcement)
        if fits < len(announcement.blocks):
            # Very many at once: the others follow in a message of their own.
            await services.airing.posts.split(post, {block.drama.id for block in announcement.blocks[fits:]})
            announcement = replace(announcement, blocks=announcement.blocks[:fits])
        role = announcement.notified_role
        return Composed(present.announcement(t, announcement), pings=(role,) if role is not None else ())

    async def digest(post: Post, t: Texts) -> Composed | None:
        told = await services.airing.posts.digest(post)
        waiting = await services.answers.of_digest(post, discord.utils.utcnow())
        answers = await both_there(waiting, presence)
        advised = await both_there(told.advised, presence) if told is not None else []
        if told is None or not (told.airings or advised or answers):  # stopped meanwhile, or unfollowed
            return None
        return Composed(
            present.digest(
                t,
                told.airings,
                post.due_at,
                told.wish,
                more=[one.drama for one in advised],
                told=advice.digested(t, advised),
                answered=answers,
            )
        )

    return {ANNOUNCEMENT: announce, DIGEST: digest}


def splitters(services: Services) -> dict[str, Splitter]:
    return {ANNOUNCEMENT: services.airing.posts.split}


def chores(services: Services) -> tuple[Chore, ...]:
    async def plan(now: datetime) -> datetime:
        changed = await services.airing.posts.plan(now)
        log.info("airing planned", rows=changed)
        return now + PLAN_EVERY

    async def digests(now: datetime) -> datetime:
        latest = now + DIGESTS_AT_LEAST_EVERY
        due = await services.airing.posts.queue_digests(now)
        return min(due, latest) if due is not None else latest

    return (
        Chore(PLAN_CHORE, plan, first_after=timedelta(seconds=60)),
        Chore(DIGEST_CHORE, digests, first_after=timedelta(seconds=90)),
    )
