"""Reposts of messages marked as spoilers: sends them, keeps them to the policy, deletes originals."""

from __future__ import annotations

import discord

from bot.domain.marked import FileCarried, Marked
from bot.domain.message_ledger import Kind, Posted
from bot.domain.outbox import Post
from bot.i18n import Texts
from bot.present.board import marked as present
from bot.schedule.moderation.deleted_posts import gone
from bot.schedule.posts.composing import Chore, Composed, Composer
from bot.schedule.posts.message_sync import Keeper, NotNow, Unchanged
from bot.services.board.marking import CHORE, POST
from bot.services.container import Services


def composers(services: Services) -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed | None:
        shown = await services.marking.to_post(post)
        return Composed(*present.post(t, shown)) if shown is not None else None

    return {POST: compose}


def keepers(services: Services, client: discord.Client) -> dict[str, Keeper]:
    marking = services.marking

    async def compose(post: Posted, t: Texts) -> Composed | None:
        shown = await marking.as_it_stands(post)
        if shown is None:
            if await marking.known(post.subject):
                raise Unchanged  # the drama is gone from the catalogue: no one can be asked how far they are
            return None
        if not (shown.text or shown.files):
            shown = await _read_back(services, client, post, shown)
        if shown.down:
            return None  # its words are kept now, so that it can come back
        view, files = present.post(t, shown)
        return Composed(view, files, noted=lambda: marking.showing(post, shown.shape))

    async def lost(post: Posted) -> None:
        if not await marking.known(post.subject):
            await services.ledger.taken_away(post)
        else:
            await gone(services, client, post, lambda: marking.channel_gone(post))

    async def nothing(_: Posted, _t: Texts) -> None:
        return None

    return {
        Kind.MARKED: Keeper(compose, lost),
        # Where the bot may not delete what members wrote, the original stays beside its repost.
        Kind.ORIGINAL: Keeper(nothing, removed=marking.removed, forbidden=True),
    }


def chore(services: Services) -> Chore:
    return Chore(CHORE, services.marking.tidy)


async def _read_back(services: Services, client: discord.Client, post: Posted, shown: Marked) -> Marked:
    """What the repost alone holds, for nothing is kept of what stands under bars; from now on it is kept."""
    channel = client.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
    message = await channel.get_partial_message(post.message_id).fetch()
    try:
        files = [FileCarried(file.filename, await file.read()) for file in message.attachments]
    except discord.NotFound as error:  # else it would say that the message is
        raise NotNow("a file is gone") from error
    # What another run has sealed meanwhile says nothing: the words are kept from before.
    kept = await services.marking.keep(present.read_back(shown, message, files))
    if kept is None:
        raise NotNow("nothing to read back")
    return kept
