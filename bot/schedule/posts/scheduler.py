"""The one loop of scheduled work: it starts what is due and sleeps until the next."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import discord

from bot.errors import StoreUnavailable
from bot.logs import get_logger
from bot.schedule.posts import delivery
from bot.schedule.posts.chores import Housekeeper
from bot.schedule.posts.composing import Agenda
from bot.schedule.posts.delivery import Delivery
from bot.services.container import Services

# Posts on their way at once: enough that a slow answer of Discord's holds no one up for long.
MOST_AT_ONCE = 8
# A clock that was set right while it slept is noticed after this at the latest.
LONGEST_SLEEP = timedelta(hours=1)
# After the store could not be read, or a fault of the loop's own.
PAUSE = timedelta(seconds=30)
# What is on its way when the bot stops may take this long to arrive.
FAREWELL_S = 5.0

log = get_logger("namida.schedule")


class Scheduler:
    """Sends the outbox's posts and runs the chores, from `start` to `stop`. It never polls.

    Nothing that it knows is kept in memory alone: another process may do the same work on the
    same database, and each claims what it does.
    """

    def __init__(self, client: discord.Client, services: Services, agenda: Agenda):
        self.agenda = agenda
        self._by = secrets.token_hex(8)
        self._outbox = services.outbox
        self._delivery = Delivery(client, services, agenda.composers, agenda.splitters, claimed_by=self._by)
        self._housekeeper = Housekeeper(services.chores, agenda.chores, claimed_by=self._by)
        self._loop: asyncio.Task[None] | None = None
        self._claims = services.claims
        self._posts: dict[asyncio.Task[None], int] = {}  # with the id of the post that each is at
        self._chores: set[asyncio.Task[None]] = set()
        self._sleep: asyncio.Task[None] | None = None
        self._woken = False
        self._latest = datetime.min.replace(tzinfo=UTC)

    @property
    def running(self) -> bool:
        """Whether the loop runs."""
        return self._loop is not None and not self._loop.done()

    def start(self) -> None:
        """Begin, once the client knows its guilds; does nothing where it has started."""
        if not self.running:
            self._outbox.on_change = self.wake
            self._loop = asyncio.create_task(self._run(), name="scheduler")

    async def stop(self) -> None:
        """End the loop, let what is on its way arrive, and cut short what takes too long."""
        if self._loop is None:
            return
        loop, self._loop = self._loop, None
        await _cancel({loop})
        if self._posts:
            await asyncio.wait(self._posts, timeout=FAREWELL_S)
        await _cancel({*self._posts, *self._chores})
        await self._housekeeper.release()

    def wake(self) -> None:
        """Look again: something was planned, changed, or is done."""
        self._woken = True
        if self._sleep is not None:
            self._sleep.cancel()

    async def _run(self) -> None:
        planned = False
        while True:
            self._woken = False
            try:
                if not planned:
                    await self._claims.begin(_now())
                    await self._housekeeper.plan(_now())
                    planned = True
                await self._look_at_the_clock()
                pause = await self._begin_what_is_due()
            except StoreUnavailable as error:
                log.warning("schedule put off", store=error.kind)
                pause = PAUSE
            except Exception:  # a fault of ours: the clock continues
                log.exception("fault", where="scheduler")
                pause = PAUSE
            await self._rest(pause)

    async def _look_at_the_clock(self) -> None:
        """A clock that was set back has left times which lie too far ahead."""
        now = _now()
        if now < self._latest:
            await self._claims.set_right(now)
        self._latest = now

    async def _begin_what_is_due(self) -> timedelta:
        """Begin everything that is due; how long there is nothing more to begin."""
        now = _now()
        for chore in await self._housekeeper.claim(now):
            self._chores.add(self._begin(self._housekeeper.run(chore), self._chores.remove))
        free = MOST_AT_ONCE - len(self._posts)
        under_way = set(self._posts.values())
        posts = await self._outbox.claim(now, self._by, delivery.LEASE, free, under_way) if free else []
        for post in posts:
            self._posts[self._begin(self._delivery.deliver(post), self._posts.pop)] = post.id
        if len(self._posts) >= MOST_AT_ONCE:
            next_post = None  # the first to arrive wakes us
        else:
            next_post = await self._outbox.next_ready(now, set(self._posts.values()))
        return _until((next_post, await self._housekeeper.next_due()))

    def _begin(
        self, work: Coroutine[Any, Any, None], forget: Callable[[asyncio.Task[None]], object]
    ) -> asyncio.Task[None]:
        task = asyncio.create_task(work)

        def end(done: asyncio.Task[None]) -> None:
            forget(done)
            self.wake()

        task.add_done_callback(end)
        return task

    async def _rest(self, pause: timedelta) -> None:
        """Sleep, unless woken meanwhile, until woken or the time has come."""
        if self._woken:
            return
        # A sleep of its own task, so that waking is cancelling it.
        self._sleep = asyncio.create_task(asyncio.sleep(pause.total_seconds()))
        try:
            await asyncio.wait({self._sleep})
        finally:
            self._sleep.cancel()
            self._sleep = None


def _until(moments: tuple[datetime | None, ...]) -> timedelta:
    now = _now()
    waits = [max(moment - now, timedelta(0)) for moment in moments if moment is not None]
    return min([*waits, LONGEST_SLEEP])


def _now() -> datetime:
    return discord.utils.utcnow()


async def _cancel(tasks: set[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
