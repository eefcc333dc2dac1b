"""Posts of moderation: notices in the log channel, and direct messages to authors and reporters."""

from __future__ import annotations

import discord

from bot.domain.message_ledger import Kind, Posted
from bot.domain.outbox import Post
from bot.domain.reports import Reported
from bot.i18n import Texts
from bot.present.moderation import notices as present
from bot.schedule.posts.composing import Composed, Composer
from bot.schedule.posts.message_sync import Keeper, Unchanged
from bot.services.container import Services
from bot.services.moderation.notices import APPEAL_DECIDED, APPEALED, OUTCOME, REMOVED, TAKEN_DOWN
from bot.services.moderation.reports import REPORT


def keepers(services: Services) -> dict[str, Keeper]:
    async def compose(post: Posted, t: Texts) -> Composed:
        notice = await services.queue.notice_as_it_stands(post)
        if notice is None:
            raise Unchanged  # it is forgotten, and the log keeps what it said
        return Composed(present.report(t, notice))

    return {Kind.REPORT: Keeper(compose)}


def composers(services: Services, client: discord.Client) -> dict[str, Composer]:
    def server(guild_id: int) -> str | None:
        guild = client.get_guild(guild_id)
        return guild.name if guild is not None else None

    async def report(post: Post, t: Texts) -> Composed | None:
        guild_id, kind, subject = (post.payload[name] for name in ("guild", "kind", "subject"))
        about = Reported(int(str(guild_id)), str(kind), str(subject))
        notice = await services.queue.notice_to_post(about, post.id)
        return Composed(present.report(t, notice)) if notice is not None else None

    async def of_takedown(post: Post, t: Texts) -> Composed | None:
        over = post.kind == APPEAL_DECIDED
        found = await services.writings.of_takedown(int(str(post.payload["takedown"])), over=over)
        if found is None:
            return None
        down, writing = found
        if post.kind == TAKEN_DOWN:
            restorable = await services.writings.can_come_back(down.ref)
            return Composed(present.taken_down(t, down, writing, restorable=restorable))
        if post.kind == APPEALED:
            return Composed(present.appealed(t, down, writing)) if down.appealed else None
        where = server(down.ref.guild_id)
        if over:
            return Composed(present.appeal_decided(t, down, writing, where))
        return Composed(present.removed(t, down, writing, where))

    async def outcome(post: Post, t: Texts) -> Composed | None:
        found = await services.queue.report(int(str(post.payload["report"])))
        if found is None:
            return None
        told, writing = found
        return Composed(present.outcome(t, told, writing, server(told.reported.guild_id)))

    return {
        REPORT: report,
        TAKEN_DOWN: of_takedown,
        APPEALED: of_takedown,
        REMOVED: of_takedown,
        APPEAL_DECIDED: of_takedown,
        OUTCOME: outcome,
    }
