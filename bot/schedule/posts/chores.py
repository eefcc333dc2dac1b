"""Runs a chore once, within a time limit, and plans its next run even if it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import discord

from bot.domain import leases
from bot.errors import StoreUnavailable
from bot.logs import get_logger
from bot.schedule.posts.composing import Chore
from bot.services.posts import faults
from bot.services.posts.chores import Chores

LEASE = leases.CHORE
PATIENCE = LEASE / 2
# After a run that failed, as a whole or in some of its items; in no case sooner than the pause.
AGAIN = timedelta(minutes=10)
PAUSE = timedelta(minutes=1)

log = get_logger("namida.schedule")


class Housekeeper:
    """Runs the chores that are due."""

    def __init__(self, book: Chores, chores: Iterable[Chore], *, claimed_by: str):
        self._book = book
        self._chores: Mapping[str, Chore] = {chore.name: chore for chore in chores}
        self._by = claimed_by
        self._running: set[str] = set()

    async def plan(self, now: datetime) -> None:
        """Make every chore known to the store; those of an earlier start keep their times."""
        await self._book.plan({name: now + chore.first_after for name, chore in self._chores.items()})

    async def claim(self, now: datetime) -> list[Chore]:
        """The chores that are due, now this process's; what it is at runs on, whatever the claims say."""
        names = await self._book.claim(self._idle(), now, self._by, LEASE)
        self._running.update(names)
        return [self._chores[name] for name in names]

    async def next_due(self) -> datetime | None:
        return await self._book.next_due(self._idle())

    def _idle(self) -> list[str]:
        return [name for name in self._chores if name not in self._running]

    async def run(self, chore: Chore) -> None:
        """Do a claimed chore, and write down when it is due again."""
        try:
            next_due = await self._next_due_after(chore)
            await self._book.done(chore.name, self._by, next_due)
        except StoreUnavailable as error:
            # Its claim runs out, and then it is due as before.
            log.warning("chore not marked", chore=chore.name, store=error.kind)
        finally:
            self._running.discard(chore.name)

    async def _next_due_after(self, chore: Chore) -> datetime:
        now = discord.utils.utcnow()
        try:
            with faults.gathered() as troubles:
                async with asyncio.timeout(PATIENCE.total_seconds()):
                    next_due = await chore.run(now)
            # What failed is still due: it is tried again before long, but not without a pause.
            return min(max(next_due, now + PAUSE), now + AGAIN) if troubles else next_due
        except StoreUnavailable as error:
            log.warning("chore put off", chore=chore.name, store=error.kind)
        except TimeoutError:
            log.warning("chore took too long", chore=chore.name)
        except Exception:  # a fault of ours in one chore, which must not stop the others
            log.exception("fault", chore=chore.name)
        return discord.utils.utcnow() + AGAIN

    async def release(self) -> None:
        """Give back what was cut short, so that the next start need not wait for the claims to run out."""
        self._running.clear()
        try:
            await self._book.release(self._by)
        except StoreUnavailable as error:
            log.warning("chores not given back", store=error.kind)
