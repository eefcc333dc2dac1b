"""Delivers one post: claims it, composes it, sends it, and never sends it twice.

Between sending and marking a process can die, or an answer of Discord's get lost. So every post
carries a marker that Discord gives back with the channel's history, and one that may have been
sent is looked for before it is sent again. The nonce covers the minutes in which Discord knows it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b

import discord

from bot import i18n
from bot.domain import leases
from bot.domain.outbox import Obstacle, Post
from bot.errors import DiscordSilent, StoreUnavailable
from bot.logs import get_logger
from bot.schedule.posts.composing import Composed, Composer, ForumPost, Splitter
from bot.schedule.posts.forum_posts import NEEDS_A_TAG, SKEW, carries, drop_others, made_since, make
from bot.schedule.posts.forums import tags_of
from bot.schedule.posts.standing_messages import UNCERTAIN, permitted, public_texts
from bot.services.container import Services
from bot.services.posts import faults
from bot.services.posts.outbox import NOTICE

LEASE = leases.POST
# So many times a post may turn out to be impossible to compose before it is given up.
MOST_FAULTS = 5
# After so many rounds of which no one knows what became, a post is held, and the others continue without it.
MOST_UNCERTAIN = 5
# A post that was tried by a clock which ran ahead was tried within this time.
LOOKED_BACK = timedelta(days=1)
STORE_PAUSE = timedelta(seconds=30)
SILENT_PAUSE = timedelta(minutes=5)  # where who is on a server has to be known first

# Discord numbers components without an id of their own from 1, and takes 31 bits.
_MARKER_FROM = 1_000_000_000
_MARKERS = 2**31 - _MARKER_FROM

_SENT_AND_DELETED = 10008  # Unknown Message: so Discord answers the nonce of a message that was deleted
_LOCKED = 50083  # archived, by moderators who let no one open it: any other a message opens

log = get_logger("namida.schedule")


class _HistoryClosed(Exception):  # noqa: N818 - named as bot/errors names its own
    """The bot may not read what is in the channel."""


def marker(post: Post) -> int:
    """The id of the first component of the post's message."""
    return _MARKER_FROM + post.id % _MARKERS


def nonce(post: Post) -> str:
    """The same for every attempt at this post; at most 25 characters."""
    return blake2b(f"{post.id} {post.key}".encode(), digest_size=12).hexdigest()


