"""Opening one thread of the board on Discord, under a claim: surely once, or surely not.

In a text channel the thread hangs on a message, and a message can have one thread only. A forum's
thread is one request. Where nobody knows what became of an attempt, the thread is looked for
before it is opened again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import aiohttp
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
from bot.present import board as present
from bot.present.layout import Screen
from bot.schedule.delivery import SKEW
from bot.schedule.posted import public_texts
from bot.services.board import LEASE
from bot.services.house import Services

# What opening needs of the bot, as discord.py names it; a forum's threads are messages to Discord.
_NEEDED = ("view_channel", "send_messages", "send_messages_in_threads", "read_message_history")
_NEEDED_IN_TEXT = (*_NEEDED, "create_public_threads")

_MOST_TAGS = 20  # that a forum can have
_MOST_LOOKED_AT = 200  # messages of the board; an attempt that broke off is minutes old
_LAST_COMPONENT = 2**31 - 1  # the greatest id of a component; the outbox's markers count up from 10⁹
_UNKNOWN_MESSAGE, _HAS_A_THREAD, _NEEDS_A_TAG = 10008, 160004, 40067
_UNCERTAIN = (TimeoutError, aiohttp.ClientError, OSError)

BoardChannel = discord.TextChannel | discord.ForumChannel
# The thread, and the id of the message that opens it.
Made = tuple[discord.Thread, int]

log = get_logger("namida.schedule")


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
        except NamidaError as error:
            await self._board.release(self._thread, self._by)
            await self._tell(error)
            raise
        except discord.HTTPException as error:
            raise await self._refused(error, channel) from error
        except _UNCERTAIN as error:
            await self._board.lapse(self._thread, self._by, _now())
            log.warning("thread uncertain", thread=self._thread.id, reason=repr(error))
            raise ThreadBusy from error

    async def _refused(self, error: discord.HTTPException, channel: BoardChannel | None) -> Exception:
        """What Discord's refusal means to whoever asked; the claim is given back."""
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
        """Moderators hear in their log of what they can mend."""
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
            made = await self._in_forum(channel, t, shown)
        else:
            made = await self._in_text(channel, t, shown)
        if made is None:
            return None
        thread, opener_id = made
        opened = await self._board.opened(self._thread, self._by, channel.id, thread.id, opener_id, _now())
        if opened is None:
            # This took longer than the claim held, and another opened one: there must not be two.
            log.warning("thread opened too late", thread=self._thread.id, discord=thread.id)
            await tolerated(self._thread, thread.delete)
            return None
        log.info("thread opened", thread=opened.id, guild=opened.guild_id, drama=shown.drama.id)
        return opened

    # --- in a text channel ---

    async def _in_text(self, channel: discord.TextChannel, t: Texts, shown: Opener) -> Made | None:
        opener_id = await self._opening_message(channel, t, shown)
        message = channel.get_partial_message(opener_id)
        try:
            thread = await message.create_thread(
                name=present.name(t, shown.drama, self._thread.batch), auto_archive_duration=10_080
            )
        except discord.HTTPException as error:
            if error.code == _UNKNOWN_MESSAGE:
                # Somebody deleted it in between: the next attempt begins with another.
                await self._board.opener_sent(self._thread, self._by, channel.id, None)
                return None
            if error.code != _HAS_A_THREAD:
                raise
            there = await self._client.fetch_channel(opener_id)
            return (there, opener_id) if isinstance(there, discord.Thread) else None
        return thread, opener_id

    async def _opening_message(self, channel: discord.TextChannel, t: Texts, shown: Opener) -> int:
        """The message that the thread hangs on: of an attempt that broke off, or sent now."""
        if self._thread.opener_id is not None and self._thread.channel_id == channel.id:
            return self._thread.opener_id
        opener_id = await self._sent_before(channel) if self._unsure_since is not None else None
        if opener_id is None:
            message = await channel.send(
                view=opening_view(t, shown),
                # discord.py tries again by itself what failed on Discord's side: no second one.
                nonce=self._by,
                allowed_mentions=discord.AllowedMentions.none(),
                silent=True,
            )
            opener_id = message.id
        await self._board.opener_sent(self._thread, self._by, channel.id, opener_id)
        return opener_id

    async def _sent_before(self, channel: discord.TextChannel) -> int | None:
        since = self._unsure_since or _now()
        async for message in channel.history(limit=_MOST_LOOKED_AT, after=since - SKEW, oldest_first=False):
            if self._is_opener(message):
                return message.id
        return None

    # --- in a forum ---

    async def _in_forum(self, channel: discord.ForumChannel, t: Texts, shown: Opener) -> Made | None:
        if self._unsure_since is not None:
            made = await self._made_before(channel, self._unsure_since)
            if made is not None:
                return made
        tags = await self._tags(channel, t, shown)
        if channel.flags.require_tag and not tags:
            raise await self._tag_needed(channel)
        thread, message = await channel.create_thread(
            name=present.name(t, shown.drama, self._thread.batch),
            view=opening_view(t, shown),
            applied_tags=tags,
            auto_archive_duration=10_080,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        return thread, message.id

    async def _made_before(self, channel: discord.ForumChannel, since: datetime) -> Made | None:
        me = self._client.user
        for thread in await channel.guild.active_threads():
            ours = thread.parent_id == channel.id and (me is None or thread.owner_id == me.id)
            if not ours or discord.utils.snowflake_time(thread.id) < since - SKEW:
                continue
            async for message in thread.history(limit=1, oldest_first=True):
                if self._is_opener(message):
                    return thread, message.id
        return None

    async def _tags(self, forum: discord.ForumChannel, t: Texts, shown: Opener) -> list[discord.ForumTag]:
        """The forum's tags for the drama's country and stage; made where they lack and the bot may."""
        granted = forum.permissions_for(forum.guild.me)
        wanted = present.tags(t, shown, _now().date())
        in_all = list(
            zip(*(present.tags(i18n.texts(code), shown, _now().date()) for code in LANGUAGES), strict=True)
        )
        lacking = [
            name
            for name, names in zip(wanted, in_all, strict=True)
            if _tag(forum.available_tags, names) is None
        ]
        available = list(forum.available_tags)
        if lacking and granted.manage_channels and len(available) + len(lacking) <= _MOST_TAGS:
            made = [*available, *(discord.ForumTag(name=name) for name in lacking)]
            try:
                edited = await forum.edit(available_tags=made)
                available = list(edited.available_tags)
            except discord.HTTPException as error:
                log.warning("tags not made", forum=forum.id, status=error.status, code=error.code)
        found = (_tag(available, names) for names in in_all)
        return [tag for tag in found if tag is not None and (granted.manage_threads or not tag.moderated)]

    async def _tag_needed(self, channel: BoardChannel) -> BoardNeedsTag:
        t = await public_texts(self._client, self._services, self._thread.guild_id)
        shown = await self._board.opener(self._thread.id)
        return BoardNeedsTag(channel.id, present.tags(t, shown, _now().date()))

    def _is_opener(self, message: discord.Message) -> bool:
        """Whether it is the message that opens this thread, whoever of the bot's processes sent it."""
        me = self._client.user
        if me is not None and message.author.id != me.id:
            return False
        return any(getattr(part, "id", None) == _marker(self._thread) for part in message.components)


def _tag(available: Sequence[discord.ForumTag], names: tuple[str, ...]) -> discord.ForumTag | None:
    """The tag of one of these names: moderators may have named it in any language."""
    folded = {name.casefold() for name in names}
    return next((tag for tag in available if tag.name.casefold() in folded), None)


def _marker(thread: Thread) -> int:
    """The id of the first component of the message that opens a thread, by which it is found again."""
    return _LAST_COMPONENT - thread.id


def opening_view(t: Texts, shown: Opener) -> Screen:
    view = present.opener(t, shown)
    view.children[0].id = _marker(shown.thread)
    return view


def missing(channel: object) -> tuple[str, ...]:
    """The permissions that the bot lacks to open threads in a channel, as far as it knows the channel."""
    if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
        return ()
    granted = channel.permissions_for(channel.guild.me)
    needed = _NEEDED if isinstance(channel, discord.ForumChannel) else _NEEDED_IN_TEXT
    return tuple(name for name in needed if not getattr(granted, name))


def in_forum(client: discord.Client, thread: Thread) -> bool:
    return isinstance(client.get_channel(thread.channel_id or 0), discord.ForumChannel)


async def tolerated(thread: Thread, work: Callable[[], Awaitable[object]]) -> bool:
    """Do what is no reason to fail where Discord refuses it; whether it was done."""
    try:
        await work()
    except (discord.HTTPException, *_UNCERTAIN) as error:
        status, code = getattr(error, "status", None), getattr(error, "code", None)
        log.warning("message of a thread not changed", thread=thread.id, status=status, code=code)
        return False
    return True


def _now() -> datetime:
    return discord.utils.utcnow()
