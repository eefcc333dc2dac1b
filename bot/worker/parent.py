"""The bot's side of the worker process: its start, its limits and its end."""

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
IDLE = 120.0  # seconds without a job after which the process is ended, to give its memory back
_LARGE = 64 * 1024  # bytes of an answer that takes noticeable time to unpickle
QUEUE = 32  # jobs that may wait for their turn

# A new interpreter with this one's module path. It does not import `__main__` again.
_BOOT = (
    "import sys; sys.path[:] = sys.argv[3:]; from bot.worker.child import serve; "
    "serve(*map(int, sys.argv[1:3]))"
)

Ts = TypeVarTuple("Ts")
T = TypeVar("T")


@dataclass(eq=False)
class WorkFailed(Exception):  # noqa: N818 - named as bot/errors names its own
    """A job gave no result. `reason` and the other process's traceback are for the log.

    `died`: the process ended during the job, each time.
    """

    reason: str
    told: str = ""
    died: bool = False


class OutOfTime(WorkFailed):
    """The job took too long and was ended."""


class _Died(Exception):  # noqa: N818
    """The process ended during a job."""


class Worker:
    """Runs functions in one other process, one after the other.

    The process starts with the first job and ends after `idle` seconds without a job. `prepare` runs first in
    each new process. If no member waits for the work, a `niceness` above 0 lets other processes go first.
    With `memory`, the process never gets more bytes than that, and a job that needs more fails. A worker
    belongs to one event loop.
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
        self._sound = False  # False: ignore whatever the process still sends
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process's id. None while there is no process."""
        return self._process.pid if self._process else None

    async def run(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        """The result of `function(*args)` in the other process.

        Takes a module's function and values that pickle.

        A process that dies is replaced, and the job runs once more. Raises `WorkFailed` if that dies, too, if
        the function raises or takes too long, if too many jobs wait, and after `aclose`.
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
        """Start the process for the first job. Raises `WorkFailed`."""
        async with self._turn:
            try:
                await self._started()
            except _Died as died:
                raise WorkFailed(f"ended while it got ready, {died}") from None
        self._rest()

    async def aclose(self) -> None:
        """End the process, even during a job."""
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
        """Send a job and wait for its answer. A process without an answer is ended."""
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
            self._kill()  # a late answer would be taken for the next job's
            raise
        done, value = await _unpickled(answer)
        if not done:
            raise WorkFailed(*value)
        return value

    def _rest(self) -> None:
        """Restart the idle time."""
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
        """Whether the worker is closed.

        Checked after every await, because `aclose` may have run in between.
        """
        return self._closed

    def _kill(self) -> None:
        self._sound = False
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _end(self) -> None:
        """Close the process's input, so that it ends unless it was killed, and wait until it is gone."""
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
    """The process's answer. A large one is unpickled in a thread, so that the loop continues meanwhile."""
    if len(answer) < _LARGE:
        said = pickle.loads(answer)  # noqa: S301 - from our own process, by a pipe nobody else has
    else:
        said = await asyncio.to_thread(pickle.loads, answer)
    return cast(tuple[bool, Any], said)
