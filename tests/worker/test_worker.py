"""The worker process: it comes back with results or says why not, and never stays behind."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from bot.worker.parent import Worker, WorkFailed
from tests.worker import jobs

pytestmark = pytest.mark.processes

PATIENCE_S = 30


@asynccontextmanager
async def working(**options: float) -> AsyncIterator[Worker]:
    async with aclosing(Worker(**options)) as worker:  # type: ignore[arg-type]  # by their names
        yield worker


async def until(happens: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    async with asyncio.timeout(PATIENCE_S):
        while not happens():  # noqa: ASYNC110 - no event comes from there
            await asyncio.sleep(0.01)


def runs(worker: Worker) -> bool:
    return worker.pid is not None


def is_gone(pid: int) -> bool:
    """Ended, be it that nobody has asked for its exit code yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


async def test_nothing_runs_before_it_is_needed() -> None:
    async with working() as worker:
        assert not runs(worker)
        assert await worker.run(jobs.double, 21) == 42
        assert worker.pid == await worker.run(jobs.whoever_works) != os.getpid()
        pid = worker.pid
    assert pid is not None
    assert is_gone(pid)
    assert not runs(worker)


async def test_more_than_a_pipe_holds_goes_both_ways() -> None:
    text = os.urandom(5_000_000)
    async with working() as worker:
        assert await worker.run(jobs.backwards, text) == text[::-1]


async def test_what_a_job_prints_is_not_its_answer() -> None:
    async with working() as worker:
        assert await worker.run(jobs.talk_a_lot, 7) == 7


async def test_jobs_asked_at_once_are_done_one_after_the_other_each_with_its_own_answer() -> None:
    async with working() as worker:
        assert await asyncio.gather(*(worker.run(jobs.double, n) for n in range(20))) == [
            2 * n for n in range(20)
        ]


async def test_more_than_may_wait_are_turned_away_at_once() -> None:
    async with working(queue=2) as worker:
        answers = await asyncio.gather(
            *(worker.run(jobs.double, n) for n in range(4)), return_exceptions=True
        )
        assert answers[:3] == [0, 2, 4]
        assert isinstance(answers[3], WorkFailed)
        assert await worker.run(jobs.double, 4) == 8


async def test_a_job_that_raises_says_so_and_the_process_goes_on() -> None:
    async with working() as worker:
        with pytest.raises(WorkFailed) as failed:
            await worker.run(jobs.refuse, "tears")
        assert failed.value.reason == "ValueError: no tears"
        assert "in refuse" in failed.value.told
        pid = worker.pid
        with pytest.raises(WorkFailed):
            await worker.run(jobs.unsendable)
        assert await worker.run(jobs.whoever_works) == pid


async def test_a_process_that_died_while_it_rested_is_replaced() -> None:
    async with working() as worker:
        first = await worker.run(jobs.whoever_works)
        os.kill(first, signal.SIGKILL)
        assert await worker.run(jobs.whoever_works) != first


async def test_a_job_whose_process_died_is_done_by_the_next(tmp_path: Path) -> None:
    async with working() as worker:
        assert await worker.run(jobs.die_once, str(tmp_path / "died")) == "lived"


async def test_a_job_that_kills_every_process_is_given_up() -> None:
    async with working() as worker:
        with pytest.raises(WorkFailed, match="died twice"):
            await worker.run(jobs.die)
        assert await worker.run(jobs.double, 1) == 2


async def test_a_job_that_takes_too_long_is_ended_with_its_process() -> None:
    async with working(limit=0.3) as worker:
        pid = await worker.run(jobs.whoever_works)
        with pytest.raises(WorkFailed, match=r"longer than 0\.3 s"):
            await worker.run(jobs.take, 60.0)
        assert is_gone(pid)
        assert await worker.run(jobs.double, 1) == 2


