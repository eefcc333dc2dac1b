"""The database's file: how it is opened, and files that cannot be used."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.errors import StoreUnavailable
from bot.store import database as module
from bot.store.database import Database
from bot.store.failures import unavailable
from bot.store.files import companions
from tests.spared import READERS
from tests.store.database.writes import adding, titles
from tests.store.dumped import dumped


def bytes_of(path: Path) -> bytes:
    return path.read_bytes()


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def ended(before: set[threading.Thread]) -> bool:
    """Whether every thread since then has come to its end; one that is ending gets the time it takes."""
    since = set(threading.enumerate()) - before
    for thread in since:
        thread.join(5)
    return not any(thread.is_alive() for thread in since)


# --- the file ---


async def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "yet" / "namida.sqlite3"
    async with Database.open(path) as store:
        await store.write(adding("one"))
        files = sorted(file.name for file in path.parent.iterdir())
        assert files == ["namida.sqlite3", "namida.sqlite3-shm", "namida.sqlite3-wal"]
        assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


async def test_a_clean_close_leaves_one_file_and_no_thread(path: Path) -> None:
    before = set(threading.enumerate())
    async with Database.open(path) as store:
        await store.write(adding("kept"))
        await store.read(titles)
        assert len(set(threading.enumerate()) - before) == 1 + READERS
    assert ended(before)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    async with Database.open(path) as again:
        assert await again.read(titles) == ["kept"]


async def test_a_fault_while_it_is_open_closes_it_too(path: Path) -> None:
    before = set(threading.enumerate())
    with pytest.raises(LookupError):
        async with Database.open(path) as store:
            await store.write(adding("kept"))
            raise LookupError
    assert ended(before)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "name", ["涙 の データベース.sqlite3", "น้ำตา.db", "100% #1?.sqlite3", "a'b\"c.sqlite3"]
)
async def test_a_path_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / "한국 드라마" / name
    async with Database.open(path) as store:
        await store.write(adding("kept"))
        await store.backup(path.with_name(f"copy of {name}"))
    assert sorted(file.name for file in path.parent.iterdir()) == sorted([name, f"copy of {name}"])
    async with Database.open(path) as again:
        assert await again.read(titles) == ["kept"]


def whole(connection: sqlite3.Connection) -> str:
    """All of a database, but for the number that no later catalogue has again."""
    return "\n".join(line for line in dumped(connection) if '"catalogue_revision" VALUES' not in line)


async def test_a_backup_holds_what_stood_at_that_moment(store: Database, tmp_path: Path) -> None:
    for number in range(20):
        await store.write(adding(f"drama {number}"))
    target = tmp_path / "backups" / "copy.sqlite3"
    await store.backup(target)
    await store.write(adding("later"))
    with closing(sqlite3.connect(target)) as copy:
        assert titles(copy) == [f"drama {number}" for number in range(20)]
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        dumped = whole(copy)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    await store.write(lambda connection: connection.execute("DELETE FROM drama WHERE title = 'later'"))
    assert await store.read(whole) == dumped


async def test_every_acknowledged_write_is_on_the_disk(store: Database) -> None:
    """Synchronous FULL (2) on the writer, in write-ahead mode: a power cut loses nothing."""

    def modes(connection: sqlite3.Connection) -> tuple[object, ...]:
        return tuple(
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "journal_mode", "foreign_keys")
        )

    assert await store.write(modes) == (2, "wal", 1)


# --- files that cannot be used ---


@contextmanager
def locking(path: Path) -> Iterator[sqlite3.Connection]:
    """Another process's connection with a write of its own under way."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        other.execute("ROLLBACK")


async def test_a_write_while_somebody_else_writes_says_locked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT", 0.05)
    async with Database.open(path) as store:
        with locking(path):
            results = await asyncio.gather(
                *(store.write(adding(f"drama {number}")) for number in range(5)), return_exceptions=True
            )
            assert [getattr(result, "kind", result) for result in results] == ["locked"] * 5
            assert await store.read(titles) == []  # reading goes on
        await store.write(adding("free again"))
        assert await store.read(titles) == ["free again"]


