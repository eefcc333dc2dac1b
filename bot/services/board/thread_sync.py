"""What the board's threads show: links between them, and tags that follow what airs."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from functools import partial

from bot.domain.board import AiringStage, Opener, Thread, neighbours, stage, stage_of
from bot.domain.message_ledger import Kind
from bot.errors import UnknownDrama
from bot.services.posts import faults
from bot.services.posts.message_ledger import CHORE as LEDGER
from bot.services.posts.outbox import Outbox
from bot.store import savepoints
from bot.store.board import threads
from bot.store.board.threads import Told
from bot.store.catalogue import catalogue
from bot.store.database import Database
from bot.store.posts import chores
from bot.store.savepoints import Trouble

CHORE = "board threads"  # finds threads whose tags tell another stage of their dramas than it is
# An archived thread is updated once it is opened. This finds those that the bot was not told about.
ASLEEP = timedelta(days=1)
# Of one transaction; each may have a thread on every server. On the first day of a year many stages end.
DRAMAS_AT_ONCE = 20


class ThreadSync:
    """What the board's threads show: their opening messages, and a forum's tags.

    The ledger has a row for each.
    """

    def __init__(self, database: Database, planned: Outbox):
        self._database = database
        self._outbox = planned

    async def look_at_tags(self, now: datetime) -> None:
        """The airing of dramas goes on: tags that tell another stage are out of date."""

        def otherwise(connection: sqlite3.Connection) -> list[Told]:
            return [
                told
                for told in threads.stages_told(connection)
                if not told.tells(stage_of(told.aired_from, told.aired_to, told.year, now.date()))
            ]

        def outdate(connection: sqlite3.Connection, some: list[Told]) -> list[Trouble]:
            return savepoints.each(
                connection,
                some,
                partial(threads.outdate_tags, connection),
                lambda told: f"drama {told.drama_id}",
            )

        found = await self._database.read(otherwise)
        for start in range(0, len(found), DRAMAS_AT_ONCE):
            some = partial(outdate, some=found[start : start + DRAMAS_AT_ONCE])
            faults.tell(CHORE, await self._database.write_patiently(some))
        self._outbox.changed()

    async def thread(self, ident: int) -> Thread | None:
        """A thread that is there, by the id of its row."""
        found = await self._database.read(lambda connection: threads.get(connection, ident))
        return found if found is not None and found.thread_id is not None else None

    async def opener(self, thread: Thread) -> Opener | None:
        """What a thread's opening message shows; None where its drama is out of the catalogue."""
        try:
            return await self._database.read(lambda connection: opener_of(connection, thread.id))
        except UnknownDrama:
            return None

    async def tagged(self, thread: Thread, stage: AiringStage | None) -> None:
        """The thread's tags tell this stage."""
        await self._database.write(lambda connection: threads.tagged(connection, thread.id, stage))

    async def awake(self, thread_id: int, now: datetime) -> None:
        """Make a thread's postponed updates due, because it is open again."""
        if not await self._database.read(lambda connection: threads.is_put_off(connection, thread_id)):
            return

        def write(connection: sqlite3.Connection) -> None:
            if threads.woken(connection, thread_id):
                chores.hasten(connection, LEDGER, now)

        await self._database.write(write)
        self._outbox.changed()


def opener_of(connection: sqlite3.Connection, thread_row: int) -> Opener:
    """The content of a thread's opening message. Raises `UnknownDrama` if the drama no longer exists."""
    thread = threads.get(connection, thread_row)
    details = catalogue.details(connection, thread.drama_id) if thread else None
    if thread is None or details is None:
        raise UnknownDrama(f"#{thread.drama_id if thread else 0}")
    there = threads.of_drama(connection, thread.guild_id, thread.drama_id)
    return Opener(details.drama, details.entry, thread, *neighbours(there, thread.batch))


def opened(connection: sqlite3.Connection, thread: Thread, shown: Opener | None, now: datetime) -> None:
    """A thread was opened; the threads beside it are out of date with that, as the triggers note.

    `shown` is what its message was made from. None if the message is from an earlier attempt.
    """
    there = threads.of_drama(connection, thread.guild_id, thread.drama_id)
    beside = _ids(neighbours(there, thread.batch))
    if shown is None or _ids((shown.before, shown.behind)) != beside:
        threads.touch(connection, thread.id, Kind.OPENER)
    if shown is not None:
        threads.tagged(connection, thread.id, stage(shown.entry, now.date()))
    else:
        threads.touch(connection, thread.id, Kind.TAGS)


def _ids(beside: tuple[Thread | None, Thread | None]) -> tuple[int | None, ...]:
    return tuple(one.thread_id if one is not None else None for one in beside)
