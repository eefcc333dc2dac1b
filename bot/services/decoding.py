"""Reads members' files in a separate process with little memory and time, where they can do no harm."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypedDict, TypeVar, TypeVarTuple, cast

from bot.domain.stills import Drawn, Unfit
from bot.domain.turns import Room
from bot.errors import (
    Crowded,
    FileFault,
    ImportProblem,
    ImportRefused,
    ImportUnderWay,
    OwnImportUnderWay,
    because,
)
from bot.logs import get_logger
from bot.services.fairness import Gate
from bot.sources.apart import Refusal, taken_apart
from bot.sources.stills import redrawn
from bot.worker.parent import OutOfTime, Worker, WorkFailed

Ts = TypeVarTuple("Ts")
T = TypeVar("T")


class Bounds(TypedDict, total=False):
    """What a `Worker` is bounded by; its own bounds where nothing is said."""

    limit: float
    idle: float
    niceness: int
    memory: int


# The process's memory limit: the largest valid list takes a third of it.
MEMORY = 384 * 1024 * 1024
TIME = 30.0  # seconds; the largest sound list takes two, ten on a machine that is busy
IDLE = 60.0
BOUNDS: Bounds = {"limit": TIME, "idle": IDLE, "niceness": 5, "memory": MEMORY}  # of the process
# One file at a time, one of each member, and few that wait: each has its answer within minutes.
FILES = Room(places=1, each=1, own=1, most=8)

log = get_logger(__name__)


class _Excessive(Exception):  # noqa: N818
    """A file takes more time or memory than allowed; the fault says which."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault)
        self.fault = fault


class Decoder:
    """Reads files, one after the other. The event loop only waits."""

    def __init__(self, worker: Worker | None = None, room: Room = FILES):
        self._worker = worker or Worker(**BOUNDS)
        self._gate = Gate(room)

    @asynccontextmanager
    async def turn(self, member_id: int) -> AsyncIterator[None]:
        """In this block, this member's file has its turn.

        Raises `OwnImportUnderWay` if another file of theirs has its turn or waits, and `ImportUnderWay` if
        too many wait.
        """
        if self._gate.holds(member_id):
            raise OwnImportUnderWay
        try:
            ticket = await self._gate.enter(member_id)
        except Crowded:
            raise ImportUnderWay from None
        try:
            yield
        finally:
            self._gate.leave(ticket)

    async def run(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        """The result of `function(*args)` in the other process. Raises `ImportRefused` if the function does.

        Also raises it if the file needs more memory or time than allowed, or ends the process. Any other
        failure there is a bug of ours: `WorkFailed`.
        """
        try:
            found = await self._bounded(taken_apart, function, args)
        except _Excessive as excessive:
            problem = ImportProblem(1, "", because(excessive.fault))
            raise ImportRefused((problem,), 1) from excessive
        if isinstance(found, Refusal):
            raise ImportRefused(found.problems, found.total)
        return cast(T, found)

    async def redraw(self, content: bytes) -> Drawn | Unfit:
        """The picture in a member's file, drawn again in the other process, or why it is not taken."""
        try:
            return await self._bounded(redrawn, content)
        except _Excessive:
            return Unfit.EFFORT

    async def _bounded(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        """Run it there. Raises `_Excessive` if it takes too much, and `WorkFailed` for a bug of ours."""
        try:
            return await self._worker.run(function, *args)
        except OutOfTime as late:
            log.warning("file not read", reason=late.reason)
            raise _Excessive(FileFault.MUCH_TIME) from late
        except WorkFailed as failed:
            if failed.told or not failed.died:
                raise
            log.warning("file not read", reason=failed.reason)
            raise _Excessive(FileFault.MUCH_MEMORY) from failed

    async def aclose(self) -> None:
        """End the process."""
        await self._worker.aclose()
