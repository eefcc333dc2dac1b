"""Deletion, down to the bytes: in the file, its log, its free pages, and copies of it made later."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.departures import OF_SERVERS
from bot.services.guilds.departures import Departures
from bot.services.posts.outbox import Outbox
from bot.services.privacy.deleting import Deleting
from bot.store import files
from bot.store.database import Database
from bot.store.members import members
from bot.store.privacy import deleted_members, requests
from tests.store.memory import todays
from tests.store.privacy.filled import LEAVING, SECRET, STAYING, fill

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with everything, to be copied: filling one takes seconds."""
    path = tmp_path_factory.mktemp("filled") / "namida.sqlite3"
    path.write_bytes(todays())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        fill_all(connection)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
    return path


@pytest.fixture
def path(tmp_path: Path, filled: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path / "namida.sqlite3"))


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[tuple[Database, Deleting]]:
    async with Database.open(path) as database:
        yield database, Deleting(database, Outbox(database))


def fill_all(connection: sqlite3.Connection) -> None:
    """Everything, and so many more rows, in no order, that pages were divided while they were written."""
    fill(connection)
    connection.execute("DELETE FROM deletion")  # nobody has asked yet
    connection.execute("UPDATE synopsis SET state = 'withdrawn' WHERE author_id = ?", (LEAVING,))
    chance = random.Random(12)  # noqa: S311 - an order, no secret
    for number in range(6_000):
        member = LEAVING if chance.random() < 0.1 else STAYING
        text = f"{SECRET.format(member=member)} " * chance.randrange(1, 30)
        connection.execute(
            "INSERT INTO comment (drama_id, guild_id, member_id, text) VALUES (?, ?, ?, ?)",
            (chance.randrange(1, 399), chance.randrange(1, 9), member, text[:2_000]),
        )
        connection.execute(
            "INSERT INTO score (drama_id, member_id, overall) VALUES (?, ?, 5) ON CONFLICT DO NOTHING",
            (chance.randrange(1, 399), member if number % 2 else number + 10**17),
        )
        changed = number // 2 + 1
        connection.execute(
            "UPDATE comment SET text = substr(text || ' ' || text, 1, ?) WHERE id = ?",
            (chance.randrange(100, 2_000), changed if number % 20 == 0 else 0),
        )
    connection.executemany(
        "INSERT OR IGNORE INTO member (id, created_at) SELECT DISTINCT member_id, ? FROM score WHERE true",
        [(f"{NOW:%Y-%m-%dT%H:%M:%SZ}",)],
    )


async def erase(deleting: Deleting, now: datetime = NOW) -> None:
    await deleting.ask(LEAVING, now)
    await deleting.erase_waiting(now)
    assert await deleting.rewrite(now) is None


def traces(path: Path, member: int = LEAVING) -> Iterator[tuple[str, bytes]]:
    """Where the files of a database have an id or the words of a member."""
    words = SECRET.format(member=member)
    needles = (str(member).encode(), member.to_bytes(8, "big"), words.encode())
    for file in path.parent.glob(f"{path.name}*"):
        # A longer number that contains the digits is another number.
        content = file.read_bytes().replace(f"{LEAVING}7".encode(), b"")
        yield from ((file.name, needle) for needle in needles if needle in content)


async def test_no_byte_of_a_deleted_member_is_in_any_file(path: Path) -> None:
    async with opened(path) as (database, deleting):
        assert list(traces(path))
        await erase(deleting)
        assert list(traces(path)) == []
        await database.backup(path.with_name(f"{path.name}.backup-later"))
        assert list(traces(path)) == []
        kept = await database.read(
            lambda connection: connection.execute(
                "SELECT count(*) FROM comment WHERE member_id = ?", (STAYING,)
            ).fetchone()[0]
        )
        assert kept > 5_000
    assert list(traces(path)) == []
    assert files.examine(path).sound


async def test_nothing_is_left_of_a_member_whose_last_server_is_gone(path: Path) -> None:
    """Once the rows of every server have gone, no row that is left holds the deletion up."""
    long = timedelta(days=365)
    async with Database.open(path) as database:
        outbox = Outbox(database)
        deleting, leaving = Deleting(database, outbox, keep_left=long), Departures(database, outbox, long)
        for guild_id in await database.read(servers):
            await leaving.leave(guild_id, NOW)
        await leaving.tidy(NOW + long, lambda _: False)
        assert await database.read(servers) == set()
        assert list(traces(path)), "reviews and lists belong to members, not to servers"

        def only_this_one(connection: sqlite3.Connection) -> None:
            """The hundreds of others in this test would take minutes."""
            connection.execute("DELETE FROM member_alone WHERE member_id <> ?", (LEAVING,))

        await database.write(only_this_one)
        later = NOW + 2 * long + timedelta(days=1)
        await deleting.ask_for_left(NOW + long)
        await deleting.ask_for_left(later)
        assert await database.read(requests.waiting) == [LEAVING]
        await deleting.erase_waiting(later)
        assert await deleting.rewrite(later) is None
        assert list(traces(path)) == []
        assert deleted_members.read(path).deleted_at(LEAVING) is not None


