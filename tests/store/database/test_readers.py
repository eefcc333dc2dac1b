"""Whoever waits for a reader gets one in their turn, whatever others ask."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.readers import Readers


def readers(*names: str) -> Readers:
    return Readers(cast(Any, names))


async def test_a_task_that_asks_again_and_again_lets_others_pass() -> None:
    pool = readers("one")
    held = await pool.take()
    passed = asyncio.create_task(pool.take())
    await asyncio.sleep(0)
    pool.give_back(held)
    again = asyncio.create_task(pool.take())  # by the task that has just had it
    await asyncio.sleep(0)
    assert await passed == held
    assert not again.done()
    pool.give_back(held)
    assert await again == held


async def test_the_one_used_last_is_used_next_and_those_who_wait_are_served_in_order() -> None:
    pool = readers("a", "b")
    first, second = await pool.take(), await pool.take()
    waiting = [asyncio.create_task(pool.take()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[1].cancel()
    await asyncio.sleep(0)
    pool.give_back(second)
    pool.give_back(first)
    assert [await waiting[0], await waiting[2]] == [second, first]
    pool.give_back(first)
    pool.give_back(second)
    assert await pool.take() == second


@given(st.lists(st.sampled_from(["take", "give", "cancel", "step"]), max_size=60), st.integers(1, 3))
def test_no_reader_is_lost_or_given_twice(steps: list[str], count: int) -> None:
    async def story() -> None:
        pool = readers(*map(str, range(count)))
        asked: list[asyncio.Task[Any]] = []
        for step in steps:
            held = [one for one in asked if one.done() and not one.cancelled()]
            if step == "take":
                asked.append(asyncio.create_task(pool.take()))
            elif step == "give" and held:
                asked.remove(held[0])
                pool.give_back(held[0].result())
            elif step == "cancel" and asked:
                asked[-1].cancel()  # sometimes at the moment of its turn
            await asyncio.sleep(0)
            taken = [one.result() for one in asked if one.done() and not one.cancelled()]
            assert len(set(taken)) == len(taken)
        for one in asked:
            one.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        for one in asked:
            if not one.cancelled():
                pool.give_back(one.result())
        assert {str(await pool.take()) for _ in range(count)} == set(map(str, range(count)))

    asyncio.run(story())


@pytest.mark.parametrize("count", [1, 3])
async def test_a_task_whose_turn_came_as_it_was_cancelled_hands_on(count: int) -> None:
    pool = readers(*map(str, range(count)))
    held = [await pool.take() for _ in range(count)]
    first, second = asyncio.create_task(pool.take()), asyncio.create_task(pool.take())
    await asyncio.sleep(0)
    pool.give_back(held[0])
    first.cancel()
    assert await second == held[0]
    assert first.cancelled()
