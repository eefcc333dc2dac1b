"""Posts of comments: composing them, keeping them up to date, and reports to moderators."""

from __future__ import annotations

from datetime import datetime, timedelta

import discord

from bot.domain.comments import Comment, Report, Reported
from bot.domain.dramas import Drama
from bot.domain.message_ledger import Kind, Posted
from bot.domain.outbox import Post, Target
from bot.errors import NamidaError, StoreUnavailable
from bot.i18n import Texts
from bot.logs import get_logger
from bot.present.board import comments as present
from bot.schedule.board.threads import forget, thread_for
from bot.schedule.posts.composing import Chore, Composed, Composer
from bot.schedule.posts.message_sync import Keeper, each
from bot.services.board.comment_posts import POST, POSTS_CHORE, TAKEN_DOWN
from bot.services.board.reports import REPORT
from bot.services.container import Services

# How often, and at how many at a time, those messages are looked at of which no one has changed anything.
LOOKING_EVERY = timedelta(hours=2)
LOOKED_AT = 50

log = get_logger("namida.schedule")


def composers(services: Services) -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed | None:
        shown = await services.comments.posts.to_post(post)
        return Composed(present.post(t, shown)) if shown is not None else None

    async def tell(post: Post, t: Texts) -> Composed | None:
        guild, channel, message = (int(str(post.payload[name])) for name in ("guild", "channel", "message"))
        comment = post.payload.get("comment")
        comment_id = int(str(comment)) if comment is not None else None
        report = Report(Reported(str(post.payload["kind"])), guild, channel, message, comment_id)
        return Composed(present.notice(t, report))

    async def tell_of_taking_down(post: Post, t: Texts) -> Composed | None:
        told = await services.comments.posts.taken_down(post)
        return Composed(present.taken_down(t, told)) if told is not None else None

    return {POST: compose, REPORT: tell, TAKEN_DOWN: tell_of_taking_down}


def keepers(services: Services, client: discord.Client) -> dict[str, Keeper]:
    async def compose(post: Posted, t: Texts) -> Composed | None:
        shown = await services.comments.posts.as_it_stands(post)
        return Composed(present.post(t, shown)) if shown is not None else None

    return {Kind.COMMENT: Keeper(compose, lambda post: _gone(services, client, post))}


def chore(services: Services, client: discord.Client) -> Chore:
    """Finds comments that wait for a thread that is gone, and those whose message was deleted by hand."""
    looking = _LookingOver(services, client)

    async def run(now: datetime) -> datetime:
        await _rehouse(services, client, now)
        return await looking.go_on(now)

    return Chore(POSTS_CHORE, run)


class _LookingOver:
    """Goes through the messages of comments, again and again, to find those deleted by hand.

    Discord tells of deleted messages only to bots that are told of every message. A restart begins
    with the newest again, which cards show.
    """

    def __init__(self, services: Services, client: discord.Client):
        self._services = services
        self._client = client
        self._before: int | None = None
        self._due: datetime | None = None

    async def go_on(self, now: datetime) -> datetime:
        """Look at the next few, if it is time; when to continue."""
        later = (now + LOOKING_EVERY).replace(microsecond=0)  # the store counts in seconds
        if self._due is None:
            self._due = later
        if now < self._due:
            return self._due
        self._due = later
        found = await self._services.comments.posts.standing(self._before, LOOKED_AT)
        self._before = found[-1].subject if len(found) == LOOKED_AT else None
        await each(POSTS_CHORE, found, self._look, str, _left)
        return self._due

    async def _look(self, post: Posted) -> None:
        channel = self._client.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        try:
            await channel.fetch_message(post.message_id)
        except discord.NotFound:
            await _gone(self._services, self._client, post)
        except discord.HTTPException as error:
            log.warning("comment not looked at", comment=post.subject, status=error.status, code=error.code)


async def _rehouse(services: Services, client: discord.Client, now: datetime) -> None:
    """Someone deleted a thread while comments were on their way to it: they go to the one made again."""

    async def rehouse(homeless: tuple[Comment, Drama, Target]) -> None:
        comment, drama, gone = homeless
        try:
            opened = await thread_for(client, services, comment.guild_id, drama, comment.episode)
        except StoreUnavailable:
            raise
        except NamidaError as error:
            # No board, or none that the bot may use: they wait, and moderators see it in the settings.
            log.warning("no thread for a comment", comment=comment.id, reason=type(error).__name__)
            return
        await services.comments.posts.rehouse(gone, opened.thread_id, now)

    homeless = await services.comments.posts.homeless()
    await each(POSTS_CHORE, homeless, rehouse, lambda one: f"comment {one[0].id}", _left)


async def _left(_: object) -> None:
    """It stays as it is: the next run meets it again."""


async def _gone(services: Services, client: discord.Client, post: Posted) -> None:
    """The message was deleted by hand, which takes the comment down, or went with its thread.

    From a thread that is gone it comes back, in the one made again, when its author changes it.
    """
    posts, ledger, now = services.comments.posts, services.ledger, discord.utils.utcnow()
    shown = await posts.as_it_stands(post)
    if shown is None:
        await ledger.taken_away(post)
        return
    stands = await _thread_stands(client, services, post)
    if stands is None:
        await ledger.refused(post, now)
    elif stands:
        log.info("comment taken down by hand", comment=post.subject, guild=post.guild_id)
        await posts.withdrawn(post, now)
    elif not post.edited:
        await ledger.showing(post)
    else:
        episode = shown.comment.episode
        try:
            opened = await thread_for(client, services, post.guild_id, shown.drama, episode)
        except StoreUnavailable:
            raise
        except NamidaError as error:
            again = await ledger.refused(post, now)
            reason = type(error).__name__
            log.warning("no thread for a comment", comment=post.subject, reason=reason, again=again)
            return
        await posts.lost(post, opened.thread_id, now)


async def _thread_stands(client: discord.Client, services: Services, post: Posted) -> bool | None:
    """Whether the thread in which a message was is there; None where Discord does not say."""
    try:
        await client.fetch_channel(post.channel_id)
    except discord.NotFound:
        await forget(client, services, post.channel_id)
        return False
    except discord.HTTPException as error:
        log.warning("thread not looked at", thread=post.channel_id, status=error.status, code=error.code)
        return None
    return True
