"""Posts to a server's log channel: what its moderators did."""

from __future__ import annotations

from bot.domain.outbox import Post
from bot.i18n import Texts
from bot.present.moderation import log as present
from bot.schedule.posts.composing import Composed, Composer
from bot.services.container import Services
from bot.services.moderation.audit import TOLD


def composers(services: Services) -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed | None:
        shown = await services.audit.told(post)
        return Composed(present.told(t, shown)) if shown is not None else None

    return {TOLD: compose}
