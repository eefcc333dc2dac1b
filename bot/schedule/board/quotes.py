"""Keeps public answers that show a quote up to date."""

from __future__ import annotations

import discord

from bot.domain.message_ledger import Kind, Posted
from bot.domain.writings import WritingKind, WritingRef
from bot.errors import QuoteGone, UnknownDrama
from bot.i18n import Texts
from bot.present import charts
from bot.present.board import quotes as present
from bot.schedule.posts.composing import Composed
from bot.schedule.posts.message_sync import Keeper
from bot.schedule.posts.standing_messages import everyone
from bot.services.container import Services

PICTURE_PATIENCE = 10.0  # seconds that a change waits for its picture, and then is shown as text


def keepers(services: Services) -> dict[str, Keeper]:
    async def compose(post: Posted, t: Texts) -> Composed | None:
        shown_as = post.shown_as or {}
        asker = int(str(shown_as.get("asker", 0)))
        reader = await everyone(
            services, post.guild_id, t, asker, moderates=shown_as.get("moderates") is True
        )
        try:
            shown = await services.quotes.for_all(post.subject, reader, discord.utils.utcnow())
        except QuoteGone:
            return await deleted(post, t)
        another, shows = int(str(shown_as.get("another", present.ANY))), (services.quotes.thing(shown),)
        # As a picture only for as long as it spoils nothing: no bar hides a picture.
        if shown_as.get("picture") is True and shown.quote.episode is None:
            chart = present.drawn(shown)
            png = (await services.pictures.in_time([chart], PICTURE_PATIENCE)).get(chart)
            if png is not None:
                drawn = charts.picture(t, chart, png)
                return Composed(present.picture(t, shown, drawn.part, another), (drawn.file,), shows=shows)
        return Composed(present.quote(t, shown, another), shows=shows)

    async def deleted(post: Posted, t: Texts) -> Composed | None:
        try:
            drama = await services.catalogue.get(post.drama_id or 0)
        except UnknownDrama:
            return None
        down = await services.writings.is_down(WritingRef(WritingKind.QUOTE, post.subject, post.guild_id))
        # What a moderator has taken down may come back, and then the answer shows it again.
        return Composed(present.was_deleted(t, drama), shows=(post.thing,) if down else ())

    return {Kind.QUOTE: Keeper(compose)}
