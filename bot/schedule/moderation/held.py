"""Posts about writings that wait for a moderator, to the moderators' log and to authors."""

from __future__ import annotations

import discord

from bot.domain.outbox import Post
from bot.i18n import Texts
from bot.present.moderation import held as present
from bot.schedule.posts.composing import Composed, Composer
from bot.services.container import Services
from bot.services.moderation.held import DISMISSED
from bot.services.moderation.screening import ARRIVED


def composers(services: Services, client: discord.Client) -> dict[str, Composer]:
    async def arrived(post: Post, t: Texts) -> Composed | None:
        waiting = await services.held.count(post.target.guild_id or 0)
        return Composed(present.arrived(t, waiting)) if waiting else None

    async def dismissed(post: Post, t: Texts) -> Composed | None:
        kind, drama = await services.held.about_message(post)
        guild = client.get_guild(int(str(post.payload["guild"])))
        server = guild.name if guild is not None else None
        return Composed(present.given_back(t, kind, drama, server, draft=bool(post.payload["draft"])))

    return {ARRIVED: arrived, DISMISSED: dismissed}
