"""Runs what is outside the demo's simulated Discord: another process, another catalogue.

SimCord's page gives up on an answer after some seconds of real time and then shows nothing more. Its clock is
simulated, so a sleep by it may never end. So this work runs outside SimCord, by the machine's clock, and
SimCord is told to wait for it.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import AsyncGenerator, Callable, Coroutine
from datetime import date
from typing import Any, TypeVar, TypeVarTuple, Unpack

import simcord

from bot.domain.sources import Fetched, Offer, Scheduled, SourceCredit, SourceName
from bot.errors import SourceUnavailable
from bot.logs import get_logger
from bot.services.decoding import Bounds
from bot.sources.source import Source
from bot.taste.computing import Lists, lists
from bot.taste.scores import ScoreTable
from bot.worker.parent import Worker

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

LONGEST = 3.0  # seconds of the machine's clock for an answer of a source: less than a member waits for

log = get_logger("namida.demo")


class Outside:
    """Runs what is outside the simulated Discord.

    Made before SimCord starts. `env` is set after the start.
    """

    def __init__(self) -> None:
        self.env: simcord.Env | None = None
        self._context = contextvars.copy_context()

    async def wait(self, work: Coroutine[Any, Any, T], reason: str) -> T:
        """The result of the work, however long it takes."""
        task = self._context.copy().run(asyncio.get_running_loop().create_task, work)
        try:
            if self.env is None:
                return await task
            waited: T = await self.env.external_wait(asyncio.shield(task), reason=reason)
        except asyncio.CancelledError:
            task.cancel()
            raise
        return waited


class OutsideWorker(Worker):
    """A worker, run as outside work. `reason` names the work; the rest is for `Worker`."""

    def __init__(
        self,
        outside: Outside,
        reason: str,
        prepare: Callable[[], object] | None = None,
        **bounds: Unpack[Bounds],
    ):
        super().__init__(prepare, **bounds)
        self._outside = outside
        self._reason = reason

    async def run(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        return await self._outside.wait(super().run(function, *args), self._reason)


class OutsideSource:
    """A source, run as outside work with a short time limit."""

    def __init__(self, source: Source, outside: Outside, longest: float = LONGEST):
        self._source = source
        self._outside = outside
        self._longest = longest
        self.name: SourceName = source.name
        self.credit: SourceCredit = source.credit

    def page(self, show: str) -> str:
        return self._source.page(show)

    async def search(self, query: str, *, patient: bool = False) -> tuple[Offer, ...]:
        return await self._ask(self._source.search(query, patient=patient))

    async def fetch(self, show: str, *, patient: bool = False) -> Fetched:
        return await self._ask(self._source.fetch(show, patient=patient))

    async def schedule(self, day: date, country: str) -> tuple[Scheduled, ...]:
        return await self._ask(self._source.schedule(day, country))

    async def _ask(self, asked: Coroutine[Any, Any, T]) -> T:
        return await self._outside.wait(self._in_time(asked), f"{self.name} is asked")

    async def _in_time(self, asked: Coroutine[Any, Any, T]) -> T:
        try:
            async with asyncio.timeout(self._longest):
                return await asked
        except TimeoutError:
            raise SourceUnavailable(self.name, "timeout") from None


async def compute_here(scores: ScoreTable) -> AsyncGenerator[Lists, None]:
    """What goes with what, of the demo's few scores: a process of its own would take longer to start."""
    yield lists(scores)
