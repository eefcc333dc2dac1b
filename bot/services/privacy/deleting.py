"""Deletes everything about a member who asks for it: hides it at once, then erases it in pieces."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta

from bot.domain.members import NOTED_EVERY
from bot.logs import get_logger
from bot.services.posts import faults
from bot.services.posts.outbox import Outbox
from bot.store.copies import NoRoom
from bot.store.database import Database
from bot.store.members import alone
from bot.store.moderation.audit import audit
from bot.store.posts import chores
from bot.store.privacy import deleted_members, erasing, requests

CHORE = "members' deletion"
CHORE_LEFT = "left members"
# Members who are deleted at once: each costs a look at all that others wrote, then the file is rewritten.
LEFT_A_RUN = 25
# Bytes of a file that is rewritten at once: two seconds. A larger one waits for the night.
REWRITTEN_AT_ONCE = 256 * 1024 * 1024
NIGHT = time(4, tzinfo=UTC)
SOON = timedelta(minutes=2)
LATER = timedelta(hours=6)

log = get_logger("namida.privacy")


class Deleting:
    """Deletions that members asked for, that an older copy of the database has undone, and of those who left.

    `forgetting` are called with the id of each deleted member, so that memory forgets them as well.
    `keep_left`: how long everything stays of members whom no server with the bot knows. None: always.
    """

    def __init__(
        self,
        database: Database,
        the_outbox: Outbox,
        forgetting: Iterable[Callable[[int], None]] = (),
        keep_left: timedelta | None = None,
    ):
        self._database = database
        self._outbox = the_outbox
        self.forgetting = list(forgetting)
        self.keep_left = keep_left
        self._turn = asyncio.Lock()
        self._rewritten = 0  # the last deletion that the file was rewritten after

    async def ask(self, member_id: int, now: datetime) -> None:
        """Delete a member. When this returns, nothing of theirs can be seen, and the rest goes by itself."""

        def write(connection: sqlite3.Connection) -> None:
            requests.ask(connection, member_id, now)
            chores.hasten(connection, CHORE, now)

        await self._database.write(write)
        await self._hide(member_id)
        self._outbox.changed()

    async def ask_again(self, now: datetime) -> int:
        """Delete the members whom an older copy of the database has brought back. Returns how many.

        For the start, before anyone can see them.
        """
        try:
            deleted = await asyncio.to_thread(deleted_members.read, self._database.path)
        except ValueError:
            path = deleted_members.path_of(self._database.path)
            log.critical("the list of deleted members is damaged; members may be back", path=str(path))
            return 0
        if not deleted.times:
            return 0
        back = await self._database.read(lambda connection: requests.older(connection, deleted.deleted_at))
        for member_id in sorted(back):
            await self.ask(member_id, now)
        return len(back)

    async def ask_for_left(self, now: datetime) -> int:
        """Delete some of the members whom no server knows, and of whom there was no sign for `keep_left`.

        A sign is a use of the bot, or a direct message that arrives. Returns how many members were looked at;
        if that is `LEFT_A_RUN`, there may be more.
        """
        await self._database.write_in_pieces(lambda connection: alone.begin(connection, now))
        if self.keep_left is None:
            return 0
        # Signs are written once a day: the last one may be a day younger than it says.
        before = now - self.keep_left - NOTED_EVERY

        due = await self._database.read(lambda connection: alone.silent_since(connection, before, LEFT_A_RUN))
        gone = 0

        async def ask(member_id: int) -> None:
            nonlocal gone
            if await self._database.write(
                lambda connection: _asked_for_left(connection, member_id, before, now)
            ):
                gone += 1
                await self._hide(member_id)

        # Not by their ids: this log is read by people, and they are to be forgotten.
        await faults.each(CHORE_LEFT, due, ask, lambda _: "a member")
        if gone:
            log.info("members whom no server knows any more are deleted", members=gone)
            self._outbox.changed()
        return len(due)

    async def erase_waiting(self, now: datetime) -> None:
        """Erase every row about the members who asked for it. Breaking off does no harm."""
        async with self._turn:
            waiting = await self._database.read(requests.waiting)
            # The log must not name whom the file forgets.
            await faults.each(CHORE, waiting, lambda one: self._erase(one, now), lambda _: "a deletion")

    async def rewrite(self, now: datetime) -> datetime | None:
        """Rewrite the file if deleted members may have left bytes in it.

        Returns when to try again, None if nothing is left to do.
        """
        last = await self._database.read(requests.unwashed)
        if not last:
            return None
        night = _next_night(now)
        if self._database.path.stat().st_size > REWRITTEN_AT_ONCE and night - now < timedelta(hours=23):
            return night
        try:
            if last != self._rewritten:
                await self._database.rebuild()
                self._rewritten = last
        except NoRoom as error:
            log.warning("file not rewritten", needed=error.needed, free=error.free)
            return now + LATER
        if not await self._database.shorten_log():
            return now + SOON  # others are reading: the log still has what the file has no more
        await self._database.write(lambda connection: requests.washed(connection, last))
        self._rewritten = 0  # the next deletion may get the same number
        return None

    async def _hide(self, member_id: int) -> None:
        await self._database.write_in_pieces(lambda connection: erasing.hide(connection, member_id))

    async def _erase(self, member_id: int, now: datetime) -> None:
        database = self._database
        await self._hide(member_id)
        await database.write_in_pieces(lambda connection: erasing.erase(connection, member_id))
        reached: erasing.Reached | None = erasing.Reached()
        while reached is not None:
            at = reached
            reached = await database.write_patiently(
                lambda connection, at=at: erasing.scrub(connection, member_id, at)  # type: ignore[misc]
            )
        # Before the last row goes: if the bot stops here, it does all of this once more.
        await asyncio.to_thread(deleted_members.add, database.path, member_id, now)

        def finish(connection: sqlite3.Connection) -> None:
            while erasing.erase(connection, member_id):  # what they have done meanwhile
                pass
            audit(connection, None, None, "privacy.delete", None, now)
            requests.erased(connection, member_id)

        await database.write(finish)
        for forget in self.forgetting:
            forget(member_id)
        self._outbox.changed()


def _next_night(now: datetime) -> datetime:
    """When a large file is next rewritten: the first time after `now` at that hour."""
    tonight = datetime.combine(now.astimezone(UTC).date(), NIGHT)
    return tonight if tonight > now else tonight + timedelta(days=1)


def _asked_for_left(connection: sqlite3.Connection, member_id: int, before: datetime, now: datetime) -> bool:
    """Ask for the deletion of a member of whom there was no sign since `before`. False if they stay."""
    if not alone.is_silent(connection, member_id, before):
        return False  # they came back meanwhile
    if alone.is_named_on_a_server(connection, member_id):
        alone.renew(connection, member_id, now)
        return False
    requests.ask(connection, member_id, now)
    chores.hasten(connection, CHORE, now)
    return True
