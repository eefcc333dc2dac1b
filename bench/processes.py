"""Runs bots in their own processes: starts them, pins each to a core, and measures what it uses."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from compileall import compile_dir
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bench.serving import READY
from bench.stand_in import StandIn
from tests.e2e.discord_payloads import TOKEN
from tools.browser import ROOT, child_environment

START_S = 300  # at most, until a bot is ready
COMPILED = ("bot", "cogs", "bench", "tests/e2e")  # where the bots' modules are
_PROC = Path("/proc")


class NotReady(Exception):  # noqa: N818 - it says what became of a bot
    """A bot ended before it was ready. The text is its log."""


@dataclass(frozen=True, slots=True)
class Running:
    """A bot that is ready. `start_s` is from its start until then, its modules' import included."""

    pid: int
    start_s: float

    def cpu_s(self) -> float | None:
        """The seconds of processor that it has used, all threads; None where the system does not say."""
        try:
            fields = (_PROC / str(self.pid) / "stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self) -> float | None:
        """The memory that it holds now, without its children; None where the system does not say."""
        return _resident_mb([self.pid])

    def children_mb(self) -> float | None:
        """The memory that its children hold now, such as the process that draws."""
        return _resident_mb(_children(self.pid))


def _resident_mb(pids: Iterable[int]) -> float | None:
    if not _PROC.is_dir():
        return None
    return sum(map(_resident_kb, pids)) * 1024 / 1e6


def _resident_kb(pid: int) -> int:
    lines = (_PROC / str(pid) / "status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def _children(pid: int) -> list[int]:
    return [
        int(child)
        for told in (_PROC / str(pid) / "task").glob("*/children")
        for child in told.read_text().split()
    ]


def cores() -> tuple[set[int], set[int]] | None:
    """A core for this process and another one for the bots; None where there are not two to pin to."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    first, *others = sorted(os.sched_getaffinity(0))
    return ({first}, {others[0]}) if others else None


def compile_modules() -> None:
    """Compile what is not: an installed bot finds its modules compiled, a clone's may not.

    The libraries were compiled when they were installed.
    """
    for folder in COMPILED:
        compile_dir(ROOT / folder, quiet=2)


@asynccontextmanager
async def running(
    there: StandIn, bot: str, folder: Path, settings: Mapping[str, str], core: set[int] | None
) -> AsyncIterator[Running]:
    """One of the bots of `bench/serving.py`, ready. Its log is in `folder`. Raises `NotReady`."""
    log_path = folder / f"{bot}.log"
    with log_path.open("wb") as log:
        begin = perf_counter()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.serving", f"{there.address}/api", bot),
            cwd=folder,
            env=child_environment() | {"DISCORD_TOKEN": TOKEN} | dict(settings),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    if core is not None:
        os.sched_setaffinity(process.pid, core)
    assert process.stdout is not None
    draining: asyncio.Task[bytes] | None = None
    try:
        async with asyncio.timeout(START_S):
            while (line := await process.stdout.readline()) != f"{READY}\n".encode():
                if not line:
                    raise NotReady(log_path.read_text())
        draining = asyncio.ensure_future(process.stdout.read())
        yield Running(process.pid, perf_counter() - begin)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM if bot == "namida" else signal.SIGKILL)
        await process.wait()
        if draining is not None:
            await draining
