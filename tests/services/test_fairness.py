"""The gate: one member's crowd is answered in turn with others, and nothing of it stays behind."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo import ENDLESS
from bot.domain.turns import Room
from bot.errors import Crowded, TooFast
from bot.services.fairness import PACE, TOLD, Fairness, Gate

pytestmark = pytest.mark.threads

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROOM = Room(places=2, each=1, own=1_000, most=1_000)


@pytest.fixture
def tireless() -> None:
    """Not here: what members may do is what it is."""


class Work:
    """Answers that end when they are let go; who began, in order."""

    def __init__(self, gate: Gate):
        self.gate = gate
        self.began: list[int] = []
        self.turned_away: list[int] = []
        self.tasks: list[asyncio.Task[None]] = []
        self._ends: list[asyncio.Future[None]] = []

    async def one(self, member_id: int) -> None:
        try:
            async with self.gate.turn(member_id):
                self.began.append(member_id)
                end = asyncio.get_running_loop().create_future()
                self._ends.append(end)
                await end
        except Crowded:
            self.turned_away.append(member_id)

    async def ask(self, *member_ids: int) -> None:
        self.tasks += [asyncio.ensure_future(self.one(member_id)) for member_id in member_ids]
        await self.settle()

    async def let_go(self, count: int = 1) -> None:
        for _ in range(count):
            if self._ends:
                end = self._ends.pop(0)
                if not end.done():
                    end.set_result(None)
            await self.settle()

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    async def finish(self) -> None:
        while any(not task.done() for task in self.tasks):
            await self.let_go()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def test_others_go_before_the_rest_of_a_crowd() -> None:
    work = Work(Gate(ROOM))
    await work.ask(*[1] * 100, 2, 3, 4)
    assert work.began == [1, 2]  # two places, one of each member
    await work.let_go(102)
    await work.finish()
    assert work.began[:6] == [1, 2, 1, 3, 4, 1]
    assert work.began.count(1) == 100


async def test_one_that_waits_for_something_else_gives_its_place_away() -> None:
    gate = Gate(Room(places=1, each=1, own=10, most=10), work=0.0)
    work = Work(gate)
    await work.ask(1, 1, 2, 3)
    async with asyncio.timeout(10):
        while len(work.began) < 3:  # noqa: ASYNC110 - the timer is the gate's
            await asyncio.sleep(0)
    assert work.began == [1, 2, 3]  # its member's own second one waits for it
    await work.finish()
    assert work.began == [1, 2, 3, 1]
    assert gate.running == 0


async def test_too_many_of_one_member_are_turned_away_and_nobody_elses() -> None:
    work = Work(Gate(Room(places=1, each=1, own=3, most=100)))
    await work.ask(*[1] * 10, 2)
    assert work.turned_away == [1] * 7
    await work.finish()
    assert sorted(work.began) == [1, 1, 1, 2]


@settings(max_examples=150)
@given(
    events=st.lists(
        st.one_of(
            st.tuples(st.just("ask"), st.integers(1, 4)),
            st.tuples(st.just("let go"), st.just(0)),
            st.tuples(st.just("cancel"), st.integers(0, 50)),
            st.tuples(st.just("cancel now"), st.integers(1, 4)),
        ),
        max_size=40,
    ),
    room=st.builds(
        Room,
        places=st.integers(1, 3),
        each=st.integers(1, 2),
        own=st.integers(1, 5),
        most=st.integers(1, 8),
        newest=st.booleans(),
    ),
)
def test_whatever_happens_everybody_is_answered_or_turned_away_and_nothing_stays(
    events: list[tuple[str, int]], room: Room
) -> None:
    async def run() -> None:
        gate = Gate(room)
        work = Work(gate)
        for what, value in events:
            if what == "ask":
                await work.ask(value)
            elif what == "cancel now":  # between being let in and beginning
                work.tasks.append(asyncio.ensure_future(work.one(value)))
                await asyncio.sleep(0)
                await work.let_go(0)
                work.tasks[-1].cancel()
            elif what == "cancel" and work.tasks:
                work.tasks[value % len(work.tasks)].cancel()
            else:
                await work.let_go()
            await work.settle()
            assert gate.running <= room.places
        await work.finish()
        assert gate.running == 0
        await work.ask(99)
        assert work.began[-1] == 99
        await work.finish()

    asyncio.run(run())


async def test_a_member_is_told_and_then_left_unheard_and_others_notice_nothing() -> None:
    fairness = Fairness()
    assert all(fairness.heard(1, NOW) for _ in range(PACE.burst))
    for _ in range(TOLD.burst):
        with pytest.raises(TooFast) as told:
            fairness.heard(1, NOW)
        assert told.value.seconds == 1
    assert fairness.leaves(1, NOW)
    assert not any(fairness.heard(1, NOW) for _ in range(1_000))
    assert not fairness.leaves(2, NOW)
    assert fairness.heard(2, NOW)
    # They may go on when they were told that they may.
    assert fairness.heard(1, NOW + timedelta(seconds=1))


async def test_the_demo_rations_no_visitor_while_its_clock_stands_still() -> None:
    fairness = Fairness(ENDLESS, ENDLESS)
    assert all(fairness.heard(1, NOW) for _ in range(50 * PACE.burst))
    assert not fairness.leaves(1, NOW)


async def test_of_what_somebody_types_only_the_newest_is_looked_up() -> None:
    fairness = Fairness()
    looked_up: list[str] = []
    going_on = asyncio.Event()

    async def suggestions(typed: str) -> None:
        if await fairness.suggest(1, NOW):
            looked_up.append(typed)
            await going_on.wait()

    asked = [asyncio.ensure_future(suggestions(typed)) for typed in ("t", "te", "tea", "tear")]
    for _ in range(5):
        await asyncio.sleep(0)
    assert looked_up == ["t"]
    going_on.set()
    await asyncio.gather(*asked)
    assert looked_up == ["t", "tear"]
