"""The end of the client: answers arrive first, and who is cut short is told."""

from __future__ import annotations

import asyncio

import pytest

from bot import farewell
from bot.farewell import UnderWay


async def test_the_end_waits_for_all_and_for_those_that_begin_meanwhile() -> None:
    under_way, go_on, done = UnderWay(), asyncio.Event(), []

    async def answer(name: str) -> None:
        async with under_way.answering(_nobody):
            await go_on.wait()
            done.append(name)

    async def late() -> None:
        await go_on.wait()
        later.append(asyncio.create_task(answer("late")))

    later: list[asyncio.Task[None]] = []
    tasks = [asyncio.create_task(answer(name)) for name in ("one", "two")]
    last = asyncio.create_task(late())
    ending = asyncio.create_task(under_way.finish())
    await asyncio.sleep(0)
    assert not ending.done()
    go_on.set()
    await ending
    await asyncio.gather(*tasks, last, *later)
    assert sorted(done) == ["late", "one", "two"]


async def test_whoever_takes_longer_is_cut_short_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(farewell, "LIMIT", 0)
    under_way, told = UnderWay(), asyncio.Event()

    async def tell() -> None:
        told.set()

    async def answer() -> None:
        async with under_way.answering(tell):
            await asyncio.Event().wait()

    task = asyncio.create_task(answer())
    await under_way.finish()
    assert told.is_set()
    assert task.cancelled()


async def test_telling_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(farewell, "LIMIT", 0)
    monkeypatch.setattr(farewell, "LAST_WORDS", 0)
    under_way = UnderWay()

    async def tell_for_ever() -> None:
        await asyncio.Event().wait()

    async def answer() -> None:
        async with under_way.answering(tell_for_ever):
            await asyncio.Event().wait()

    task = asyncio.create_task(answer())
    await under_way.finish()
    await asyncio.wait({task})
    assert task.cancelled()


async def test_with_nobody_to_wait_for_it_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(farewell, "LIMIT", 0)
    await UnderWay().finish()


async def _nobody() -> None:
    pytest.fail("nobody was cut short")
