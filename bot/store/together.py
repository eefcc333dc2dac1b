"""Reads that are asked for at the same moment, in one visit to a reader's thread and one snapshot."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeAlias, TypeVar

from bot.store.transactions import transaction

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
Outcome: TypeAlias = tuple[Any, Exception | None]
Asked: TypeAlias = tuple[Work[Any], asyncio.Future[Any]]
Run = Callable[[Callable[[sqlite3.Connection], list[Outcome]]], Awaitable[list[Outcome]]]

# Reads of one visit. Each takes some hundredths of a millisecond, and the last waits for all of them.
MOST = 32
# Seconds after which a visit begins no further read, and after which another reader is visited meanwhile:
# after years in a large server, what took hundredths of a millisecond takes ten.
LONG = 0.002
MOST_VISITS = 3


class Together:
    """Collects reads while a visit is under way, and takes them along on the next one.

    A visit costs more than a short read: two threads wake each other, and take the interpreter in turn. So
    the busier the bot is, the less a read costs. With nobody else there, it is on its way at once; and nobody
    waits long for a read that is not short.
    """

    def __init__(self, run: Run, long: float = LONG):
        """`run` runs a function in the thread of a reader. After `long` seconds a visit is a long one."""
        self._run = run
        self._long = long
        self._asked: deque[Asked] = deque()
        self._visits: set[asyncio.Task[None]] = set()
        self._since = 0.0  # when the last visit began, on the loop's clock

    async def read(self, work: Work[T]) -> T:
        """What `work` returns. Raises what it raises, which is no matter of the others'."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._asked.append((work, done))
        if not self._visits or (len(self._visits) < MOST_VISITS and loop.time() - self._since >= self._long):
            visit = loop.create_task(self._visit())
            self._visits.add(visit)
            visit.add_done_callback(self._visits.discard)
        return await done

    async def _visit(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._asked:
                self._since = loop.time()
                count = min(MOST, len(self._asked))
                batch = [one for one in (self._asked.popleft() for _ in range(count)) if not one[1].done()]
                try:
                    outcomes = await self._run(partial(_some, [work for work, _ in batch], self._long))
                except Exception as error:  # noqa: BLE001 - each caller gets it, and raises it
                    outcomes = [(None, error)] * len(batch)
                self._asked.extendleft(reversed(batch[len(outcomes) :]))
                hand_out(batch[: len(outcomes)], outcomes)
        finally:  # at once: who asks from now on begins the next
            self._visits -= {asyncio.current_task()}


def _some(works: Sequence[Work[Any]], long: float, connection: sqlite3.Connection) -> list[Outcome]:
    """What came of the first of them, at least of one: as many as are begun within `long` seconds."""
    outcomes: list[Outcome] = []
    ends = time.perf_counter() + long
    with transaction(connection, "BEGIN"):
        for work in works:
            if outcomes and time.perf_counter() >= ends:
                break
            try:
                outcomes.append((work(connection), None))
            except Exception as error:
                if not connection.in_transaction:  # SQLite ended the snapshot: the rest would read another
                    raise
                outcomes.append((None, error))
    return outcomes


def hand_out(batch: Sequence[Asked], outcomes: Sequence[Outcome]) -> None:
    """Give each caller what came of its work. Those that were cancelled meanwhile get nothing."""
    for (_, done), (value, error) in zip(batch, outcomes, strict=True):
        if done.done():
            continue
        if isinstance(error, StopIteration):  # a future refuses to hold one
            done.set_exception(RuntimeError("the work ended with StopIteration"))
        elif error is not None:
            done.set_exception(error)
        else:
            done.set_result(value)
