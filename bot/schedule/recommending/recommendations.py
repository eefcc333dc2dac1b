"""Keeps public answers that show members' recommendations up to date."""

from __future__ import annotations

from bot.domain.message_ledger import Kind, Posted
from bot.errors import UnknownDrama
from bot.i18n import Texts
from bot.present.recommending import recommendations as present
from bot.schedule.posts.composing import Composed
from bot.schedule.posts.message_sync import Keeper
from bot.schedule.posts.standing_messages import everyone
from bot.services.container import Services


def keepers(services: Services) -> dict[str, Keeper]:
    async def compose(post: Posted, t: Texts) -> Composed | None:
        shown_as = post.shown_as or {}
        drama_id, index, owner_id = (int(str(shown_as.get(name, 0))) for name in ("drama", "index", "owner"))
        try:
            drama = await services.catalogue.get(drama_id)
        except UnknownDrama:
            return None
        reader = await everyone(services, post.guild_id, t, owner_id)
        shown = await services.recommending.like(drama, reader, index, asker_id=owner_id, private=False)
        view = present.likeness(t, shown, owner_id=owner_id, private=False)
        return Composed(view, shows=services.recommending.things(shown))

    return {Kind.RECOMMENDATION: Keeper(compose)}
