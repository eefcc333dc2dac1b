"""Opens one thread of the board on Discord, under a claim, so that it is never opened twice.

In a text channel the thread hangs on a message, and a message can have one thread only. A forum's
thread is one request. Where no one knows what happened to an attempt, the thread is looked for
before it is opened again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import discord

from bot import i18n
from bot.domain.board import Opened, Opener, Sought, Thread
from bot.domain.guilds import Purpose
from bot.domain.outbox import Obstacle
from bot.errors import (
    BoardClosed,
    BoardGone,
    BoardNeedsTag,
    NamidaError,
    NoBoard,
    StoreUnavailable,
    ThreadBusy,
)
from bot.i18n import LANGUAGES, Texts
from bot.logs import get_logger
from bot.present.board import board as present
from bot.present.layout import Screen
from bot.schedule.posts.forum_posts import SKEW, carries, drop_others, made_since, make
from bot.schedule.posts.forums import tags_of
from bot.schedule.posts.standing_messages import UNCERTAIN, public_texts
from bot.services.board.board import LEASE
from bot.services.container import Services

# What opening needs of the bot, as discord.py names it; a forum's threads are messages to Discord.
_NEEDED = ("view_channel", "send_messages", "send_messages_in_threads", "read_message_history")
_NEEDED_IN_TEXT = (*_NEEDED, "create_public_threads")

_MOST_LOOKED_AT = 1_000  # messages of the board since the first attempt that broke off; most are minutes old
_LAST_COMPONENT = 2**31 - 1  # the greatest id of a component; the outbox's markers count up from 10⁹
_UNKNOWN_MESSAGE, _HAS_A_THREAD, _NEEDS_A_TAG = 10008, 160004, 40067

BoardChannel = discord.TextChannel | discord.ForumChannel

log = get_logger("namida.schedule")


@dataclass(frozen=True, slots=True)
class OpenedThread:
    """A thread and the id of the message that opens it; `anew` where that was sent just now."""

    thread: discord.Thread
    opener_id: int
    anew: bool


class Opening:
    """Opens the thread that a claim is for."""

    def __init__(self, client: discord.Client, services: Services, sought: Sought, claimed_by: str):
        self._client = client
        self._services = services
        self._board = services.board
        self._thread = sought.thread
        self._unsure_since = sought.unsure_since
        self._by = claimed_by

    async def run(self) -> Opened | None:
        """The thread; None where another has opened it meanwhile, or what it hung on is gone.

        Raises what `threads.thread_for` raises. The claim ends with it, but for a process that dies.
        """
        channel: BoardChannel | None = None
        try:
            async with asyncio.timeout(LEASE.total_seconds() / 2):
                channel = await self._channel()
                return await self._open(channel)
        except StoreUnavailable:
            raise  # the claim runs out by itself
        except asyncio.CancelledError:
            # Who needed the thread gave up, or the bot ends. The next attempt need not wait for this one.
            with suppress(StoreUnavailable):
                await asyncio.shield(self._board.lapse(self._thread, self._by, _now()))
            raise
        except NamidaError as error:
            await self._board.release(self._thread, self._by)
            await self._tell(error)
            raise
        except discord.HTTPException as error:
            raise await self._refused(error, channel) from error
        except UNCERTAIN as error:
            await self._board.lapse(self._thread, self._by, _now())
            log.warning("thread uncertain", thread=self._thread.id, reason=repr(error))
            raise ThreadBusy from error

    async def _refused(self, error: discord.HTTPException, channel: BoardChannel | None) -> Exception:
        """What Discord's refusal means for the member who asked; gives the claim back."""
        log.warning("thread not opened", thread=self._thread.id, status=error.status, code=error.code)
        if error.status >= 500:
            await self._board.lapse(self._thread, self._by, _now())
            return ThreadBusy()
        reason = await self._reason(error, channel)
        await self._board.release(self._thread, self._by)
        if isinstance(reason, NamidaError):
            await self._tell(reason)
        return reason

    async def _reason(self, error: discord.HTTPException, channel: BoardChannel | None) -> Exception:
        if error.status == 429:
            return ThreadBusy()
        if error.status == 404 or channel is None:
            return BoardGone()
        if error.status == 403:
            return BoardClosed(channel.id, missing(channel))
        return await self._tag_needed(channel) if error.code == _NEEDS_A_TAG else error

    async def _tell(self, error: NamidaError) -> None:
        """Tell moderators in their log what they can fix."""
        guild_id = self._thread.guild_id
        if isinstance(error, BoardClosed):
            await self._board.could_not_open(guild_id, error.channel_id, Obstacle.FORBIDDEN, _now())
        elif isinstance(error, BoardGone):
            await self._board.could_not_open(guild_id, None, Obstacle.GONE, _now())

    async def _channel(self) -> BoardChannel:
        """The board, in which the bot has all it needs."""
        rules = await self._services.rules.get(self._thread.guild_id)
        channel_id = rules.channels.get(Purpose.BOARD)
        if channel_id is None:
            raise NoBoard
        channel = self._client.get_channel(channel_id)
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
            raise BoardGone
        if lacking := missing(channel):
            raise BoardClosed(channel.id, lacking)
        return channel

    async def _open(self, channel: BoardChannel) -> Opened | None:
        t = await public_texts(self._client, self._services, self._thread.guild_id)
        shown = await self._board.opener(self._thread.id)
        if isinstance(channel, discord.ForumChannel):
            begun = await self._in_forum(channel, t, shown)
        else:
            begun = await self._in_text(channel, t, shown)
        if begun is None:
            return None
        opened = await self._board.opened(
            self._thread,
            self._by,
            channel.id,
            begun.thread.id,
            begun.opener_id,
            _now(),
            shown if begun.anew else None,
        )
        if opened is None:
            # This took longer than the claim held, and another opened one: there must not be two.
            log.warning("thread opened too late", thread=self._thread.id, discord=begun.thread.id)
            await tolerated(self._thread, begun.thread.delete)
            return None
        log.info("thread opened", thread=opened.id, guild=opened.guild_id, drama=shown.drama.id)
        return opened

    # --- in a text channel ---

    async def _in_text(self, channel: discord.TextChannel, t: Texts, shown: Opener) -> OpenedThread | None:
        opener_id, anew = await self._opening_message(channel, t, shown)
        message = channel.get_partial_message(opener_id)
        try:
            thread = await message.create_thread(
                name=present.name(t, shown.drama, self._thread.batch), auto_archive_duration=10_080
            )
        except discord.HTTPException as error:
            if error.code == _UNKNOWN_MESSAGE:
                # Someone deleted it in between: the next attempt starts with another.
                await self._board.opener_sent(self._thread, self._by, channel.id, None)
                return None
            if error.code != _HAS_A_THREAD:
                raise
            there = await self._client.fetch_channel(opener_id)
            return OpenedThread(there, opener_id, anew) if isinstance(there, discord.Thread) else None
        return OpenedThread(thread, opener_id, anew)

    async def _opening_message(
        self, channel: discord.TextChannel, t: Texts, shown: Opener
    ) -> tuple[int, bool]:
        """The message that the thread hangs on: of an attempt that broke off, or (True) sent now."""
        if self._thread.opener_id is not None and self._thread.channel_id == channel.id:
            return self._thread.opener_id, False
        opener_id = await self._sent_before(channel) if self._unsure_since is not None else None
        if anew := opener_id is None:
            message = await channel.send(
                view=opening_view(t, shown),
                # discord.py tries again by itself what failed on Discord's side: no second one.
                nonce=self._by,
                allowed_mentions=discord.AllowedMentions.none(),
                silent=True,
            )
            opener_id = message.id
        await self._board.opener_sent(self._thread, self._by, channel.id, opener_id)
        return opener_id, anew

    async def _sent_before(self, channel: discord.TextChannel) -> int | None:
        since = self._unsure_since or _now()
        async for message in channel.history(limit=_MOST_LOOKED_AT, after=since - SKEW, oldest_first=False):
            if self._is_opener(message):
                return message.id
        return None

    # --- in a forum ---

    async def _in_forum(self, channel: discord.ForumChannel, t: Texts, shown: Opener) -> OpenedThread | None:
        began = self._unsure_since or _now()
        if self._unsure_since is not None:
            made = await made_since(channel, _marker(self._thread), began)
            if made is not None:
                await self._drop_others(channel, made[0], began)
                return OpenedThread(*made, anew=False)
        tags = await tags_of(channel, tag_names(t, shown))
        if channel.flags.require_tag and not tags:
            raise await self._tag_needed(channel)
        name, nobody = present.name(t, shown.drama, self._thread.batch), discord.AllowedMentions.none()
        thread, opener_id = await make(channel, name, opening_view(t, shown), tags, nobody)
        await self._drop_others(channel, thread, began)
        return OpenedThread(thread, opener_id, anew=True)

    async def _drop_others(
        self, channel: discord.ForumChannel, kept: discord.Thread, since: datetime
    ) -> None:
        """Discord may have made the thread twice, where its first answer got lost."""
        marker = _marker(self._thread)
        await tolerated(self._thread, lambda: drop_others(channel, marker, kept.id, since))

    async def _tag_needed(self, channel: BoardChannel) -> BoardNeedsTag:
        t = await public_texts(self._client, self._services, self._thread.guild_id)
        shown = await self._board.opener(self._thread.id)
        return BoardNeedsTag(channel.id, present.tags(t, shown, _now().date()))

    def _is_opener(self, message: discord.Message) -> bool:
        """Whether it is the message that opens this thread, whichever of the bot's processes sent it."""
        me = self._client.user
        if me is not None and message.author.id != me.id:
            return False
        return carries(message, _marker(self._thread))


