"""The board: which thread is meant, who opens it, and which threads there are."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from bot.domain.board import (
    Answer,
    Batch,
    BoardPage,
    Listed,
    Opened,
    Opener,
    Sought,
    Standing,
    Thread,
    batch_for,
    neighbours,
)
from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.members import Reader
from bot.domain.outbox import NewPost, Obstacle, Target
from bot.errors import UnknownDrama
from bot.services.outbox import NOTICE_WORTH, Outbox
from bot.services.scores import check_episode
from bot.store import catalogue, episodes, guilds, members, outbox, threads
from bot.store.database import Database

# Opening a thread takes two or three requests; discord.py tries one that fails for 25 s at most.
LEASE = timedelta(seconds=90)
PAGE_SIZE = 10
CLOSED = "board closed"  # the kind of post that tells moderators that no thread could be opened


class Board:
    """The board's threads in the store. A claim is a row, so that one thread is opened, whoever asks."""

    def __init__(self, database: Database, planned: Outbox):
        self._database = database
        self._outbox = planned
        self._turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    def turn(self, guild_id: int, drama_id: int) -> asyncio.Lock:
        """Whoever asks in this process for the threads of one drama queues here, and need not look again.

        Between processes the claim decides.
        """
        return self._turns.setdefault((guild_id, drama_id), asyncio.Lock())

    # --- opening ---

    async def seek(
        self, guild_id: int, drama: Drama, episode: int | None, claimed_by: str, now: datetime
    ) -> Sought:
        """The thread for an episode if it is there, else a claim on opening it.

        Without an episode the whole drama's or, where the guild has batches, the first one's.
        Raises `EpisodeOutOfRange`.
        """

        def look(connection: sqlite3.Connection) -> Sought | None:
            there = threads.of(connection, guild_id, drama.id)
            batch = _batch(connection, guild_id, drama, episode, there)
            found = next((one for one in there if one.batch.first == batch.first), None)
            return Sought(found, Standing.THERE) if found and found.thread_id is not None else None

        def take(connection: sqlite3.Connection) -> Sought:
            there = threads.of(connection, guild_id, drama.id)
            batch = _batch(connection, guild_id, drama, episode, there)
            return threads.claim(connection, guild_id, drama.id, batch, claimed_by, now, now + LEASE)

        # Looking first keeps the one writer out of every question that is answered already.
        found = await self._database.read(look)
        return found if found is not None else await self._database.write(take)

    async def opener_sent(
        self, thread: Thread, claimed_by: str, channel_id: int, opener_id: int | None
    ) -> None:
        """Keep the message that a claimed thread is to hang on; with None that it is gone."""
        await self._database.write(
            lambda connection: threads.opener_sent(connection, thread.id, claimed_by, channel_id, opener_id)
        )

    async def opened(
        self, thread: Thread, claimed_by: str, channel_id: int, thread_id: int, opener_id: int, now: datetime
    ) -> Opened | None:
        """The claimed thread is open; None if the claim was lost to another meanwhile."""
        ours = await self._database.write(
            lambda connection: threads.opened(
                connection, thread.id, claimed_by, channel_id, thread_id, opener_id, now
            )
        )
        if not ours:
            return None
        return Opened(thread.id, thread.guild_id, channel_id, thread_id, thread.batch, new=True)

    async def release(self, thread: Thread, claimed_by: str) -> None:
        """Give a claim back under which surely no thread was opened."""
        await self._database.write(lambda connection: threads.release(connection, thread.id, claimed_by))

    async def lapse(self, thread: Thread, claimed_by: str, now: datetime) -> None:
        """End a claim of which nobody knows what became: who asks next looks for the thread first."""
        await self._database.write(lambda connection: threads.lapse(connection, thread.id, claimed_by, now))

    async def gone(self, thread_id: int) -> Thread | None:
        """A thread was deleted; as it was known, None if it was none of the board's."""
        if await self.at(thread_id) is None:
            return None
        return await self._database.write(lambda connection: threads.gone(connection, thread_id))

    async def channel_gone(self, channel_id: int) -> int:
        """A channel was deleted with its threads; how many of the board's that were."""
        return await self._database.write(lambda connection: threads.gone_with(connection, channel_id))

    async def could_not_open(
        self, guild_id: int, channel_id: int | None, obstacle: Obstacle, now: datetime
    ) -> None:
        """Tell the log channel, if there is one, why members get no thread: once a day is enough."""

        def write(connection: sqlite3.Connection) -> None:
            if Purpose.LOG in guilds.get(connection, guild_id).channels:
                outbox.put(
                    connection,
                    NewPost(
                        key=f"{CLOSED} {guild_id} {obstacle} {now:%Y-%m-%d}",
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
        """The board's thread with this id of Discord's."""
        return await self._database.read(lambda connection: threads.at(connection, thread_id))

    async def opener(self, thread_row: int) -> Opener:
        """What a thread's opening message shows; raises `UnknownDrama` where the drama is no longer there."""
        return await self._database.read(lambda connection: _opener(connection, thread_row))

    async def beside(self, thread: Thread) -> list[Opener]:
        """The opening messages of the threads beside this one, which link to it."""

        def read(connection: sqlite3.Connection) -> list[Opener]:
            there = threads.of(connection, thread.guild_id, thread.drama_id)
            beside = neighbours(there, thread.batch)
            return [_opener(connection, one.id) for one in beside if one is not None]

        return await self._database.read(read)

    async def place(self, drama: Drama, reader: Reader) -> int | None:
        """The episode that a reader would talk about: the last one they have seen, None before the first."""

        def read(connection: sqlite3.Connection) -> int | None:
            progress = members.progress(connection, reader.member_id, drama.id)
            last = episodes.last_number(connection, drama)
            if progress is None:
                return None
            if progress.seen_through:
                return last
            return min(progress.episode, last or progress.episode) or None

        return await self._database.read(read)

    async def answer(self, opened: Opened, reader: Reader, *, here: bool) -> Answer:
        """What who asked for the thread is told; `here`: they asked inside it."""

        def read(connection: sqlite3.Connection) -> Answer:
            shown = _opener(connection, opened.id)
            drama, batch = shown.drama, shown.thread.batch
            progress = members.progress(connection, reader.member_id, drama.id)
            last = episodes.last_number(connection, drama)
            more = not batch.whole and (last is None or batch.last < last)
            return Answer(shown, progress, batch.last + 1 if more else None, here)

        return await self._database.read(read)

    async def page(self, guild_id: int, index: int) -> BoardPage:
        """A page of the threads that stand, the most active first."""

        def read(connection: sqlite3.Connection) -> BoardPage:
            total = threads.count(connection, guild_id)
            pages = max(1, -(-total // PAGE_SIZE))
            at = max(0, min(index, pages - 1))
            listed: list[Listed] = threads.page(connection, guild_id, PAGE_SIZE, at * PAGE_SIZE)
            return BoardPage(tuple(listed), at, pages, total)

        return await self._database.read(read)

    async def active(self, guild_id: int, seen: Mapping[int, datetime]) -> None:
        """Note when somebody last wrote in threads, by Discord's ids."""
        if seen:
            await self._database.write(lambda connection: threads.active(connection, guild_id, seen))


def _batch(
    connection: sqlite3.Connection, guild_id: int, drama: Drama, episode: int | None, there: list[Thread]
) -> Batch:
    size = guilds.get(connection, guild_id).batch
    if episode is not None:
        last = check_episode(connection, drama, episode)
    else:
        last = episodes.last_number(connection, drama)
    return batch_for(drama, size, episode or 1, last, [one.batch for one in there])


def _opener(connection: sqlite3.Connection, thread_row: int) -> Opener:
    thread = threads.get(connection, thread_row)
    details = catalogue.details(connection, thread.drama_id) if thread else None
    if thread is None or details is None:
        raise UnknownDrama(f"#{thread.drama_id if thread else 0}")
    there = threads.of(connection, thread.guild_id, thread.drama_id)
    return Opener(details.drama, details.entry, thread, *neighbours(there, thread.batch))
