"""Measures one call to the store: its units of work, and how long it keeps the writer busy."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, thread_time
from typing import Any, TypeVar

from bot.errors import AmbiguousDrama, NothingFound
from bot.store.database import Database
from bot.store.together import Work

T = TypeVar("T")
Call = Callable[[int], Awaitable[object]]  # of the round, from 0
ROUNDS = 3
TARGET_MS = 50.0


@dataclass(slots=True)
class Spent:
    """Milliseconds of a call.

    Of the processor in the store, of the longest hold of the writer, and of the processor in the loop.
    """

    store: float = 0.0
    held: float = 0.0
    held_wall: float = 0.0
    pieces: int = 0
    loop: float = 0.0
    wall: float = 0.0


class Watched(Database):
    """A database that writes down what each unit of work costs."""

    spent = Spent()  # of the call that is being measured

    async def read(self, work: Work[T]) -> T:
        return await super().read(self._measured(work))

    async def read_briefly(self, work: Work[T]) -> T:
        return await super().read_briefly(self._measured(work))

    def _measured(self, work: Work[T]) -> Work[T]:
        def measured(connection: sqlite3.Connection) -> T:
            begin = thread_time()
            try:
                return work(connection)
            finally:
                self.spent.store += 1000 * (thread_time() - begin)

        return measured

    def _in_place(self, connection: sqlite3.Connection, works: list[Work[Any]]) -> Any:
        cpu, wall = thread_time(), perf_counter()
        try:
            return super()._in_place(connection, works)
        finally:
            held = 1000 * (thread_time() - cpu)
            spent = self.spent
            spent.store += held
            spent.pieces += 1
            spent.held = max(spent.held, held)
            spent.held_wall = max(spent.held_wall, 1000 * (perf_counter() - wall))


@dataclass(frozen=True, slots=True)
class Asked:
    """A call to be measured. `chore`: nobody waits for it, so only its holds of the writer have a target."""

    what: str
    call: Call
    chore: bool = False
    rounds: int = ROUNDS
    why: str = ""  # it may miss its target


@dataclass(slots=True)
class Measured:
    asked: Asked
    rounds: list[Spent] = field(default_factory=list)
    refused: str = ""

    def middle(self, name: str) -> float:
        return median(getattr(spent, name) for spent in self.rounds) if self.rounds else 0.0

    @property
    def worst(self) -> float:
        """What has the target: the work of the store, or the loop's; of a chore the longest hold."""
        if self.asked.chore:
            return max((spent.held for spent in self.rounds), default=0.0)
        return max(self.middle("store"), self.middle("loop"))

    @property
    def met(self) -> bool:
        return not self.refused and self.worst <= TARGET_MS


async def measure(database: Watched, asked: Asked, most: int = ROUNDS) -> Measured:
    """Make the call some times. An error ends it, and is told."""
    found = Measured(asked)
    for turn in range(min(most, asked.rounds)):
        spent = database.spent = Spent()
        cpu, wall = thread_time(), perf_counter()
        try:
            with suppress(NothingFound, AmbiguousDrama):  # answers as well
                await asked.call(turn)
        except Exception as error:  # noqa: BLE001 - the table says which, and the others are measured
            found.refused = f"{type(error).__name__}: {error}"[:120]
            return found
        spent.loop, spent.wall = 1000 * (thread_time() - cpu), 1000 * (perf_counter() - wall)
        found.rounds.append(spent)
        await asyncio.sleep(0)
    return found