class Delivery:
    """Delivers claimed posts over a connected client."""

    def __init__(
        self,
        client: discord.Client,
        services: Services,
        composers: Mapping[str, Composer],
        splitters: Mapping[str, Splitter],
        *,
        claimed_by: str,
    ):
        self._client = client
        self._services = services
        self._outbox = services.outbox
        self._composers = composers
        self._splitters = splitters
        self._by = claimed_by

    async def deliver(self, post: Post) -> None:
        """See a claimed post through. Whatever fails, the post is held, dropped, or still claimed."""
        try:
            async with asyncio.timeout(LEASE.total_seconds() / 2):
                await self._deliver(post)
        except StoreUnavailable as error:
            # Still claimed: once the claim has run out, it is looked for and continues from there.
            log.warning("post not marked", post=post.id, kind=post.kind, store=error.kind)
        except UNCERTAIN as error:
            log.warning("post uncertain", post=post.id, kind=post.kind, reason=repr(error))
            await self._uncertain(post, Obstacle.UNCERTAIN)
        except discord.HTTPException as error:
            log.warning(
                "post uncertain",
                post=post.id,
                kind=post.kind,
                status=error.status,
                code=error.code,
                reason=error.text[:200],
            )
            await self._uncertain(post, Obstacle.UNCERTAIN)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other posts go out
            faults.tell_one("outbox", f"post {post.id} {post.kind}", error)
            await self._uncertain(post, Obstacle.FAULT)

    async def _uncertain(self, post: Post, obstacle: Obstacle) -> None:
        """No one knows whether it was sent: it is looked for, but not for ever while all others wait."""
        try:
            if post.uncertain + 1 < MOST_UNCERTAIN:
                await self._outbox.uncertain(post, self._by)
            elif obstacle is Obstacle.FAULT:
                await self._at_fault(post, surely_unsent=False)
            else:
                await self._hold(post, obstacle, surely_unsent=False)
        except StoreUnavailable as error:
            log.warning("post not marked", post=post.id, kind=post.kind, store=error.kind)

    async def _deliver(self, post: Post) -> None:
        if post.tried_at is not None:
            await self._look(post, post.tried_at)
            return
        if post.expired(_now()):
            await self._drop(post, "expired")
            return
        channel = await self._channel(post)
        composed = await self._compose(post) if channel is not None else None
        if channel is None or composed is None:
            return
        await self._send(post, channel, composed)

    # --- where ---

    async def _channel(self, post: Post) -> discord.abc.Messageable | None:
        """Where the post goes; None once it is held or dropped for want of it."""
        if post.target.member_id is not None:
            try:
                return await self._messages_of(post.target.member_id)
            except (discord.Forbidden, discord.NotFound) as error:
                await self._drop(post, f"closed {error.code}")
                return None
        if post.channel_id is None:
            await self._hold(post, Obstacle.NO_CHANNEL)
            return None
        return self._client.get_partial_messageable(post.channel_id, guild_id=post.target.guild_id)

    async def _messages_of(self, member_id: int) -> discord.DMChannel:
        return await self._client.create_dm(discord.Object(member_id))

    # --- what ---

    async def _compose(self, post: Post) -> Composed | None:
        """What the post says; None once it is dropped or held instead."""
        composer = self._composers.get(post.kind)
        if composer is None:
            # A later version planned it, and may come back.
            log.error("no composer", post=post.id, kind=post.kind)
            await self._hold(post, Obstacle.FAULT)
            return None
        try:
            composed = await composer(post, await self._texts(post))
        except StoreUnavailable as error:
            log.warning("post put off", post=post.id, kind=post.kind, store=error.kind)
            await self._outbox.unsent(post, self._by, _now() + STORE_PAUSE)
            return None
        except DiscordSilent:
            log.warning("post put off", post=post.id, kind=post.kind, reason="Discord does not answer")
            await self._outbox.unsent(post, self._by, _now() + SILENT_PAUSE)
            return None
        except Exception as error:  # noqa: BLE001 - a fault of ours in one post; `tell` logs it
            faults.tell_one("outbox", f"post {post.id} {post.kind}", error)
            await self._at_fault(post)
            return None
        if composed is None:
            await self._drop(post, "nothing to say")
        return composed

    async def _at_fault(self, post: Post, *, surely_unsent: bool = True) -> None:
        """Composing failed, or Discord does not take what we composed: perhaps not for ever.

        What says several things is split first: only one of them need be the reason.
        """
        splitter = self._splitters.get(post.kind)
        if surely_unsent and splitter is not None and await splitter(post):
            log.warning("post split", post=post.id, kind=post.kind, target=str(post.target))
            await self._outbox.unsent(post, self._by, _now())
            self._outbox.changed()
            return
        if post.attempts + 1 >= MOST_FAULTS:
            await self._drop(post, str(Obstacle.FAULT))
        else:
            await self._hold(post, Obstacle.FAULT, surely_unsent=surely_unsent)

    async def _texts(self, post: Post) -> i18n.Texts:
        """The texts of its readers: the guild's public language, or the member's own, or their Discord's."""
        if post.target.member_id is not None:
            visit = await self._services.readers.visit(post.target.member_id, None)
            language = i18n.choose(visit.language, visit.discord_language, self._services.language)
            return i18n.texts(language, visit.stars_out_of, visit.titles)
        if post.target.guild_id is None:
            return i18n.texts(i18n.choose(self._services.language))
        return await public_texts(self._client, self._services, post.target.guild_id)

    # --- sending ---

    async def _send(self, post: Post, channel: discord.abc.Messageable, composed: Composed) -> None:
        composed = replace(composed, view=permitted(channel, composed.view).marked(marker(post)))
        roles = [discord.Object(role) for role in composed.pings]
        pinged = discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)
        try:
            if composed.forum is not None and (forum := await self._forum(post)) is not None:
                sent = await self._send_to_forum(post, forum, composed, composed.forum, pinged)
            else:
                message = await channel.send(
                    view=composed.view,
                    files=list(composed.files),
                    nonce=nonce(post),  # discord.py has Discord enforce it
                    allowed_mentions=pinged,
                    silent=not roles,
                )
                sent = message.channel.id, message.id
        except discord.HTTPException as error:
            await self._refused(post, error)
            return
        if sent is not None:
            await self._mark(post, *sent)

    async def _forum(self, post: Post) -> discord.ForumChannel | None:
        """The forum that the post goes to; None where its channel is another."""
        if post.channel_id is None:
            return None
        # While Discord does not show the server, nothing of it is known: then it is asked.
        known = self._client.get_channel(post.channel_id) or await self._client.fetch_channel(post.channel_id)
        return known if isinstance(known, discord.ForumChannel) else None

    async def _send_to_forum(
        self,
        post: Post,
        forum: discord.ForumChannel,
        composed: Composed,
        called: ForumPost,
        pinged: discord.AllowedMentions,
    ) -> tuple[int, int] | None:
        """The thread and its first message; None once the post is held instead."""
        if forum.guild.unavailable:
            # Discord is out of order there, and nothing of the forum is known but that it is one.
            await self._outbox.unsent(post, self._by, _now() + STORE_PAUSE)
            return None
        tags = await tags_of(forum, called.tags)
        if forum.flags.require_tag and not tags:
            await self._hold(post, Obstacle.NEEDS_TAG)
            return None
        began = _now()
        thread, message_id = await make(
            forum, called.name, composed.view, tags, pinged, composed.files, silent=not pinged.roles
        )
        await self._drop_others(post, forum, thread.id, began)
        return thread.id, message_id

    async def _drop_others(self, post: Post, forum: discord.ForumChannel, kept: int, since: datetime) -> None:
        try:
            await drop_others(forum, marker(post), kept, since)
        except (discord.HTTPException, *UNCERTAIN) as error:
            # The one that is marked stands, whatever stands beside it.
            log.warning("second post not taken away", post=post.id, forum=forum.id, reason=repr(error))

    async def _refused(self, post: Post, error: discord.HTTPException) -> None:
        """Discord's answer to a send that failed; raises it again where it does not say what happened to
        it.
        """
        if error.status >= 500 or error.status == 429:
            raise error
        if error.code == _SENT_AND_DELETED:
            await self._mark(post, post.channel_id, None)
        elif post.target.member_id is not None and error.status in (403, 404):
            await self._drop(post, f"closed {error.code}")
        elif error.code == NEEDS_A_TAG:
            await self._hold(post, Obstacle.NEEDS_TAG)
        elif error.status in (403, 404) or error.code == _LOCKED:
            await self._hold(post, Obstacle.GONE if error.status == 404 else Obstacle.FORBIDDEN)
        else:
            log.error("refused", post=post.id, kind=post.kind, status=error.status, reason=error.text)
            await self._at_fault(post)

    # --- looking for it ---

    async def _look(self, post: Post, since: datetime) -> None:
        """It may have been sent: mark it if the channel has it, else give it back to be sent."""
        try:
            found = await self._find(post, since)
        except discord.NotFound:
            found = None  # with the channel went the message
        except (discord.Forbidden, _HistoryClosed):
            if post.target.member_id is not None:
                await self._drop(post, "closed")
            else:
                await self._hold(post, Obstacle.FORBIDDEN, surely_unsent=False)
            return
        if found is not None:
            log.info("found again", post=post.id, kind=post.kind, message=found[1])
            await self._mark(post, *found)
        elif post.expired(_now()):
            await self._drop(post, "expired")
        else:
            await self._outbox.unsent(post, self._by, _now())

    async def _find(self, post: Post, since: datetime) -> tuple[int, int] | None:
        """The channel and the message of a post that was sent."""
        until: datetime | None = since + LEASE + SKEW
        if since > _now():
            # A clock that ran ahead has dated the attempt, and is right by now: no one knows when it was.
            since, until = _now() - LOOKED_BACK, None
        forum = self._client.get_channel(post.channel_id or 0)
        if isinstance(forum, discord.ForumChannel):
            self._require_history(forum.id)
            made = await made_since(forum, marker(post), since)
            if made is None:
                return None
            await self._drop_others(post, forum, made[0].id, since)
            return made[0].id, made[1]
        me = self._client.user
        async for message in self._between(post, since, until):
            if (me is None or message.author.id == me.id) and carries(message, marker(post)):
                return message.channel.id, message.id
        return None

    async def _between(
        self, post: Post, since: datetime, until: datetime | None
    ) -> AsyncIterator[discord.Message]:
        """The messages of the time in which the post can have been sent, the newest first."""
        if post.target.member_id is not None:
            channel: discord.abc.Messageable = await self._messages_of(post.target.member_id)
        elif post.channel_id is not None:
            self._require_history(post.channel_id)
            channel = self._client.get_partial_messageable(post.channel_id, guild_id=post.target.guild_id)
        else:
            return
        # Of a moment that is yet to come Discord is not asked: then the newest message is the last.
        before = until if until is not None and until < _now() else None
        async for message in channel.history(limit=None, before=before):
            if message.created_at < since - SKEW:
                return
            yield message

    def _require_history(self, channel_id: int) -> None:
        """Without this permission Discord's answer is an empty history, which would prove nothing."""
        channel = self._client.get_channel(channel_id)
        if isinstance(channel, discord.abc.GuildChannel):
            granted = channel.permissions_for(channel.guild.me)
            if not (granted.view_channel and granted.read_message_history):
                raise _HistoryClosed

    # --- the book ---

    async def _mark(self, post: Post, channel_id: int | None, message_id: int | None) -> None:
        ours = await self._outbox.sent(post, self._by, _now(), channel_id, message_id)
        late = (_now() - post.due_at).total_seconds()
        log.info(
            "posted", post=post.id, kind=post.kind, target=str(post.target), late_s=round(late), ours=ours
        )

    async def _drop(self, post: Post, reason: str) -> None:
        await self._outbox.dropped(post, self._by, _now(), reason)
        log.info("post dropped", post=post.id, kind=post.kind, target=str(post.target), reason=reason)

    async def _hold(self, post: Post, obstacle: Obstacle, *, surely_unsent: bool = True) -> None:
        if post.kind == NOTICE:
            await self._drop(post, str(obstacle))
            return
        await self._outbox.hold(post, self._by, _now(), obstacle, surely_unsent=surely_unsent)
        log.warning("post held", post=post.id, kind=post.kind, target=str(post.target), reason=str(obstacle))


def _now() -> datetime:
    return discord.utils.utcnow()
