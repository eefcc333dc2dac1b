"""SimCord looks less often whether the bot rests, and still does not return before it does."""

from __future__ import annotations

import asyncio
import itertools
import time

import pytest
import simcord
from discord.ext import tasks
from simcord import _dpy_internals, _runtime

from bot.client import NamidaBot
from tests import at_rest


async def busy() -> None:
    for _ in itertools.count():
        await asyncio.sleep(0)


async def test_a_sleep_of_no_time_lasts_until_nothing_is_ready() -> None:
    done: list[int] = []

    async def work() -> None:
        for number in range(50):
            await asyncio.sleep(0)
            done.append(number)

    task = asyncio.create_task(work())
    await at_rest.sleep(0)
    assert task.done()
    assert len(done) == 50


async def test_a_sleep_of_no_time_ends_though_another_never_rests() -> None:
    task = asyncio.create_task(busy())
    assert await at_rest.sleep(0, "result") == "result"
    assert not task.done()
    task.cancel()


async def test_a_sleep_of_some_time_is_one() -> None:
    began = time.monotonic()
    assert await at_rest.sleep(0.001, "result") == "result"
    assert time.monotonic() - began >= 0.001


async def test_what_the_bot_begins_is_done_when_it_has_come_to_rest(env: simcord.Env, bot: NamidaBot) -> None:
    done: list[str] = []

    async def step(name: str, turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        done.append(name)

    async def work() -> None:
        await asyncio.gather(step("short", 3), step("long", 3 * at_rest.TURNS))
        done.append("last")

    with env._bot_scope():
        task = bot.loop.create_task(work())
        bot.loop.call_soon(done.append, "called")
    await env.settle()
    assert task.done()
    assert sorted(done) == ["called", "last", "long", "short"]


@pytest.mark.faults
@pytest.mark.simcord(check_errors=False)
async def test_the_faults_of_what_was_called_are_told(env: simcord.Env, bot: NamidaBot) -> None:
    async def fails() -> None:
        raise ValueError("a task")

    async def begins() -> None:
        asyncio.create_task(fails())  # noqa: RUF006 - nobody asks what became of it

    def called() -> None:
        raise ValueError("a callback")

    before = env.error_cursor
    with env._bot_scope():
        bot.loop.create_task(begins())
        bot.loop.call_soon(called)
    await env.settle()
    assert sorted(map(str, env.errors_since(before))) == ["a callback", "a task"]


async def test_who_never_rests_is_told_of(env: simcord.Env, bot: NamidaBot) -> None:
    with env._bot_scope():
        task = bot.loop.create_task(busy())
    with pytest.raises(TimeoutError, match="did not settle"):
        await env.settle(timeout=0.05)
    task.cancel()


async def test_the_loop_has_the_real_time_and_the_bot_that_of_simcord(env: simcord.Env) -> None:
    assert time.monotonic() == pytest.approx(_dpy_internals.real_monotonic(), abs=5)
    with env._bot_scope():
        assert time.monotonic() == env._virtual_time
        assert asyncio.get_running_loop().time() == env._virtual_time


async def test_a_loop_of_tasks_is_found(env: simcord.Env) -> None:
    @tasks.loop(seconds=5)
    async def looping() -> None: ...

    async def none() -> None: ...

    task, other = looping.start(), asyncio.create_task(none())
    assert _dpy_internals._tasks_loop_self(task) is looping
    assert _dpy_internals._tasks_loop_self(other) is None
    looping.cancel()
    await asyncio.wait([task, other])


def test_records_are_found_by_what_they_are() -> None:
    first, second = (_runtime._CallbackRecord(None, None, "label") for _ in range(2))
    records = [first, second]
    records.remove(second)
    assert records[0] is first
