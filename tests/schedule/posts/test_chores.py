"""Chores: run on time, once and late after a pause, by one process, even after a failed run."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.errors import StoreUnavailable
from bot.schedule.posts.chores import AGAIN, LEASE
from bot.schedule.posts.composing import Chore
from bot.schedule.posts.scheduler import Scheduler
from tests.schedule.posting import Desk, Office
from tests.world import put, stored

HOUR = timedelta(hours=1)


@pytest.fixture
def runs(desk: Desk) -> list[datetime]:
    """When an hourly chore was done; the first time an hour after the first start."""
    times: list[datetime] = []

    async def sweep(now: datetime) -> datetime:
        times.append(now)
        return now + HOUR

    desk.chores.append(Chore("sweep", sweep, first_after=HOUR))
    return times


async def test_it_is_done_on_its_time_again_and_again(runs: list[datetime], office: Office) -> None:
    start = office.world.env.now()
    await office.pass_time(3 * HOUR + timedelta(minutes=1))
    assert [now - start for now in runs] == [HOUR, 2 * HOUR, 3 * HOUR]


async def test_a_restart_keeps_its_time(runs: list[datetime], office: Office) -> None:
    start = office.world.env.now()
    await office.restart(after=HOUR / 2)
    await office.pass_time(HOUR / 2)
    assert [now - start for now in runs] == [HOUR]


async def test_after_an_absence_it_is_done_once(runs: list[datetime], office: Office) -> None:
    await office.restart(after=10 * HOUR)
    assert len(runs) == 1
    await office.pass_time(HOUR)
    assert len(runs) == 2


async def test_two_processes_do_it_once(runs: list[datetime], office: Office) -> None:
    second = Scheduler(office.bot, office.bot.services, office.bot.scheduler.agenda)
    with office.world.env._bot_scope():  # as work of the bot's, which settles and whose clock moves
        second.start()
    await office.pass_time(3 * HOUR)
    await second.stop()
    assert len(runs) == 3


async def test_what_another_process_is_at_is_left_to_it_until_its_claim_runs_out(
    runs: list[datetime], office: Office
) -> None:
    until = office.world.env.now() + HOUR + LEASE
    await put(
        office.database,
        "UPDATE chore SET claimed_by = 'another', claimed_until = ? WHERE name = 'sweep'",
        until.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    await office.pass_time(HOUR)
    assert runs == []
    await office.pass_time(LEASE)
    assert runs == [until]


@pytest.mark.faults
async def test_a_fault_in_one_stops_neither_it_nor_the_others(
    desk: Desk, runs: list[datetime], office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    left: list[Exception] = [RuntimeError("the broom is broken"), StoreUnavailable("locked"), TimeoutError()]
    done: list[datetime] = []

    async def scrub(now: datetime) -> datetime:
        if left:
            raise left.pop(0)
        done.append(now)
        return now + 10 * HOUR

    desk.chores.append(Chore("scrub", scrub, first_after=HOUR))
    await office.restart()
    start = office.world.env.now()
    await office.pass_time(HOUR + 3 * AGAIN)
    assert [now - start for now in done] == [HOUR + 3 * AGAIN]
    assert len(runs) == 1
    assert "the broom is broken" in caplog.text
    await office.plan("word")
    assert office.said() == ["word (en)"]


async def test_a_run_that_the_end_cuts_short_is_due_again_at_the_next_start(
    desk: Desk, office: Office
) -> None:
    begun: list[datetime] = []

    async def read(now: datetime) -> datetime:
        begun.append(now)
        await asyncio.sleep(60)
        return now + HOUR

    desk.chores.append(Chore("read", read, first_after=HOUR))
    await office.restart()
    await office.pass_time(HOUR + timedelta(seconds=30))
    assert len(begun) == 1
    await office.restart(after=timedelta(seconds=30))
    assert len(begun) == 2


async def test_the_outbox_is_tidied(office: Office) -> None:
    await office.plan("word")
    assert await office.states() == {"word": "sent"}
    await put(office.database, "UPDATE outbox SET done_at = '2025-11-01T00:00:00Z'")
    await office.plan("newer")
    await office.pass_time(HOUR)
    assert await stored(office.database, "SELECT key FROM outbox") == [("word newer",)]


async def test_a_post_is_not_kept_waiting_by_a_long_chore(desk: Desk, office: Office) -> None:
    done = asyncio.Event()

    async def write(now: datetime) -> datetime:
        await office.bot.services.outbox.put()
        await asyncio.sleep(60)
        done.set()
        return now + 10 * HOUR

    desk.chores.append(Chore("write", write, first_after=HOUR))
    await office.restart()
    await office.plan("word", after=HOUR + timedelta(seconds=10))
    await office.pass_time(HOUR + timedelta(seconds=10))
    assert office.said() == ["word (en)"]
    assert not done.is_set()
    await office.pass_time(timedelta(minutes=1))
    assert done.is_set()
