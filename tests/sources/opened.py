"""Sources opened as the bot opens them, over a catalogue in memory, a clock and waits that a test moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.domain.sources import SourceAnswer
from bot.errors import StoreUnavailable
from bot.sources.manners import Manners
from bot.sources.source import Source
from bot.sources.web import open_sources
from tests.sources.catalogue_server import TOKEN, CatalogueServer

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)


@dataclass
class Moment:
    """A clock that stands until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **spans: float) -> None:
        self.now += timedelta(**spans)


@dataclass
class Memory:
    """Answers kept in a dictionary; `locked`: a store that nobody can use now."""

    answers: dict[str, SourceAnswer] = field(default_factory=dict)
    locked: bool = False

    async def get(self, url: str) -> SourceAnswer | None:
        if self.locked:
            raise StoreUnavailable("locked")
        return self.answers.get(url)

    async def put(self, url: str, answer: SourceAnswer) -> None:
        if self.locked:
            raise StoreUnavailable("locked")
        self.answers[url] = answer


class Hurried:
    """The event loop's time, so much faster that nobody waits long for a turn to ask a source."""

    FASTER = 1_000

    def time(self) -> float:
        return asyncio.get_running_loop().time() * self.FASTER

    def call_later(self, delay: float, callback: Callable[[], object], /) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(delay / self.FASTER, callback)


@dataclass
class Opened:
    """`waits` are the waits that were asked for between tries; they pass at once, and the clock goes on."""

    tvmaze: Source
    tmdb: Source
    answers: Memory
    clock: Moment
    waits: list[float]


@asynccontextmanager
async def opened(server: CatalogueServer, manners: Manners | None = None) -> AsyncIterator[Opened]:
    answers, clock, waits = Memory(), Moment(), list[float]()

    async def pause(seconds: float) -> None:
        waits.append(seconds)
        clock.advance(seconds=seconds)

    async with open_sources(
        answers,
        clock,
        tvmaze_url=server.url,
        tmdb_url=server.url,
        tmdb_token=TOKEN,
        contact="someone@example.org",
        manners=replace(manners or Manners(), pause=pause, clockwork=Hurried()),
    ) as (tvmaze, tmdb):
        yield Opened(tvmaze, tmdb, answers, clock, waits)