async def test_the_answer_of_a_job_nobody_waits_for_is_not_taken_for_the_next(tmp_path: Path) -> None:
    async with working() as worker:
        mark = tmp_path / "begun"
        asked = asyncio.ensure_future(worker.run(jobs.begin_and_take, str(mark), 0.05))
        await until(mark.exists)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert await worker.run(jobs.double, 4) == 8


async def test_who_waits_for_a_turn_may_go_away() -> None:
    async with working() as worker:
        first = asyncio.ensure_future(worker.run(jobs.take, 0.1))
        second = asyncio.ensure_future(worker.run(jobs.double, 1))
        third = asyncio.ensure_future(worker.run(jobs.double, 2))
        await asyncio.sleep(0)
        second.cancel()
        assert (await first, await third) == ("done", 4)


async def test_a_process_without_work_is_ended_and_comes_back_when_asked() -> None:
    async with working(idle=0.05) as worker:
        first = await worker.run(jobs.whoever_works)
        await until(lambda: worker.pid is None)
        assert is_gone(first)
        assert await worker.run(jobs.whoever_works) != first


@pytest.mark.skipif(sys.platform == "win32", reason="no niceness there")
async def test_work_that_nobody_waits_for_lets_others_go_first() -> None:
    async with working() as worker, working(niceness=5) as nice:
        assert await nice.run(os.nice, 0) == await worker.run(os.nice, 0) + 5


async def test_it_is_warm_before_the_first_job(tmp_path: Path) -> None:
    async with aclosing(Worker(jobs.whoever_works)) as worker:
        await worker.start()
        assert worker.pid == await worker.run(jobs.whoever_works)


async def test_what_cannot_get_ready_is_said_and_not_tried_for_ever() -> None:
    async with aclosing(Worker(jobs.die)) as worker:
        with pytest.raises(WorkFailed, match="while it got ready"):
            await worker.start()
        with pytest.raises(WorkFailed, match="died twice"):
            await worker.run(jobs.double, 1)


async def test_closing_does_not_wait_for_the_job(tmp_path: Path) -> None:
    async with working() as worker:
        mark = tmp_path / "begun"
        asked = asyncio.ensure_future(worker.run(jobs.begin_and_take, str(mark), 60.0))
        behind = asyncio.ensure_future(worker.run(jobs.double, 1))
        await until(lambda: mark.exists() and mark.read_text() != "")
        async with asyncio.timeout(5):
            await worker.aclose()
        assert is_gone(int(mark.read_text()))
        answers = await asyncio.gather(asked, behind, return_exceptions=True)
        assert [str(one.reason) for one in answers if isinstance(one, WorkFailed)] == ["closed", "closed"]
        with pytest.raises(WorkFailed, match="closed"):
            await worker.run(jobs.double, 1)


PARENT = """
import asyncio, sys
from bot.signals import until_told
from bot.worker.parent import Worker, WorkFailed
from tests.worker import jobs

async def main():
    worker = Worker()
    try:
        await worker.run(jobs.begin_and_take, sys.argv[1], float(sys.argv[2]))
        await asyncio.sleep(60)
    finally:
        await worker.aclose()

asyncio.run(until_told(main()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal")
@pytest.mark.parametrize("busy", [60.0, 0.0], ids=["at work", "at rest"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda s: s.name)
async def test_no_process_stays_behind_however_the_bot_ends(
    number: signal.Signals, busy: float, tmp_path: Path
) -> None:
    """A terminal sends Ctrl-C to the whole group; a kill reaches the bot alone, which then tells nobody."""
    mark = tmp_path / "begun"
    # One that was killed leaves a worker that ends with its job: let that be soon.
    seconds = 0.5 if number is signal.SIGKILL and busy else busy
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(mark), str(seconds),
        cwd=Path(__file__).parents[2], stderr=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    await until(lambda: mark.exists() and mark.read_text() != "")
    worker = int(mark.read_text())
    assert not is_gone(worker)
    os.killpg(bot.pid, number)
    async with asyncio.timeout(PATIENCE_S):
        _, said = await bot.communicate()
    assert b"Traceback" not in said
    await until(lambda: is_gone(worker))
