"""The file in trouble, before the bot starts and while it runs: a plain sentence, and nothing is made worse.

What happens to a file that is deleted, moved or replaced, a full disk and a second process are in
`test_life.py`; damage of every other kind is in `tests/store`.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e import lively
from tests.e2e.discord_community import community
from tests.e2e.discord_payloads import FIRST_MEMBER
from tests.e2e.discord_server import discord_server
from tests.e2e.faults import HURRIED, chance, settled
from tests.e2e.test_life import answered, assert_calm, delete_log, rates, still_answers
from tests.e2e.test_process import PATIENCE_S, launched, log_of, running, scores_in

THE_SIZE = 4_096  # bytes of a page


# --- before it starts ---


def nonsense(database: Path) -> None:
    database.write_bytes(b"no database at all\n" * 1_000)


def shorter(database: Path) -> None:
    os.truncate(database, database.stat().st_size // 2)


def noise(database: Path) -> None:
    """Every fourth page is noise, the first is whole."""
    with database.open("r+b") as file:
        for start in range(4 * THE_SIZE, database.stat().st_size, 4 * THE_SIZE):
            file.seek(start)
            file.write(b"\xa5" * THE_SIZE)


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


DAMAGED = "Error: The database is damaged, and nothing was written to it"


@pytest.mark.parametrize("harm", [nonsense, shorter, noise])
async def test_a_damaged_file_is_refused_and_left_as_it_is(
    database: Path, harm: Callable[[Path], None]
) -> None:
    harm(database)
    before = files_in(database.parent)
    async with discord_server() as there, launched(there, database) as bot:
        assert await asyncio.wait_for(bot.wait(), PATIENCE_S) == 1
        assert there.commands == [], "it went to Discord"
    assert log_of(database).read_text().splitlines()[-1].startswith(DAMAGED)
    assert files_in(database.parent) == before


async def test_a_file_that_another_program_holds_is_not_waited_for_long(database: Path) -> None:
    async with discord_server() as there:
        with held(database):
            async with launched(there, database) as bot:
                assert await asyncio.wait_for(bot.wait(), PATIENCE_S) == 1
        told = "Error: The database is locked by another process: stop it, or try again."
        assert log_of(database).read_text().splitlines()[-1] == told
        async with running(there, database) as bot:
            await still_answers(there)
            bot.send_signal(signal.SIGTERM)
    assert bot.returncode == 0


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Another program has the file to itself."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("ROLLBACK")  # the lock stays as long as the connection
        yield


@pytest.fixture
def open_to_all(starter_database: Path) -> Iterator[Path]:
    """A database that everybody may read; pytest's own folders let nobody else in."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "data" / "namida.sqlite3"
        database.parent.mkdir()
        shutil.copy(starter_database, database)
        database.chmod(0o444)
        Path(folder).chmod(0o755)
        yield database
        database.parent.chmod(0o755)


async def why_it_may_not_start(database: Path) -> str:
    async with discord_server() as there, launched(there, database, "--nobody") as bot:
        assert await asyncio.wait_for(bot.wait(), PATIENCE_S) == 1
        assert there.commands == [], "it went to Discord"
    return log_of(database).read_text().splitlines()[-1]


async def test_what_may_not_be_written_to_is_named(open_to_all: Path) -> None:
    folder = open_to_all.parent
    folder.chmod(0o777)
    told = await why_it_may_not_start(open_to_all)
    assert told.startswith(
        f"Error: {open_to_all} cannot be read and written: give it to the user who runs"
    ), told
    folder.chmod(0o555)
    told = await why_it_may_not_start(open_to_all)
    assert told.startswith(
        f"Error: The folder {folder} cannot be written to: give it to the user who runs"
    ), told


# --- while it runs ---


async def test_one_trouble_after_another(database: Path) -> None:
    """Another program holds the file, its log is deleted after a kill, and it is damaged under the bot."""
    log = log_of(database)
    async with discord_server() as there:
        async with running(there, database) as bot:
            assert "saved" in await answered(there, await rates(there, FIRST_MEMBER))
            with closing(sqlite3.connect(database, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                told = await answered(there, await rates(there, FIRST_MEMBER + 1))
                assert "Reference: `" in told
                await still_answers(there, FIRST_MEMBER)  # reading goes on
            assert "saved" in await answered(there, await rates(there, FIRST_MEMBER + 2))
            bot.kill()
        assert "store=locked" in log.read_text()
        delete_log(database)

        async with running(there, database) as bot:
            await still_answers(there)
            assert "the write-ahead log was deleted" in log.read_text()
            assert scores_in(database) == {}, "what the log alone had is gone"
            noise(database)
            for at in range(3):
                await answered(there, await there.slash("drama", "top", {}, FIRST_MEMBER + at))
                await answered(there, await rates(there, FIRST_MEMBER + at))
            bot.send_signal(signal.SIGTERM)
        assert bot.returncode == 0
        assert "store=damaged" in log.read_text()
        assert_calm(database)

        async with launched(there, database) as bot:
            assert await asyncio.wait_for(bot.wait(), PATIENCE_S) == 1
    assert log.read_text().splitlines()[-1].startswith(DAMAGED)


# --- the clock ---


async def test_a_clock_that_jumps_loses_nothing_and_doubles_nothing(database: Path) -> None:
    """It runs two hours ahead, is set right while the bot runs, jumps ahead again, and back with a kill."""
    since, ahead = datetime.now(UTC), timedelta(hours=2)
    await lively.plan(database, since)
    async with community(lively.SERVERS) as there:
        members = lively.Members(there, chance())
        wrong = ("--ahead", str(ahead.total_seconds()))
        async with launched(there, database, *HURRIED, *wrong) as bot:
            await asyncio.wait_for(there.identified.wait(), PATIENCE_S)
            await settled(database, since + ahead)
            bot.send_signal(signal.SIGUSR1)
            for _ in range(lively.AT_ONCE):
                await asyncio.wait_for(there.answer_to(await members.do_something()), PATIENCE_S)
            await settled(database, datetime.now(UTC))
            bot.kill()
            await bot.wait()
        await asyncio.wait_for(there.nobody_connected(), PATIENCE_S)
        async with launched(there, database, *HURRIED, *wrong) as bot:
            await asyncio.wait_for(there.identified.wait(), PATIENCE_S)
            await asyncio.wait_for(there.answer_to(await members.do_something()), PATIENCE_S)
            await settled(database, datetime.now(UTC) + ahead)
            bot.kill()
            await bot.wait()
        await asyncio.wait_for(there.nobody_connected(), PATIENCE_S)
        async with running(there, database, *HURRIED) as bot:
            await asyncio.wait_for(there.answer_to(await members.do_something()), PATIENCE_S)
            await settled(database, datetime.now(UTC))
            bot.send_signal(signal.SIGTERM)
        assert bot.returncode == 0
        lively.assert_nothing_is_lost(database, members)
        lively.assert_all_is_posted_once(database, there, since + ahead, since)
    assert "times of a clock that ran ahead set right" in log_of(database).read_text()
