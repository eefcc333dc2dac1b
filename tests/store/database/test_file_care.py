"""The database's file over time: when it is looked through, how long its log stays, what chores hold up."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreUnavailable
from bot.store import file_care
from bot.store.database import Database
from tests.store.database.writes import adding, titles


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file counts as large, and is looked through as soon as it is open."""
    monkeypatch.setattr(file_care, "LOOKED_THROUGH_AT_ONCE", 0)
    monkeypatch.setattr(file_care, "LOOKED_THROUGH_AFTER", 0)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every look through a file."""
    seen: list[str] = []
    look_through = file_care.look_through

    def noted(connection: sqlite3.Connection) -> None:
        seen.append("look")
        look_through(connection)

    monkeypatch.setattr(file_care, "look_through", noted)
    return seen


async def filled(path: Path) -> None:
    async with Database.open(path) as store:
        await store.write(lambda connection: [adding(f"{n} " + "x" * 200)(connection) for n in range(2_000)])


def spoilt(path: Path) -> None:
    """Noise in the middle of a file, where no start comes by."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4_096 * 4_096)
        file.write(b"\xa5" * 4_096 * 20)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - a thread does it, which sets no event
            await asyncio.sleep(0.01)


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def bytes_of(path: Path) -> bytes:
    return path.read_bytes()


def put(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def remove(path: Path) -> None:
    path.unlink()


def is_there(path: Path) -> bool:
    return path.exists()


def size(path: Path) -> int:
    return path.stat().st_size


# --- when it is looked through ---


async def test_a_small_file_is_looked_through_at_each_start(path: Path, looks: list[str]) -> None:
    await filled(path)
    looks.clear()
    async with Database.open(path):
        assert looks == ["look"]


@pytest.mark.usefixtures("large")
async def test_a_large_file_that_was_closed_is_open_before_it_is_looked_through(
    path: Path, looks: list[str]
) -> None:
    await filled(path)
    looks.clear()
    async with Database.open(path) as store:
        assert looks == []
        await until(lambda: looks == ["look"])
        assert await store.write(adding("more")) > 0


@pytest.mark.usefixtures("large")
async def test_a_large_file_whose_process_was_killed_is_looked_through_first(
    path: Path, looks: list[str]
) -> None:
    await filled(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("INSERT INTO drama (title) VALUES ('not stored yet')")
        other.commit()
        content = bytes_of(path), bytes_of(log_of(path))
    assert not is_there(log_of(path))
    put(path, content[0])
    put(log_of(path), content[1])
    looks.clear()
    async with Database.open(path) as store:
        assert looks == ["look"]
        assert "not stored yet" in await store.read(titles)


@pytest.mark.usefixtures("large")
async def test_what_is_found_damaged_later_is_written_no_more(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await filled(path)
    spoilt(path)
    async with Database.open(path) as store:
        await until(lambda: "is damaged" in caplog.text)
        before = bytes_of(path)
        with pytest.raises(StoreUnavailable) as caught:
            await store.write(adding("more"))
        assert caught.value.kind == "damaged"
        with pytest.raises(StoreUnavailable):
            await store.write_patiently(adding("more"))
        assert bytes_of(path) == before
        assert await store.read(lambda connection: connection.execute("SELECT 1").fetchone()) == (1,)


@pytest.mark.usefixtures("large")
async def test_a_file_that_goes_during_the_look_is_not_made_again(path: Path) -> None:
    await filled(path)
    remove(path)
    assert await file_care.look_through_later(path)
    assert not is_there(path)


# --- its log, and what the planner knows ---


async def test_the_log_is_stored_and_its_room_given_back(store: Database) -> None:
    await store.write(lambda connection: [adding("x" * 300)(connection) for _ in range(3_000)])
    assert size(log_of(store.path)) > 500_000
    assert await store.shorten_log()
    assert size(log_of(store.path)) == 0
    await store.write(adding("after"))
    assert len(await store.read(titles)) == 3_001


async def test_a_log_that_someone_reads_stays_and_holds_no_one_up(store: Database) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM drama").fetchone()
        await store.write(adding("meanwhile"))
        assert not await store.shorten_log()
        other.execute("ROLLBACK")
    assert await store.shorten_log()


async def test_the_writer_does_not_keep_a_large_log(store: Database) -> None:
    (kept,) = await store.write(lambda connection: connection.execute("PRAGMA journal_size_limit").fetchone())
    assert kept == file_care.LOG_KEPT


async def test_rows_are_counted(path: Path) -> None:
    await filled(path)
    async with Database.open(path) as store:
        await store.count()
        rows = await store.read(
            lambda connection: connection.execute(
                "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'drama'"
            ).fetchone()
        )
        assert rows[0] > 0


async def test_a_lost_file_is_not_cared_for(store: Database) -> None:
    remove(store.path)
    with pytest.raises(StoreUnavailable) as caught:
        await store.shorten_log()
    assert caught.value.kind == "gone"
    assert not is_there(store.path)


# --- long jobs ---


async def test_others_write_between_two_pieces(store: Database) -> None:
    order: list[str] = []
    left = [3]

    def piece(_: sqlite3.Connection) -> int:
        order.append("piece")
        left[0] -= 1
        return 5 if left[0] >= 0 else 0

    async def member() -> None:
        for _ in range(3):
            await store.write(lambda _: order.append("member"))

    done, _ = await asyncio.gather(store.write_in_pieces(piece), member())
    assert done == 15
    assert order.count("piece") == 4
    first, last = order.index("piece"), len(order) - 1 - order[::-1].index("piece")
    assert "member" in order[first:last]


# --- what others did to it ---


async def test_a_log_that_was_deleted_after_a_kill_is_seen(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with Database.open(path):
        # What a process that is killed now would leave.
        index = path.with_name(f"{path.name}-shm")
        left = index.read_bytes()
    assert not file_care.lacks_its_log(path)
    index.write_bytes(left)
    assert file_care.lacks_its_log(path)
    async with Database.open(path, alone=True):
        assert "the write-ahead log was deleted" in caplog.text
    assert not file_care.lacks_its_log(path)


async def test_a_file_that_may_only_be_read_is_refused_by_who_writes(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Database.open(path):
        pass
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    with pytest.raises(StoreUnavailable) as caught:
        async with Database.open(path, alone=True):
            pass
    assert caught.value.kind == "read-only"
