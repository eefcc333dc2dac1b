"""The bot's side of the worker process: when it starts, what it may take, and when it ends."""

from __future__ import annotations

import asyncio
import pickle
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar, TypeVarTuple, cast

from bot.logs import get_logger
from bot.worker.child import HEADER

log = get_logger(__name__)

LIMIT = 10.0  # seconds a job may take
# Seconds a new process may take to get ready: it reads every font of the machine, maybe from a cold disk.
START_LIMIT = 60.0
END_LIMIT = 5.0  # seconds a process may take to end by itself
IDLE = 600.0  # seconds without a job after which the process is ended, to give its memory back
_LARGE = 64 * 1024  # bytes of an answer whose unpacking would be felt
QUEUE = 32  # jobs that may wait for their turn

# A fresh interpreter, told where this one finds its modules. It does not import `__main__` again.
_BOOT = (
    "import sys; sys.path[:] = sys.argv[3:]; from bot.worker.child import serve; "
    "serve(*map(int, sys.argv[1:3]))"
)

Ts = TypeVarTuple("Ts")
T = TypeVar("T")


@dataclass(eq=False)
class WorkFailed(Exception):  # noqa: N818 - named as bot/errors names its own
    """A job brought no result; `reason` and the traceback of the other process are for the log.

    `died`: the process ended in the midst of it, each time it was asked.
    """

    reason: str
    told: str = ""
    died: bool = False


class OutOfTime(WorkFailed):
    """The job took longer than it may, and was ended."""


class _Died(Exception):  # noqa: N818
    """The process ended in the midst of a job."""


class Worker:
    """Runs functions in one other process, one after the other.

    The process starts with the first job and ends when nothing has been asked of it for `idle`
    seconds. `prepare` runs first in each new one. A member waits for a picture; where no one waits, a
    `niceness` above 0 lets others go first. With `memory` the process never gets more bytes than that: a
    job that asks for more fails. A worker belongs to one event loop.
    """

    def __init__(
        self,
        prepare: Callable[[], object] | None = None,
        *,
        limit: float = LIMIT,
        idle: float = IDLE,
        queue: int = QUEUE,
        niceness: int = 0,
        memory: int = 0,
    ):
        self._prepare = prepare
        self._limit = limit
        self._idle = idle
        self._queue = queue
        self._niceness = niceness
        self._memory = memory
        self._waiting = 0
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._resting: asyncio.Task[None] | None = None
        self._sound = False  # False: whatever the process still says belongs to no one
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process's id, None while there is none."""
        return self._process.pid if self._process else None

    async def run(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        """What `function(*args)` returns over there: a module's function, and values that pickle.

        A process that dies is replaced and asked once more. Raises `WorkFailed` where that dies too,
        where the function raises or takes too long, where too many wait, and once closed.
        """
        job = pickle.dumps((function, args))
        if self._waiting >= self._queue:
            raise WorkFailed(f"{self._waiting} jobs wait already")
        self._waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self._waiting -= 1
        try:
            return cast(T, await self._work(job))
        finally:
            self._turn.release()
            self._rest()

    async def start(self) -> None:
        """Have the process ready for the first job. Raises `WorkFailed`."""
        async with self._turn:
            try:
                await self._started()
            except _Died as died:
                raise WorkFailed(f"ended while it got ready, {died}") from None
        self._rest()

    async def aclose(self) -> None:
        """End the process, in the midst of a job too."""
        self._closed = True
        if self._resting is not None:
            self._resting.cancel()
        if self._turn.locked():
            self._kill()
        async with self._turn:
            await self._end()

    async def _work(self, job: bytes) -> object:
        try:
            return await self._exchange(await self._started(), job, self._limit)
        except _Died as died:
            if self._is_closed():
                raise WorkFailed("closed") from None
            log.warning("worker died", reason=str(died))
        try:
            return await self._exchange(await self._started(), job, self._limit)
        except _Died as died:
            raise WorkFailed(f"died twice, {died}", died=True) from None

    async def _started(self) -> Process:
        if self._is_closed():
            raise WorkFailed("closed")
        if self._process is not None and self._sound and self._process.returncode is None:
            return self._process
        await self._end()
        try:
            # A session of its own: the terminal's Ctrl-C is the bot's alone. What goes wrong there is
            # told in the answer, so nothing has to be printed.
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                _BOOT,
                str(self._niceness),
                str(self._memory),
                *sys.path,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise WorkFailed(f"no process: {error}") from error
        self._sound = True
        if self._is_closed():  # in the meantime
            self._kill()
            await self._end()
            raise WorkFailed("closed")
        if self._prepare is not None:
            await self._exchange(self._process, pickle.dumps((self._prepare, ())), START_LIMIT)
        return self._process

    async def _exchange(self, process: Process, job: bytes, limit: float) -> object:
        """Hand a job over and wait for its answer; a process that did not give one is ended."""
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        try:
            async with asyncio.timeout(limit):
                process.stdin.write(len(job).to_bytes(HEADER) + job)
                await process.stdin.drain()
                size = int.from_bytes(await process.stdout.readexactly(HEADER))
                answer = await process.stdout.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError):
            await self._end()
            raise _Died(f"code {process.returncode}") from None
        except TimeoutError:
            self._kill()
            await self._end()
            raise OutOfTime(f"longer than {limit:g} s") from None
        except asyncio.CancelledError:
            self._kill()  # its answer, come too late, would be taken for the next job's
            raise
        done, value = await _unpickled(answer)
        if not done:
            raise WorkFailed(*value)
        return value

    def _rest(self) -> None:
        """Begin to count the idle time again."""
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None
        if not self._is_closed() and self._process is not None:
            self._resting = asyncio.ensure_future(self._retire())

    async def _retire(self) -> None:
        await asyncio.sleep(self._idle)
        if self._turn.locked():
            return  # at work again: it will rest again
        async with self._turn:
            await self._end()

    def _is_closed(self) -> bool:
        """Asked again after every await: a call of `aclose` may have come in between."""
        return self._closed

    def _kill(self) -> None:
        self._sound = False
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _end(self) -> None:
        """Close the process's input, by which it ends unless it was killed, and wait until it is gone."""
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(END_LIMIT):
                await self._process.communicate()
        except TimeoutError:
            self._kill()
            await self._process.communicate()
        self._process = None


async def _unpickled(answer: bytes) -> tuple[bool, Any]:
    """What the process said; much of it in a thread, so that the loop continues meanwhile."""
    if len(answer) < _LARGE:
        said = pickle.loads(answer)  # noqa: S301 - from our own process, by a pipe nobody else has
    else:
        said = await asyncio.to_thread(pickle.loads, answer)
    return cast(tuple[bool, Any], said)
