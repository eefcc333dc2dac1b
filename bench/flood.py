"""Measures how long members wait for answers while one member floods the bot, and without the flood.

The bot runs as a process of its own against a Discord on this machine. Others use a command now and then;
in the second half one member sends a thousand at once, again and again. What is compared is the others'
99th percentile, so a slow or busy machine changes both.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter

from bench.measure import NOW, Latency, Target, machine, table
from bot.services.catalogue.transfer import fill_with_starter
from bot.store.database import Database
from tests.e2e.discord_payloads import FIRST_MEMBER
from tests.e2e.discord_server import DiscordServer, discord_server
from tests.e2e.test_process import running

OTHERS, CALLS = 20, 300
FLOOD, FLOODS = 1_000, 3
PAUSE = 0.02  # seconds between two of the others' commands
TITLE = {"title": "1 Litre of Tears"}
WORST_RATIO, WORST_S = 10.0, 1.0


async def asked(there: DiscordServer, by: int, into: list[float]) -> None:
    begin = perf_counter()
    identity = await there.slash("drama", "info", TITLE, by)
    await there.answer_to(identity)
    into.append(perf_counter() - begin)


async def others(there: DiscordServer, first: int) -> list[float]:
    """How long each answer to the others took. Many members ask, one after the other."""
    seconds: list[float] = []
    waiting = []
    for at in range(CALLS):
        waiting.append(asyncio.ensure_future(asked(there, first + at % OTHERS, seconds)))
        await asyncio.sleep(PAUSE)
    await asyncio.gather(*waiting)
    return seconds


async def flood(there: DiscordServer, by: int) -> None:
    for _ in range(FLOOD):
        await there.slash("drama", "info", TITLE, by)


async def measured(database: Path) -> tuple[list[float], list[float], int]:
    async with discord_server() as there, running(there, database) as bot:
        await others(there, FIRST_MEMBER)  # everything has been loaded once
        alone = await others(there, FIRST_MEMBER + OTHERS)
        before = len(there.answers)
        async with AsyncExitStack() as stack:
            going_on = asyncio.ensure_future(_floods(there))
            stack.callback(going_on.cancel)
            beside = await others(there, FIRST_MEMBER + 2 * OTHERS)
            await going_on
        answered = len(there.answers) - before - CALLS
        bot.send_signal(signal.SIGTERM)
    return alone, beside, answered


async def _floods(there: DiscordServer) -> None:
    for _ in range(FLOODS):
        await flood(there, FIRST_MEMBER + 1_000)
        await asyncio.sleep(1)


def _placed(made: Path) -> Path:
    """A copy in its own folder that only its owner may read, to avoid a warning in the log."""
    database = made.parent / "data" / "namida.sqlite3"
    database.parent.mkdir()
    shutil.copy(made, database)
    database.chmod(0o600)
    return database


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="namida-bench-") as folder:
        made = Path(folder, "starter.sqlite3")
        async with Database.open(made) as opened:
            await fill_with_starter(opened, NOW)
        alone, beside, answered = await measured(_placed(made))
    print(machine())
    rows = [("alone", Latency.of(alone)), (f"beside {FLOODS} floods of {FLOOD:,}", Latency.of(beside))]
    print(
        table(
            ("others' answers, ms", "p50", "p99", "worst", "calls"),
            [(name, f"{it.p50:.1f}", f"{it.p99:.1f}", f"{it.worst:.1f}", str(it.calls)) for name, it in rows],
        )
    )
    print(f"\n{answered} of the floods' {FLOODS * FLOOD:,} commands were answered, cards and refusals.")
    quiet, loud = rows[0][1].p99, rows[1][1].p99
    print(Target("others' p99 beside a flood, against without", loud / quiet, WORST_RATIO, "times").line())
    print(Target("others' p99 beside a flood", loud / 1000, WORST_S, "s").line())


if __name__ == "__main__":
    asyncio.run(main())
