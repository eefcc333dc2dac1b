"""Time that leaps: a loop whose clock goes on by its waits alone, and a source that answers by a script."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import aiohttp
from yarl import URL

T = TypeVar("T")
BEGIN = datetime(2026, 4, 1, tzinfo=UTC)


class _Leaping(selectors.SelectSelector):
    """Never waits: where nothing is ready, the time has come."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise AssertionError("everybody waits, and nothing will ever come")
            self.now += max(timeout, 0.0)
        return ready


class LeapingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._leaping = _Leaping()
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.now


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run it to its end in no time."""
    loop = LeapingLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        loop.close()


def now() -> datetime:
    """The wall clock, which goes with the loop's."""
    return BEGIN + timedelta(seconds=asyncio.get_running_loop().time())


@dataclass(frozen=True)
class Reply:
    """An answer after `delay` seconds; `error` instead of one."""

    status: int = 200
    delay: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    error: type[Exception] | None = None


@dataclass
class _Response:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def content_length(self) -> int:
        return len(self.body)

    @property
    def content(self) -> _Response:
        return self

    async def iter_chunked(self, _: int) -> AsyncIterator[bytes]:
        yield self.body


class ScriptedSession:
    """What an `aiohttp.ClientSession` is to an `Asker`. `requests` are when and what was asked."""

    def __init__(self, replies: Iterator[Reply]):
        self._replies = replies
        self.requests: list[tuple[float, str]] = []
        self.replied: list[tuple[float, Reply]] = []

    @asynccontextmanager
    async def get(self, url: URL, **options: Any) -> AsyncIterator[_Response]:
        loop = asyncio.get_running_loop()
        self.requests.append((loop.time(), str(url)))
        reply = next(self._replies)
        timeout: aiohttp.ClientTimeout = options["timeout"]
        async with asyncio.timeout(timeout.total):
            await asyncio.sleep(reply.delay)
        self.replied.append((loop.time(), reply))
        if reply.error is not None:
            raise reply.error
        yield _Response(reply.status, reply.headers, reply.body)
