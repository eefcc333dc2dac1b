"""Reads that are asked for at the same moment, in one visit to a reader's thread and one snapshot."""

from __future__ import annotations

import asyncio
import sqlite3
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


class Together:
    """Collects reads while a visit is under way, and takes them along on the next one.

    A visit costs more than a short read: two threads wake each other, and take the interpreter in turn. So
    the busier the bot is, the less a read costs. With nobody else there, it is on its way at once.
    """

    def __init__(self, run: Run):
        """`run` runs a function in the thread of a reader."""
        self._run = run
        self._asked: deque[Asked] = deque()
        self._visiting: asyncio.Task[None] | None = None

    async def read(self, work: Work[T]) -> T:
        """What `work` returns. Raises what it raises, which is no matter of the others'."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._asked.append((work, done))
        if self._visiting is None:
            self._visiting = loop.create_task(self._visit())
        return await done

    async def _visit(self) -> None:
        try:
            while self._asked:
                count = min(MOST, len(self._asked))
                batch = [one for one in (self._asked.popleft() for _ in range(count)) if not one[1].done()]
                try:
                    outcomes = await self._run(partial(_all, [work for work, _ in batch]))
                except Exception as error:  # noqa: BLE001 - each caller gets it, and raises it
                    outcomes = [(None, error)] * len(batch)
                hand_out(batch, outcomes)
        finally:
            self._visiting = None


def _all(works: Sequence[Work[Any]], connection: sqlite3.Connection) -> list[Outcome]:
    outcomes: list[Outcome] = []
    with transaction(connection, "BEGIN"):
        for work in works:
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
