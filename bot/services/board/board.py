"""The board: finds the thread that a member means, opens it, and lists threads."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Collection, Mapping
from datetime import datetime
from weakref import WeakValueDictionary

from bot.domain import leases, post_keys
from bot.domain.board import (
    WHOLE,
    Batch,
    BoardPage,
    Listed,
    Opened,
    Opener,
    Sought,
    Thread,
    ThreadAnswer,
    ThreadFound,
    batch_for,
)
from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.members import Reader
from bot.domain.outbox import NewPost, Obstacle, Target
from bot.services.board import thread_sync
from bot.services.board.thread_sync import ThreadSync, opener_of
from bot.services.checks import check_episode, reached
from bot.services.limits import require_writer
from bot.services.posts.outbox import NOTICE_WORTH, Outbox
from bot.store.board import threads
from bot.store.catalogue import catalogue
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.guilds import guilds
from bot.store.members import members
from bot.store.posts import outbox

LEASE = leases.THREAD
PAGE_SIZE = 10
CLOSED = "board closed"  # the kind of post that tells moderators that no thread could be opened


class Board:
    """The board's threads in the store.

    A claim is a row, so one thread is opened, no matter who asks."""

    def __init__(self, database: Database, planned: Outbox):
        self._database = database
        self._outbox = planned
        self.upkeep = ThreadSync(database, planned)
        self._turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    def turn(self, guild_id: int, drama_id: int) -> asyncio.Lock:
        """Callers in this process who want a thread of the same drama take turns, and need not look again.

        Between processes the claim decides.
        """
        return self._turns.setdefault((guild_id, drama_id), asyncio.Lock())

    # --- opening ---

    async def seek(self, guild_id: int, drama: Drama, episode: int, claimed_by: str, now: datetime) -> Sought:
        """The thread for an episode if it exists, else a claim to open it.

        For 0, the whole drama's thread. If there is none and the guild has batches, the first batch's. Raises
        `EpisodeOutOfRange`.
        """

        def look(connection: sqlite3.Connection) -> Sought | None:
            there = threads.of_drama(connection, guild_id, drama.id)
            batch = _batch(connection, guild_id, drama, episode, there)
            found = next((one for one in there if one.batch.first == batch.first), None)
            return Sought(found, ThreadFound.THERE) if found and found.thread_id is not None else None

        def take(connection: sqlite3.Connection) -> Sought:
            there = threads.of_drama(connection, guild_id, drama.id)
            batch = _batch(connection, guild_id, drama, episode, there)
            return threads.claim(connection, guild_id, drama.id, batch, claimed_by, now, now + LEASE)

        # Read first, so that a question with a known answer does not need the single writer.
        found = await self._database.read(look)
        return found if found is not None else await self._database.write(take)

    async def require_opener(self, guild_id: int, drama: Drama, episode: int, reader: Reader) -> None:
        """Raises `Blocked` for a reader who may not write, where the thread would have to be opened first.

        A thread that stands may be found by everyone. Raises `EpisodeOutOfRange`.
        """
        if reader.block is None:
            return

        def stands(connection: sqlite3.Connection) -> bool:
            there = threads.of_drama(connection, guild_id, drama.id)
            first = _batch(connection, guild_id, drama, episode, there).first
            return any(one.batch.first == first and one.thread_id is not None for one in there)

        if not await self._database.read(stands):
            require_writer(reader)

    async def opener_sent(
        self, thread: Thread, claimed_by: str, channel_id: int, opener_id: int | None
    ) -> None:
        """Store the message to which a claimed thread will be attached. None means that it is gone."""
        await self._database.write(
            lambda connection: threads.opener_sent(connection, thread.id, claimed_by, channel_id, opener_id)
        )

    async def opened(
        self,
        thread: Thread,
        claimed_by: str,
        channel_id: int,
        thread_id: int,
        opener_id: int,
        now: datetime,
        shown: Opener | None = None,
    ) -> Opened | None:
        """Record that the claimed thread is open. None if another has taken the claim meanwhile.

        `shown` is what its message was made from. None if an earlier attempt sent that message.
        """

        def write(connection: sqlite3.Connection) -> bool:
            ours = threads.opened(connection, thread.id, claimed_by, channel_id, thread_id, opener_id, now)
            if ours:
                thread_sync.opened(connection, thread, shown, now)
            return ours

        if not await self._database.write(write):
            return None
        self._outbox.changed()
        return Opened(thread.id, thread.guild_id, channel_id, thread_id, thread.batch, new=True)

    async def release(self, thread: Thread, claimed_by: str) -> None:
        """Release a claim that certainly opened no thread."""
        await self._database.write(lambda connection: threads.release(connection, thread.id, claimed_by))

    async def lapse(self, thread: Thread, claimed_by: str, now: datetime) -> None:
        """End a claim with an unknown result: the next caller looks for the thread first."""
        await self._database.write(lambda connection: threads.lapse(connection, thread.id, claimed_by, now))

    async def gone(self, thread_id: int) -> Thread | None:
        """Record that a thread was deleted. Returns the stored thread, None if it was not the board's."""
        if await self.at(thread_id) is None:
            return None

        known = await self._database.write(lambda connection: threads.gone(connection, thread_id))
        self._outbox.changed()
        return known

    async def channel_gone(self, guild_id: int, channel_id: int) -> int:
        """Record that a guild's channel was deleted with its threads. Returns how many were the board's.

        In pieces, because a board of some years has thousands in one channel.
        """
        number = await self._database.write_in_pieces(
            lambda connection: threads.gone_with(connection, guild_id, channel_id)
        )
        self._outbox.changed()
        return number

    async def could_not_open(
        self, guild_id: int, channel_id: int | None, obstacle: Obstacle, now: datetime
    ) -> None:
        """Tell the log channel, if there is one, why members get no thread. At most once a day."""

        def write(connection: sqlite3.Connection) -> None:
            if Purpose.LOG in guilds.get(connection, guild_id).channels:
                outbox.put(
                    connection,
                    NewPost(
                        key=post_keys.board_closed(guild_id, str(obstacle), now.date()),
                        kind=CLOSED,
                        target=Target(guild_id=guild_id, purpose=Purpose.LOG),
                        due_at=now,
                        payload={"channel": channel_id, "obstacle": str(obstacle)},
                        expires_at=now + NOTICE_WORTH,
                    ),
                )

        await self._database.write(write)
        self._outbox.changed()

    # --- showing ---

    async def at(self, thread_id: int) -> Thread | None:
        """The board's thread with this Discord id."""
        return await self._database.read(lambda connection: threads.at(connection, thread_id))

    async def here(self, channel_id: int | None) -> Listed | None:
        """The drama and thread of the board for this channel. None for any other channel."""

        def read(connection: sqlite3.Connection) -> Listed | None:
            thread = threads.at(connection, channel_id) if channel_id is not None else None
            drama = catalogue.get(connection, thread.drama_id) if thread else None
            return Listed(drama, thread) if drama and thread else None

        return await self._database.read(read)

    async def opener(self, thread_row: int) -> Opener:
        """The content of a thread's opening message. Raises `UnknownDrama` if the drama no longer exists."""
        return await self._database.read(lambda connection: opener_of(connection, thread_row))

    async def meant(self, drama: Drama, reader: Reader, guild_id: int, channel_id: int | None) -> Batch:
        """The episodes of the thread that a reader means without naming one.

        In a thread of the drama, it is that thread. Elsewhere it is the thread of the last episode that they
        have seen, or of the first episode.
        """

        def read(connection: sqlite3.Connection) -> Batch:
            here = threads.at(connection, channel_id) if channel_id is not None else None
            if here is not None and (here.guild_id, here.drama_id) == (guild_id, drama.id):
                return here.batch
            there = threads.of_drama(connection, guild_id, drama.id)
            return _batch(connection, guild_id, drama, reached(connection, drama, reader) or 1, there)

        return await self._database.read(read)

    async def channel_of(self, guild_id: int, drama: Drama, episode: int) -> int | None:
        """The channel of the thread for an episode (or 0), or where it would be. None without a board.

        Raises `EpisodeOutOfRange`.
        """

        def read(connection: sqlite3.Connection) -> int | None:
            there = threads.of_drama(connection, guild_id, drama.id)
            batch = _batch(connection, guild_id, drama, episode, there)
            for one in there:
                if one.batch.first == batch.first and one.thread_id is not None:
                    return one.channel_id
            return guilds.get(connection, guild_id).channels.get(Purpose.BOARD)

        return await self._database.read(read)

    async def answer(self, opened: Opened, reader: Reader, *, here: bool) -> ThreadAnswer:
        """The answer to a member who asked for the thread. `here`: they asked inside it."""

        def read(connection: sqlite3.Connection) -> ThreadAnswer:
            shown = opener_of(connection, opened.id)
            drama, batch = shown.drama, shown.thread.batch
            progress = members.progress(connection, reader.member_id, drama.id)
            last = episodes.last_number(connection, drama)
            more = not batch.whole and (last is None or batch.last < last)
            return ThreadAnswer(shown, progress, batch.last + 1 if more else None, here, last)

        return await self._database.read(read)

    async def channels(self, guild_id: int) -> set[int]:
        """The channels with threads of the board, and the channel for new ones."""
        return await self._database.read(lambda connection: channels_of(connection, guild_id))

    async def page(self, guild_id: int, index: int, visible: Collection[int], *, hidden: bool) -> BoardPage:
        """A page of the threads in channels that the reader can see, the most active first.

        `hidden`: there are other threads that they cannot see.
        """

        def read(connection: sqlite3.Connection) -> BoardPage:
            total = threads.count(connection, guild_id, visible)
            pages = max(1, -(-total // PAGE_SIZE))
            at = max(0, min(index, pages - 1))
            listed: list[Listed] = threads.page(connection, guild_id, visible, PAGE_SIZE, at * PAGE_SIZE)
            channel = Purpose.BOARD in guilds.get(connection, guild_id).channels
            return BoardPage(tuple(listed), at, pages, total, hidden, channel)

        return await self._database.read(read)

    async def active(self, guild_id: int, seen: Mapping[int, datetime]) -> None:
        """Record when someone last wrote in these threads, by Discord's ids."""
        if seen:
            await self._database.write(lambda connection: threads.active(connection, guild_id, seen))


def channels_of(connection: sqlite3.Connection, guild_id: int, drama_id: int | None = None) -> set[int]:
    """The channels with threads of the board or of one drama, and the channel for new ones."""
    now = guilds.get(connection, guild_id).channels.get(Purpose.BOARD)
    there = threads.channels(connection, guild_id, drama_id)
    return there | ({now} if now is not None and not (drama_id and there) else set())


def _batch(
    connection: sqlite3.Connection, guild_id: int, drama: Drama, episode: int, there: list[Thread]
) -> Batch:
    """The episodes that share a thread with this one. For 0, the whole drama's or the first batch's."""
    if episode:
        last = check_episode(connection, drama, episode)
    elif any(one.batch.whole and one.thread_id is not None for one in there):
        return WHOLE
    else:
        last = episodes.last_number(connection, drama)
    size = guilds.get(connection, guild_id).batch
    return batch_for(drama, size, episode or 1, last, [one.batch for one in there])