def tag_names(t: Texts, shown: Opener) -> list[tuple[str, ...]]:
    """The names of a thread's tags: first the one to make it by, then those that it may have already."""
    today = _now().date()
    by_language = (present.tags(texts, shown, today) for texts in (t, *map(i18n.texts, LANGUAGES)))
    return [present.with_former(names) for names in zip(*by_language, strict=True)]


def _marker(thread: Thread) -> int:
    """The id of the first component of the message that opens a thread, by which it is found again."""
    return _LAST_COMPONENT - thread.id


def opening_view(t: Texts, shown: Opener) -> Screen:
    return present.opener(t, shown).marked(_marker(shown.thread))


def missing(channel: object) -> tuple[str, ...]:
    """The permissions that the bot lacks to open threads in a channel, as far as it knows the channel."""
    if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
        return ()
    granted = channel.permissions_for(channel.guild.me)
    needed = _NEEDED if isinstance(channel, discord.ForumChannel) else _NEEDED_IN_TEXT
    return tuple(name for name in needed if not getattr(granted, name))


def in_forum(client: discord.Client, thread: Thread) -> bool:
    return isinstance(client.get_channel(thread.channel_id or 0), discord.ForumChannel)


def opening_message(client: discord.Client, thread: Thread) -> discord.PartialMessage:
    """The message that opens a thread: in a forum it is in the thread, else in the board."""
    place = thread.thread_id if in_forum(client, thread) else thread.channel_id
    channel = client.get_partial_messageable(place or 0, guild_id=thread.guild_id)
    return channel.get_partial_message(thread.opener_id or 0)


async def tolerated(thread: Thread, work: Callable[[], Awaitable[object]]) -> bool:
    """Do what is no reason to fail where Discord refuses it; whether it was done."""
    try:
        await work()
    except (discord.HTTPException, *UNCERTAIN) as error:
        status, code = getattr(error, "status", None), getattr(error, "code", None)
        log.warning("message of a thread not changed", thread=thread.id, status=status, code=code)
        return False
    return True


def _now() -> datetime:
    return discord.utils.utcnow()
