"""Posts to a guild's log channel: what waits for its moderators, and why."""

from __future__ import annotations

from bot.domain.guilds import Purpose
from bot.domain.outbox import Obstacle, Post
from bot.i18n import Texts
from bot.present.posts import outbox as present
from bot.schedule.posts.composing import Composed


async def compose(post: Post, t: Texts) -> Composed:
    purpose, channel = post.payload["purpose"], post.payload["channel"]
    view = present.notice(
        t,
        Purpose(str(purpose)) if purpose else None,
        int(str(channel)) if channel else None,
        Obstacle(str(post.payload["obstacle"])),
    )
    return Composed(view)
