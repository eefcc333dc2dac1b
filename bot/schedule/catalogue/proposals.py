"""Posts about changes of the catalogue, and suggestions for it, to the bot's owner and to servers."""

from __future__ import annotations

from bot.domain.outbox import Post
from bot.i18n import Texts
from bot.present.catalogue import proposals as present
from bot.present.catalogue import suggestions
from bot.schedule.posts.composing import Composed, Composer
from bot.services.catalogue.changes import DECIDED, QUEUE
from bot.services.catalogue.renumbered import RENUMBERED
from bot.services.catalogue.suggesting import ARRIVED
from bot.services.container import Services


def composers(services: Services) -> dict[str, Composer]:
    async def queue(_: Post, t: Texts) -> Composed | None:
        waiting = await services.changes.waiting()
        return Composed(present.waiting(t, waiting)) if waiting else None

    async def decided(post: Post, t: Texts) -> Composed | None:
        seen = await services.changes.about_message(post)
        return Composed(present.decided(t, seen)) if seen is not None else None

    async def renumbered(post: Post, t: Texts) -> Composed | None:
        found = await services.growing.renumbered(post)
        return Composed(present.renumbered(t, found.drama, found.steps)) if found is not None else None

    async def arrived(post: Post, t: Texts) -> Composed | None:
        waiting = await services.suggesting.arrived(post)
        return Composed(suggestions.arrived(t, waiting)) if waiting else None

    return {QUEUE: queue, DECIDED: decided, RENUMBERED: renumbered, ARRIVED: arrived}
