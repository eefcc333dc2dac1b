"""Short reads share a visit to the thread of a reader, and nothing else."""

from __future__ import annotations

import asyncio
import sqlite3
from functools import partial
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoreUnavailable
from bot.store.database import Database
from bot.store.members.members import seen
from bot.store.together import MOST, MOST_VISITS, Outcome, Together, Work
from tests.store.memory import NOW

NEVER_LONG, ALWAYS_LONG = 3_600.0, 0.0  # seconds: no test goes by how fast the machine is


class Visits:
    """Runs functions of a connection in memory, and counts them."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.execute("CREATE TABLE told (number INTEGER)")
        self.count = 0
        self.going = asyncio.Event()
        self.going.set()

    async def run(self, work: Work[list[Outcome]]) -> list[Outcome]:
        self.count += 1
        await self.going.wait()
        return work(self.connection)


def number(value: int) -> Work[int]:
    return lambda connection: int(connection.execute("SELECT ?", (value,)).fetchone()[0])


def failing(connection: sqlite3.Connection) -> int:
    raise LookupError("this one alone")


def ending(connection: sqlite3.Connection) -> int:
    """As SQLite does after an I/O error."""
    connection.execute("ROLLBACK")
    raise sqlite3.OperationalError("disk I/O error")


async def test_reads_of_one_moment_are_one_visit() -> None:
    visits = Visits()
    together = Together(visits.run, NEVER_LONG)
    assert await asyncio.gather(*(together.read(number(n)) for n in range(MOST))) == list(range(MOST))
    assert visits.count == 1
    assert not visits.connection.in_transaction


async def test_what_is_asked_meanwhile_goes_together_next() -> None:
    visits = Visits()
    together = Together(visits.run, NEVER_LONG)
    visits.going.clear()
    first = asyncio.ensure_future(together.read(number(0)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    more = [asyncio.ensure_future(together.read(number(n))) for n in range(1, MOST + 3)]
    await asyncio.sleep(0)
    assert visits.count == 1
    visits.going.set()
    assert await asyncio.gather(first, *more) == list(range(MOST + 3))
    assert visits.count == 3  # itself, as many as one visit takes, and the rest


@given(fail=st.lists(st.booleans(), min_size=1, max_size=MOST + 5))
def test_a_failure_is_its_own_callers_alone(fail: list[bool]) -> None:
    async def ask() -> list[int | BaseException]:
        together = Together(Visits().run, NEVER_LONG)
        works = [failing if one else number(at) for at, one in enumerate(fail)]
        return await asyncio.gather(*map(together.read, works), return_exceptions=True)

    for at, (one, came) in enumerate(zip(fail, asyncio.run(ask()), strict=True)):
        assert isinstance(came, LookupError) if one else came == at


async def test_an_ended_snapshot_fails_all_of_its_visit_and_no_other() -> None:
    together = Together(Visits().run, NEVER_LONG)
    came = await asyncio.gather(*map(together.read, (number(1), ending, number(2))), return_exceptions=True)
    assert [str(one) for one in came] == ["disk I/O error"] * 3
    assert await together.read(number(3)) == 3


@given(fail=st.lists(st.booleans(), min_size=1, max_size=MOST + 5))
def test_of_long_reads_each_has_a_visit_and_its_own_outcome(fail: list[bool]) -> None:
    visits = Visits()

    async def ask() -> list[int | BaseException]:
        together = Together(visits.run, ALWAYS_LONG)
        works = [failing if one else number(at) for at, one in enumerate(fail)]
        return await asyncio.gather(*map(together.read, works), return_exceptions=True)

    came = asyncio.run(ask())
    assert visits.count >= len(fail)
    for at, (one, outcome) in enumerate(zip(fail, came, strict=True)):
        assert isinstance(outcome, LookupError) if one else outcome == at


async def test_while_a_visit_is_long_others_are_made() -> None:
    visits = Visits()
    together = Together(visits.run, ALWAYS_LONG)
    visits.going.clear()
    asked = [asyncio.ensure_future(together.read(number(n))) for n in range(MOST_VISITS)]
    for _ in range(4):
        await asyncio.sleep(0)
        asked.append(asyncio.ensure_future(together.read(number(len(asked)))))
    await asyncio.sleep(0)
    assert 1 < visits.count <= MOST_VISITS
    visits.going.set()
    assert await asyncio.gather(*asked) == list(range(len(asked)))
    assert await together.read(number(70)) == 70


async def test_a_cancelled_read_costs_the_others_nothing() -> None:
    visits = Visits()
    together = Together(visits.run, NEVER_LONG)
    visits.going.clear()
    early, stays, late = (asyncio.ensure_future(together.read(number(n))) for n in range(3))
    early.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    late.cancel()
    visits.going.set()
    assert await stays == 1
    assert {early.cancelled(), late.cancelled()} == {True}
    assert await together.read(number(4)) == 4


async def test_a_read_sees_what_was_written_before_it(store: Database) -> None:
    def count(connection: sqlite3.Connection) -> int:
        return int(connection.execute("SELECT count(*) FROM member").fetchone()[0])

    for members in range(5):
        assert await asyncio.gather(*(store.read_briefly(count) for _ in range(3))) == [members] * 3
        await store.write(partial(seen, member_id=members + 1, guild_id=None, now=NOW))


async def test_a_short_read_does_not_wait_for_a_long_one(store: Database) -> None:
    ends = Event()
    long = asyncio.ensure_future(store.read(lambda _: ends.wait(60)))
    assert await store.read_briefly(number(7)) == 7
    assert not long.done()
    ends.set()
    await long


async def test_trouble_of_the_store_is_told_as_such(store: Database) -> None:
    def locked(connection: sqlite3.Connection) -> int:
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error

    with pytest.raises(StoreUnavailable):
        await store.read_briefly(locked)