async def test_a_write_waits_for_somebody_else_to_finish(path: Path) -> None:
    async with Database.open(path) as store:
        with locking(path):
            writing = asyncio.create_task(store.write(adding("waited")))
            await store.read(titles)
            assert not writing.done()
        await writing
        assert await store.read(titles) == ["waited"]


async def test_a_file_that_somebody_holds_for_themselves_says_locked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT", 0.05)
    before = set(threading.enumerate())
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE theirs (id)")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreUnavailable) as caught:
            async with Database.open(path):
                pass
    assert caught.value.kind == "locked"
    assert ended(before)


async def _refused(path: Path, kind: str) -> None:
    """Opening says `kind`, changes no byte, and leaves no thread and no file behind."""
    before, threads = bytes_of(path), set(threading.enumerate())
    with pytest.raises(StoreUnavailable) as caught:
        async with Database.open(path):
            pass
    assert caught.value.kind == kind
    assert bytes_of(path) == before
    assert ended(threads)


@pytest.mark.parametrize(
    "content", [b"not a database at all", b"\x00" * 8_192, b"SQLite format 3\x00" + b"\xff" * 8_176]
)
async def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    put(path, content)
    await _refused(path, "damaged")


async def _filled(path: Path) -> bytes:
    async with Database.open(path) as store:
        for number in range(200):
            await store.write(adding(f"drama {number} " + "x" * 200))
    return bytes_of(path)


async def test_a_file_that_lost_its_end_is_refused_and_left_alone(path: Path) -> None:
    whole = await _filled(path)
    put(path, whole[: len(whole) // 2])
    await _refused(path, "damaged")


@pytest.mark.parametrize("at", [2, 3, -1])
async def test_a_file_with_a_page_of_noise_is_refused_and_left_alone(path: Path, at: int) -> None:
    whole = await _filled(path)
    pages = [whole[start : start + 4_096] for start in range(0, len(whole), 4_096)]
    pages[at] = b"\xa5" * 4_096
    put(path, b"".join(pages))
    await _refused(path, "damaged")


async def test_a_folder_in_its_place_says_broken(path: Path) -> None:
    put(path / "inside", b"")
    threads = set(threading.enumerate())
    with pytest.raises(StoreUnavailable) as caught:
        async with Database.open(path):
            pass
    assert caught.value.kind == "broken"
    assert ended(threads)


async def test_a_full_disk_says_full_and_keeps_what_was_there(path: Path) -> None:
    async with Database.open(path) as store:
        await store.write(adding("before"))
        await store.write(
            lambda connection: connection.execute(
                f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}"
            ).fetchone()
        )
        with pytest.raises(StoreUnavailable) as caught:
            await store.write(
                lambda connection: [adding("x" * 200 + str(number))(connection) for number in range(2_000)]
            )
        assert caught.value.kind == "full"
        assert await store.read(titles) == ["before"]


def test_only_what_happens_to_a_file_is_told_as_its_fault() -> None:
    error = sqlite3.OperationalError("made by hand")
    assert unavailable(error) is None
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
    found = unavailable(error)
    assert found is not None
    assert found.kind == "broken"
    error.sqlite_errorcode = sqlite3.SQLITE_CONSTRAINT
    assert unavailable(error) is None


async def test_each_reader_reads_on_when_the_files_are_deleted(store: Database, path: Path) -> None:
    """Also those that nobody has used: what a reader opens by its name must be open by then."""
    await store.write(adding("Lantern"))
    for file in (path, *companions(path)):
        file.unlink()
    together = threading.Barrier(READERS)

    def read(connection: sqlite3.Connection) -> list[str]:
        together.wait(10)
        return titles(connection)

    assert await asyncio.gather(*(store.read(read) for _ in range(READERS))) == [["Lantern"]] * READERS
    with pytest.raises(StoreUnavailable) as refused:
        await store.write(adding("Ferry"))
    assert refused.value.kind == "gone"
