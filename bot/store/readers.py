"""Hands out a database's readers: the last used one first, and to waiting tasks in their order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator

import aiosqlite


class Readers:
    """The connections that read, each used by one task at a time.

    `asyncio.Queue` wakes a task that waits, but another that asks before it has run takes what was meant for
    it. Under load some then wait very long, and a task that asks again and again lets no other pass.
    """

    def __init__(self, readers: Iterable[aiosqlite.Connection]):
        self._all = tuple(readers)
        self._idle = list(self._all)
        self._waiting: deque[asyncio.Future[aiosqlite.Connection]] = deque()

    def __iter__(self) -> Iterator[aiosqlite.Connection]:
        return iter(self._all)

    async def take(self) -> aiosqlite.Connection:
        """A reader, once it is the caller's turn. `give_back` must follow."""
        if self._idle:
            return self._idle.pop()
        turn: asyncio.Future[aiosqlite.Connection] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it was handed over at the same moment
                self.give_back(turn.result())
            raise

    def give_back(self, reader: aiosqlite.Connection) -> None:
        """Hand the reader to the next in line, if anyone waits."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # its task was cancelled
                turn.set_result(reader)
                return
        self._idle.append(reader)
