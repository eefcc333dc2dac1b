"""Finds board threads with outdated links or tags; records the outcome."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from bot.domain.board import Opener, OutdatedThread, Thread, neighbours, stage, stage_of
from bot.domain.message_ledger import pause_after
from bot.errors import UnknownDrama
from bot.services.posts import faults
from bot.services.posts.outbox import Outbox
from bot.store import savepoints
from bot.store.board import threads
from bot.store.catalogue import catalogue
from bot.store.database import Database
from bot.store.posts import chores
from bot.store.savepoints import Trouble

CHORE = "board threads"  # fixes the links between threads, and the tags that follow their dramas
# An archived thread is updated once it is opened. This finds those that the bot was not told about.
ASLEEP = timedelta(days=1)
# The code that makes something outdated also updates it. If that fails, the chore does.
SOON = timedelta(minutes=1)


class ThreadSync:
    """Tracks outdated board threads. The state is a row, so that it survives a restart."""

    def __init__(self, database: Database, planned: Outbox):
        self._database = database
        self._outbox = planned

    async def outdated(self, now: datetime, limit: int) -> list[OutdatedThread]:
        """The due threads that show something outdated."""

        def read(connection: sqlite3.Connection) -> tuple[list[OutdatedThread], list[Trouble]]:
            rows = threads.outdated_links(connection, now, limit)
            for told in threads.stages_told(connection):
                if len(rows) >= limit:
                    break
                if not told.tells(stage_of(told.aired_from, told.aired_to, told.year, now.date())):
                    found = threads.telling(connection, told, now, limit)
                    rows += [row for row in found if row not in rows]
            looked_at: list[OutdatedThread | None] = []
            troubles = savepoints.each(
                connection,
                rows[:limit],
                lambda row: looked_at.append(_outdated(connection, row, now)),
                lambda row: f"thread {row}",
            )
            return [one for one in looked_at if one is not None], troubles

        found, troubles = await self._database.read(read)
        faults.tell(CHORE, troubles)
        return found

    async def outdated_at(self, thread: Thread, now: datetime) -> OutdatedThread | None:
        """The outdated parts of a thread, due or not. None if nothing is outdated."""
        return await self._database.read(lambda connection: _outdated(connection, thread.id, now))

    async def beside(self, thread: Thread, now: datetime) -> list[OutdatedThread]:
        """The neighbouring threads that show this thread wrongly."""

        def read(connection: sqlite3.Connection) -> list[OutdatedThread]:
            there = threads.of_drama(connection, thread.guild_id, thread.drama_id)
            found = [one for one in neighbours(there, thread.batch) if one is not None]
            seen_to = (_outdated(connection, one.id, now) for one in found)
            return [one for one in seen_to if one is not None]

        return await self._database.read(read)

    async def linked(self, one: OutdatedThread) -> None:
        """Record that the thread's message links to its neighbours, as they were when `one` was read."""
        if one.links is not None and one.retag:  # else that is all, and `done` says it
            ident, links = one.shown.thread.id, one.links
            await self._database.write(lambda connection: threads.linked(connection, ident, links))

    async def done(self, one: OutdatedThread) -> None:
        """Record that the thread is up to date again."""

        def write(connection: sqlite3.Connection) -> None:
            ident = one.shown.thread.id
            if one.links is not None:
                threads.linked(connection, ident, one.links)
            if one.retag:
                threads.tagged(connection, ident, one.stage)
            threads.settled(connection, ident)

        await self._database.write(write)

    async def refused(self, one: OutdatedThread, now: datetime) -> bool:
        """Record that Discord refused the change. False once it should be given up."""
        pause = pause_after(one.tries)
        if pause is None:
            await self.done(one)
            return False
        await self._put_off(one, now + pause, one.tries + 1)
        return True

    async def asleep(self, one: OutdatedThread, now: datetime) -> None:
        """Record that the thread is archived: its update waits until someone opens it again."""
        await self._put_off(one, now + ASLEEP, one.tries)

    async def _put_off(self, one: OutdatedThread, until: datetime, tries: int) -> None:
        ident = one.shown.thread.id
        await self._database.write(lambda connection: threads.put_off(connection, ident, until, tries))

    async def awake(self, thread_id: int, now: datetime) -> None:
        """Make a thread's postponed updates due, because it is open again."""
        if not await self._database.read(lambda connection: threads.is_put_off(connection, thread_id)):
            return

        def write(connection: sqlite3.Connection) -> None:
            if threads.woken(connection, thread_id):
                chores.hasten(connection, CHORE, now)

        await self._database.write(write)
        self._outbox.changed()

    async def next_retry(self) -> datetime | None:
        """When the first postponed thread is due."""
        return await self._database.read(threads.next_retry)


def opener_of(connection: sqlite3.Connection, thread_row: int) -> Opener:
    """The content of a thread's opening message. Raises `UnknownDrama` if the drama no longer exists."""
    thread = threads.get(connection, thread_row)
    details = catalogue.details(connection, thread.drama_id) if thread else None
    if thread is None or details is None:
        raise UnknownDrama(f"#{thread.drama_id if thread else 0}")
    there = threads.of_drama(connection, thread.guild_id, thread.drama_id)
    return Opener(details.drama, details.entry, thread, *neighbours(there, thread.batch))


def opened(connection: sqlite3.Connection, thread: Thread, shown: Opener | None, now: datetime) -> None:
    """Record that a thread was opened. Its neighbours are outdated.

    `shown` is what its message was made from. None if the message is from an earlier attempt.
    """
    there = threads.of_drama(connection, thread.guild_id, thread.drama_id)
    beside = _ids(neighbours(there, thread.batch))
    if shown is None or _ids((shown.before, shown.behind)) != beside:
        threads.touch(connection, thread.id)
    if shown is not None:
        threads.tagged(connection, thread.id, stage(shown.entry, now.date()))
    if shown is None or any(beside):
        chores.hasten(connection, CHORE, now + SOON)


def gone(connection: sqlite3.Connection, now: datetime) -> None:
    """Record that a thread is gone. Its neighbours are outdated."""
    chores.hasten(connection, CHORE, now + SOON)


def _ids(beside: tuple[Thread | None, Thread | None]) -> tuple[int | None, ...]:
    return tuple(one.thread_id if one is not None else None for one in beside)


def _outdated(connection: sqlite3.Connection, row: int, now: datetime) -> OutdatedThread | None:
    known = threads.upkeep(connection, row)
    if known is None:
        return None
    try:
        shown = opener_of(connection, row)
    except UnknownDrama:
        return None
    tells = stage(shown.entry, now.date())
    links = known.links if known.links != known.links_shown else None
    retag = not known.looked or known.stage is not tells
    if links is None and not retag:
        return None
    return OutdatedThread(shown, links, retag, tells, known.tries)
