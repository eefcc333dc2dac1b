"""The database: writes that share a commit, and readers apart from them."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import StoreUnavailable
from bot.store.database import Database
from tests.spared import READERS
from tests.store.database.writes import Write, adding, titles


def failing(title: str) -> Write:
    def add_and_fail(connection: sqlite3.Connection) -> int:
        adding(title)(connection)
        raise LookupError(title)

    return add_and_fail


async def held(store: Database, then: Callable[[], object]) -> None:
    """Let the writer be busy until all that `then` starts stands waiting, so that it shares a commit."""
    begun, go_on = threading.Event(), threading.Event()

    def wait(_: sqlite3.Connection) -> None:
        begun.set()
        assert go_on.wait(10)

    busy = asyncio.create_task(store.write(wait))
    await asyncio.to_thread(begun.wait, 10)
    then()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    go_on.set()
    await busy


# --- writing ---


async def test_each_of_many_writes_at_once_gets_its_own_result(store: Database) -> None:
    given = [f"drama {number}" for number in range(300)]
    idents = await asyncio.gather(*(store.write(adding(title)) for title in given))
    rows = await store.read(lambda c: dict(c.execute("SELECT id, title FROM drama").fetchall()))
    assert [rows[ident] for ident in idents] == given
    assert len(rows) == 300


async def test_writes_that_wait_together_share_one_commit(store: Database, path: Path) -> None:
    """A commit writes each page that it changed once into the log; fifty alone would write over a hundred."""
    log = path.with_name(path.name + "-wal")
    before = log.stat().st_size
    writes: list[asyncio.Task[int]] = []

    def start() -> None:
        writes.extend(asyncio.create_task(store.write(adding(f"drama {number}"))) for number in range(50))

    await held(store, start)
    await asyncio.gather(*writes)
    assert len(await store.read(titles)) == 50
    assert 0 < log.stat().st_size - before < 20 * 4_200  # pages of 4,096 bytes with a header each


async def test_a_write_that_fails_among_others_undoes_only_itself(store: Database) -> None:
    outcomes: list[asyncio.Task[int]] = []

    def start() -> None:
        for number in range(20):
            work = failing(f"bad {number}") if number % 4 == 1 else adding(f"good {number}")
            outcomes.append(asyncio.create_task(store.write(work)))

    await held(store, start)
    results = await asyncio.gather(*outcomes, return_exceptions=True)
    for number, result in enumerate(results):
        if number % 4 == 1:
            assert isinstance(result, LookupError)
            assert str(result) == f"bad {number}"
        else:
            assert isinstance(result, int)
    assert await store.read(titles) == [f"good {number}" for number in range(20) if number % 4 != 1]


async def test_a_write_against_a_rule_of_the_schema_undoes_only_itself(store: Database) -> None:
    def against_a_check(connection: sqlite3.Connection) -> int:
        adding("half of it")(connection)
        connection.execute("INSERT INTO drama (title, country) VALUES ('x', 'Japan')")
        return 0

    def against_a_reference(connection: sqlite3.Connection) -> int:
        connection.execute("INSERT INTO alias (drama_id, name, position) VALUES (99, 'x', 0)")
        return 0

    outcomes: list[asyncio.Task[int]] = []
    works = (adding("one"), against_a_check, adding("two"), against_a_reference, adding("three"))
    await held(store, lambda: outcomes.extend(asyncio.create_task(store.write(work)) for work in works))
    results = await asyncio.gather(*outcomes, return_exceptions=True)
    assert [type(result) for result in results] == [
        int,
        sqlite3.IntegrityError,
        int,
        sqlite3.IntegrityError,
        int,
    ]
    assert await store.read(titles) == ["one", "two", "three"]


async def test_a_write_that_fails_leaves_nothing(store: Database) -> None:
    with pytest.raises(LookupError, match="lost"):
        await store.write(failing("lost"))
    assert await store.read(titles) == []
    await store.write(adding("kept"))
    assert await store.read(titles) == ["kept"]


@pytest.mark.parametrize("place", [0, 1, 9])
async def test_whoever_gives_up_waiting_takes_nothing_from_the_others(store: Database, place: int) -> None:
    writes: list[asyncio.Task[int]] = []

    def start() -> None:
        writes.extend(asyncio.create_task(store.write(adding(f"drama {number}"))) for number in range(10))
        asyncio.get_running_loop().call_soon(writes[place].cancel)

    await held(store, start)
    results = await asyncio.gather(*writes, return_exceptions=True)
    rows = await store.read(lambda c: dict(c.execute("SELECT id, title FROM drama").fetchall()))
    for number, result in enumerate(results):
        if number == place:
            assert isinstance(result, asyncio.CancelledError)
        else:
            assert rows[result] == f"drama {number}"


async def test_whoever_gives_up_while_it_commits_takes_nothing_from_the_others(store: Database) -> None:
    started = threading.Event()
    go_on = threading.Event()

    def slow(connection: sqlite3.Connection) -> int:
        started.set()
        assert go_on.wait(10)
        return adding("slow")(connection)

    leading: list[asyncio.Task[int]] = []

    def start() -> None:
        leading.append(asyncio.create_task(store.write(slow)))
        leading.extend(asyncio.create_task(store.write(adding(f"drama {number}"))) for number in range(5))

    await held(store, start)
    await asyncio.to_thread(started.wait, 10)
    leading[0].cancel()
    await asyncio.sleep(0)
    go_on.set()
    results = await asyncio.gather(*leading, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert all(isinstance(result, int) for result in results[1:])
    # The write itself had begun: it stands.
    assert sorted(await store.read(titles)) == ["drama 0", "drama 1", "drama 2", "drama 3", "drama 4", "slow"]


async def test_a_write_that_was_given_up_before_it_began_is_never_made(store: Database) -> None:
    given_up: list[asyncio.Task[int]] = []

    def start() -> None:
        given_up.append(asyncio.create_task(store.write(adding("given up"))))
        asyncio.get_running_loop().call_soon(given_up[0].cancel)

    await held(store, start)
    with pytest.raises(asyncio.CancelledError):
        await given_up[0]
    await store.write(adding("much later"))
    assert await store.read(titles) == ["much later"]


async def test_whoever_gives_up_while_the_commit_fails_leaves_nobody_waiting(store: Database) -> None:
    started, go_on = threading.Event(), threading.Event()

    def given_up_by_sqlite(connection: sqlite3.Connection) -> int:
        """As with a full disk or an I/O error: SQLite ends the whole transaction by itself."""
        started.set()
        assert go_on.wait(10)
        connection.execute("ROLLBACK")
        raise sqlite3.OperationalError("disk I/O error")

    writes: list[asyncio.Task[int]] = []

    def start() -> None:
        writes.append(asyncio.create_task(store.write(given_up_by_sqlite)))
        writes.extend(asyncio.create_task(store.write(adding(f"drama {number}"))) for number in range(3))

    await held(store, start)
    await asyncio.to_thread(started.wait, 10)
    writes[0].cancel()
    await asyncio.sleep(0)
    go_on.set()
    _, pending = await asyncio.wait(writes, timeout=10)
    assert not pending
    first, *others = await asyncio.gather(*writes, return_exceptions=True)
    assert isinstance(first, asyncio.CancelledError)
    assert [type(result) for result in others] == [sqlite3.OperationalError] * 3
    await store.write(adding("afterwards"))
    assert await store.read(titles) == ["afterwards"]


async def test_a_work_that_ends_with_stopiteration_undoes_only_itself(store: Database) -> None:
    """A future refuses to hold a StopIteration, so its caller gets another error in its place."""

    def next_of_nothing(connection: sqlite3.Connection) -> int:
        adding("half of it")(connection)
        return next(iter(()))

    outcomes: list[asyncio.Task[int]] = []
    works = (adding("one"), next_of_nothing, adding("two"))
    await held(store, lambda: outcomes.extend(asyncio.create_task(store.write(work)) for work in works))
    _, pending = await asyncio.wait(outcomes, timeout=10)
    assert not pending
    results = await asyncio.gather(*outcomes, return_exceptions=True)
    assert [type(result) for result in results] == [int, RuntimeError, int]
    assert await store.read(titles) == ["one", "two"]


# --- reading ---


async def test_what_was_written_is_read_on_every_reader(store: Database) -> None:
    await store.write(adding("seen"))
    barrier = threading.Barrier(READERS, timeout=10)

    def together(connection: sqlite3.Connection) -> list[str]:
        barrier.wait()  # nobody goes on before each reader has one
        return titles(connection)

    assert await asyncio.gather(*(store.read(together) for _ in range(READERS))) == [["seen"]] * READERS


async def test_a_reader_does_not_see_what_is_not_committed_yet(store: Database) -> None:
    written = threading.Event()
    go_on = threading.Event()

    def slow(connection: sqlite3.Connection) -> int:
        ident = adding("soon")(connection)
        written.set()
        assert go_on.wait(10)
        return ident

    writing = asyncio.create_task(store.write(slow))
    await asyncio.to_thread(written.wait, 10)
    assert await store.read(titles) == []
    go_on.set()
    await writing
    assert await store.read(titles) == ["soon"]


async def test_one_reading_is_one_moment(store: Database) -> None:
    begun = threading.Event()
    go_on = threading.Event()

    def twice(connection: sqlite3.Connection) -> tuple[list[str], list[str]]:
        first = titles(connection)
        begun.set()
        assert go_on.wait(10)
        return first, titles(connection)

    reading = asyncio.create_task(store.read(twice))
    await asyncio.to_thread(begun.wait, 10)
    await store.write(adding("meanwhile"))
    go_on.set()
    assert await reading == ([], [])
    assert await store.read(titles) == ["meanwhile"]


async def test_a_reader_cannot_write(store: Database) -> None:
    for _ in range(READERS + 1):
        with pytest.raises(StoreUnavailable) as caught:
            await store.read(adding("sneaked in"))
        assert caught.value.kind == "read-only"
    assert await store.read(titles) == []


async def test_a_reading_that_fails_gives_its_reader_back(store: Database) -> None:
    def fail(_: sqlite3.Connection) -> None:
        raise LookupError

    for _ in range(READERS * 3):
        with pytest.raises(LookupError):
            await store.read(fail)
    assert await store.read(titles) == []


async def test_a_mistake_of_ours_stays_a_mistake_of_ours(store: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await store.read(lambda connection: connection.execute("SELECT * FROM nowhere"))
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await store.write(lambda connection: connection.execute("DELETE FROM nowhere"))


# --- the end ---


async def test_who_still_writes_at_the_end_is_refused_and_what_was_told_saved_is_there(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    refused: list[str] = []

    async def goes_on(store: Database, writer: int) -> None:
        for number in itertools.count():
            try:
                await store.write(adding(f"{writer} {number}"))
            except StoreUnavailable as error:
                refused.append(error.kind)
                return
            told.append(f"{writer} {number}")

    async with Database.open(path) as store:
        writing = [asyncio.create_task(goes_on(store, writer)) for writer in range(5)]
        await held(store, lambda: None)
        writing[0].cancel()  # its write is under way, or will never be
    await asyncio.wait(writing)
    assert refused == ["closed"] * 4
    assert len(told) >= 4
    with pytest.raises(StoreUnavailable):
        await store.read(titles)
    with pytest.raises(StoreUnavailable):
        await store.count()
    assert not caplog.records
    async with Database.open(path) as again:
        assert {*told} <= {*await again.read(titles)}