def servers(connection: sqlite3.Connection) -> set[int]:
    """Every server that a row names."""
    found = set[int]()
    for table, column in OF_SERVERS.items():
        rows = connection.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} > 0")
        found.update(ident for (ident,) in rows)
    return found


async def test_a_deletion_that_was_broken_off_goes_on_after_a_restart(path: Path) -> None:
    async with opened(path) as (_, deleting):
        await deleting.ask(LEAVING, NOW)
    async with opened(path) as (database, deleting):
        assert await database.read(requests.waiting) == [LEAVING]
        await deleting.erase_waiting(LATER)
    async with opened(path) as (_, deleting):
        assert await deleting.rewrite(LATER) is None
    assert list(traces(path)) == []


async def test_an_older_copy_does_not_bring_a_member_back(path: Path) -> None:
    backup = path.with_name("older.sqlite3")
    async with opened(path) as (database, deleting):
        await database.backup(backup)
        await erase(deleting)
    shutil.copy(backup, path)
    async with opened(path) as (database, deleting):
        assert await deleting.ask_again(LATER) == 1
        assert await database.read(requests.waiting) == [LEAVING]
        await deleting.erase_waiting(LATER)
        assert await deleting.rewrite(LATER) is None
        assert list(traces(path)) == []
        assert await deleting.ask_again(LATER) == 0


async def test_a_member_who_comes_back_starts_from_nothing(path: Path) -> None:
    async with opened(path) as (database, deleting):
        await erase(deleting)
        await database.write(lambda connection: members.seen(connection, LEAVING, 5, LATER))
        assert await deleting.ask_again(LATER) == 0
        known = await database.read(lambda connection: members.get(connection, LEAVING))
        assert known is not None
        assert known.seen_on == frozenset({5})
        shares = await database.read(lambda connection: requests.shares(connection, LEAVING))
        assert [share.rows for share in shares] == [2]


async def test_the_list_of_deleted_members_names_nobody(path: Path) -> None:
    async with opened(path) as (_, deleting):
        await erase(deleting)
        await deleting.ask(STAYING, LATER)
        await deleting.erase_waiting(LATER)
    file = deleted_members.path_of(path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert not any(str(member) in file.read_text() for member in (LEAVING, STAYING))
    known = deleted_members.read(path)
    assert [known.deleted_at(member) for member in (LEAVING, STAYING, 5)] == [
        "2026-11-21T12:00:00Z",
        "2026-11-24T12:00:00Z",
        None,
    ]


async def test_a_damaged_list_is_never_replaced(path: Path) -> None:
    async with opened(path) as (database, deleting):
        deleted_members.path_of(path).write_text("nonsense\n")
        assert await deleting.ask_again(NOW) == 0
        await deleting.ask(LEAVING, NOW)
        await deleting.erase_waiting(NOW)
        assert await database.read(requests.waiting) == [LEAVING]
    assert deleted_members.path_of(path).read_text() == "nonsense\n"


async def test_while_others_read_the_log_stays_and_is_emptied_later(path: Path) -> None:
    async with opened(path) as (_, deleting):
        await deleting.ask(LEAVING, NOW)
        await deleting.erase_waiting(NOW)
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM drama").fetchone()
            again = await deleting.rewrite(NOW)
            assert again is not None
            assert NOW < again <= NOW + timedelta(minutes=5)
        assert await deleting.rewrite(again) is None
        assert list(traces(path)) == []
        # And once more for the next member.
        await deleting.ask(STAYING, LATER)
        await deleting.erase_waiting(LATER)
        assert await deleting.rewrite(LATER) is None
        assert list(traces(path, STAYING)) == []


async def test_without_room_it_is_tried_later(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(path) as (_, deleting):
        await deleting.ask(LEAVING, NOW)
        await deleting.erase_waiting(NOW)
        with monkeypatch.context() as patched:
            patched.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))
            again = await deleting.rewrite(NOW)
            assert again is not None
            assert again > NOW
        assert await deleting.rewrite(again) is None
        assert list(traces(path)) == []


async def test_a_large_file_is_rewritten_at_night(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.privacy.deleting.REWRITTEN_AT_ONCE", 1_000)
    async with opened(path) as (_, deleting):
        await deleting.ask(LEAVING, NOW)
        await deleting.erase_waiting(NOW)
        night = await deleting.rewrite(NOW)
        assert night == datetime(2026, 11, 22, 4, tzinfo=UTC)
        assert await deleting.rewrite(night) is None
        assert list(traces(path)) == []


async def test_memory_forgets_a_deleted_member(path: Path) -> None:
    forgotten: list[int] = []
    async with Database.open(path) as database:
        deleting = Deleting(database, Outbox(database), [forgotten.append])
        await erase(deleting)
    assert forgotten == [LEAVING]
