"""The life of the process: alone on its file, told apart from others, deaf to noise, and a good end."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import shutil
import signal
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from discord.state import AutoShardedConnectionState

from bot.store import files, restoring
from bot.store.process_lock import lock_path
from tests.e2e.discord_payloads import FIRST_MEMBER, TOKEN
from tests.e2e.discord_server import DEFERRED, DiscordServer, discord_server
from tests.e2e.nursery import NURSERY
from tests.e2e.test_process import PATIENCE_S, log_of, names_in, running, scores_in
from tests.world import TEARS
from tools.browser import child_environment

MANY = 20


class Gate:
    """Holds all callers until it is opened. `reach` waits until this many have come."""

    def __init__(self) -> None:
        self._come = 0
        self._comes = asyncio.Condition()
        self.open = asyncio.Event()

    async def pass_through(self) -> None:
        async with self._comes:
            self._come += 1
            self._comes.notify_all()
        await self.open.wait()

    async def reach(self, count: int) -> None:
        async with self._comes:
            await asyncio.wait_for(self._comes.wait_for(lambda: self._come >= count), PATIENCE_S)


async def rates(there: DiscordServer, member: int) -> int:
    return await there.slash("rate", None, {"title": TEARS, "overall": "9"}, member)


async def answered(there: DiscordServer, asked: int) -> str:
    return json.dumps(await asyncio.wait_for(there.answer_to(asked), PATIENCE_S), ensure_ascii=False)


# A different member each time, because a single one would be told to go slower.
ASKERS = itertools.count(FIRST_MEMBER + 10_000)


async def still_answers(there: DiscordServer, member: int | None = None) -> None:
    asked = await there.slash("drama", "info", {"title": TEARS}, member or next(ASKERS))
    assert f"## {TEARS}" in await answered(there, asked)


async def namida(database: Path, *words: str) -> tuple[int, str]:
    """Another process of the command line on the same file: its exit code and what it printed."""
    environment = child_environment() | {"DISCORD_TOKEN": TOKEN, "NAMIDA_DATABASE": str(database)}
    with TemporaryFile() as output:
        process = await NURSERY.start(
            "bot", *words, cwd=database.parent.parent, env=environment, output=output
        )
        code = await asyncio.wait_for(process.wait(), PATIENCE_S)
        output.seek(0)
        return code, output.read().decode()


def assert_calm(database: Path) -> None:
    log = log_of(database).read_text()
    assert "Traceback" not in log
    assert "is closed" not in log
    assert "never retrieved" not in log
    assert TOKEN not in log


# --- its end ---


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_whoever_is_being_answered_is_told_before_it_ends(
    database: Path, number: signal.Signals
) -> None:
    gate = Gate()
    async with discord_server() as there, running(there, database) as bot:
        there.before_hearing = gate.pass_through
        asked = [await rates(there, FIRST_MEMBER + at) for at in range(MANY)]
        await gate.reach(MANY)
        assert not there.answers
        bot.send_signal(number)
        await asyncio.wait_for(there.left.wait(), PATIENCE_S)  # it takes no more
        gate.open.set()
        told = [await answered(there, one) for one in asked]

    assert bot.returncode == 0
    assert all("saved" in text for text in told)
    assert len(scores_in(database)) == MANY
    assert there.closed_with == 1000
    assert names_in(database.parent) == ["namida.sqlite3"]
    assert_calm(database)


async def test_whoever_waits_for_the_store_is_told_before_it_ends(database: Path) -> None:
    async with discord_server() as there, running(there, database) as bot:
        await still_answers(there, FIRST_MEMBER)  # that they were here is written down
        with closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            asked = [await rates(there, FIRST_MEMBER + at) for at in range(MANY)]
            await still_answers(there, FIRST_MEMBER)  # so all of those before it have been begun
            bot.send_signal(signal.SIGTERM)
            await asyncio.wait_for(there.left.wait(), PATIENCE_S)
            put_off = {"type": DEFERRED}
            assert all(there.answers.get(one, put_off)["type"] == DEFERRED for one in asked)
            other.execute("ROLLBACK")
        told = [await answered(there, one) for one in asked]

    assert bot.returncode == 0
    assert all("saved" in text for text in told)
    assert len(scores_in(database)) == MANY
    assert_calm(database)


async def test_a_second_signal_ends_the_waiting(database: Path) -> None:
    gate = Gate()
    async with discord_server() as there:
        async with running(there, database) as bot:
            there.before_hearing = gate.pass_through
            await rates(there, FIRST_MEMBER)
            await gate.reach(1)
            bot.send_signal(signal.SIGTERM)
            await asyncio.wait_for(there.left.wait(), PATIENCE_S)
            bot.send_signal(signal.SIGTERM)
        gate.open.set()

    assert bot.returncode == 0
    assert names_in(database.parent) == ["namida.sqlite3"]


# --- alone on its file ---


@pytest.fixture
def linked(database: Path) -> Path:
    """Another name of the same file."""
    link = database.with_name("another name")
    link.symlink_to(database)
    return link


async def test_a_second_process_is_refused_and_told_whose_it_is(database: Path, linked: Path) -> None:
    files.backup(database, log_of(database).with_name("saved.sqlite3"))
    async with discord_server() as there, running(there, database) as bot:
        for name in (database, linked):
            for words in (["run"], ["migrate"], ["restore", "saved.sqlite3", "--yes"]):
                code, said = await namida(database, *words, "--database", str(name))
                assert code == 1
                assert f"{name} is in use by process {bot.pid} on {socket.gethostname()}, since 20" in said
                assert "stop that one first" in said
                assert "Traceback" not in said
        assert there.sessions == 1
        await still_answers(there)
        bot.send_signal(signal.SIGTERM)
    assert bot.returncode == 0
    assert names_in(database.parent) == ["another name", "namida.sqlite3"]


async def test_what_only_reads_or_adds_works_beside_it(database: Path) -> None:
    folder = log_of(database).parent
    async with discord_server() as there, running(there, database) as bot:
        assert (await namida(database, "backup", "copy.sqlite3"))[0] == 0
        assert (await namida(database, "export", "all.jsonl"))[0] == 0
        code, said = await namida(database, "import", "all.jsonl")
        assert code == 0
        assert f"process {bot.pid} on {socket.gethostname()}" in said
        _, found = await namida(database, "doctor", "--offline")
        assert f"process: in use by process {bot.pid}" in found
        await still_answers(there)
        bot.send_signal(signal.SIGTERM)
    for made in ("copy.sqlite3", "all.jsonl"):
        assert (folder / made).stat().st_mode & 0o777 == 0o600, made


async def test_nothing_is_migrated_under_the_feet_of_a_running_bot(database: Path) -> None:
    """As after an upgrade of the code beside a bot that still runs: what would migrate is refused."""
    async with discord_server() as there, running(there, database) as bot:
        version = files.version(database) or 0
        with closing(sqlite3.connect(database)) as other:
            other.execute(f"PRAGMA user_version = {version - 1}")
        for words in (["export", "all.jsonl"], ["migrate"]):
            code, said = await namida(database, *words)
            assert code == 1
            assert f"in use by process {bot.pid}" in said
        assert files.version(database) == version - 1
        bot.send_signal(signal.SIGTERM)


async def test_a_killed_bot_holds_nothing(database: Path) -> None:
    async with discord_server() as there:
        async with running(there, database) as bot:
            bot.kill()
        assert lock_path(database).exists()
        async with running(there, database) as bot:
            await still_answers(there)
            bot.send_signal(signal.SIGTERM)
    assert bot.returncode == 0
    assert names_in(database.parent) == ["namida.sqlite3"]


# --- the file goes away ---


def delete(database: Path) -> None:
    database.unlink()


def replace(database: Path) -> None:
    """As `mv` puts another file there."""
    copy = database.with_name("copy")
    shutil.copy(database, copy)
    copy.replace(database)


def delete_all(database: Path) -> None:
    for file in (database, *files.companions(database)):
        file.unlink()


def delete_log(database: Path) -> None:
    files.companions(database)[0].unlink()


@pytest.mark.parametrize(
    ("harm", "written_after"),
    [(delete, True), (replace, True), (delete_all, True), (delete_log, True), (delete, False)],
)
async def test_a_file_that_goes_away_is_noticed_and_what_it_held_is_saved(
    database: Path, harm: Callable[[Path], None], written_after: bool
) -> None:
    async with discord_server() as there, running(there, database) as bot:
        assert "saved" in await answered(there, await rates(there, FIRST_MEMBER))
        harm(database)
        if written_after:
            for at in range(1, MANY):
                told = await answered(there, await rates(there, FIRST_MEMBER + at))
                assert "The database file is gone, so nothing was saved." in told
            await still_answers(there)  # reading goes on
        bot.send_signal(signal.SIGTERM)

    assert bot.returncode == 0
    (rescued,) = database.parent.glob("*.rescued*")
    assert rescued.stat().st_mode & 0o777 == 0o600
    restoring.check_restorable(rescued)
    assert set(scores_in(rescued)) == {FIRST_MEMBER}
    log = log_of(database).read_text()
    assert log.count("the database file was deleted or replaced") == 1
    assert str(rescued) in log
    assert log.count("store=gone") <= 2  # a line a minute
    assert_calm(database)


async def test_a_file_that_comes_back_is_written_to_again(database: Path) -> None:
    async with discord_server() as there, running(there, database) as bot:
        away = database.with_name("away")
        shutil.move(database, away)
        assert "The database file is gone" in await answered(there, await rates(there, FIRST_MEMBER))
        shutil.move(away, database)
        assert "saved" in await answered(there, await rates(there, FIRST_MEMBER))
        bot.send_signal(signal.SIGTERM)
    assert bot.returncode == 0
    assert set(scores_in(database)) == {FIRST_MEMBER}


# --- a full disk ---


async def test_a_full_disk_is_a_line_a_minute_and_every_reference_is_in_it(database: Path) -> None:
    refused: list[str] = []
    async with discord_server() as there, running(there, database, "--full") as bot:
        for at in range(600):
            told = await answered(there, await rates(there, FIRST_MEMBER + at))
            if "The disk is full" in told:
                refused.append(told)
            if len(refused) == 100:
                break
        bot.send_signal(signal.SIGTERM)
    assert bot.returncode == 0
    assert len(refused) == 100
    lines = [line for line in log_of(database).read_text().splitlines() if "store=full" in line]
    assert 1 <= len(lines) <= 3, lines
    references = {told.split("Reference: `")[1].split("`")[0] for told in refused}
    assert all(any(f"reference={one}" in line for line in lines) for one in references)
    assert_calm(database)


# --- what Discord sends broken ---

SHAPES: tuple[object, ...] = (None, {}, [], "x", 3, {"id": "x"}, {"id": None}, {"id": "1", "guild_id": "x"})
EVENTS = sorted(
    name.removeprefix("parse_").upper()
    for name in dir(AutoShardedConnectionState)
    if name.startswith("parse_")
)
BEGINNING = "READY"


def frame(event: str, data: object) -> str:
    return json.dumps({"op": 0, "t": event, "s": 3, "d": data})


async def test_no_event_of_a_wrong_shape_ends_it(database: Path) -> None:
    assert len(EVENTS) > 40
    async with discord_server() as there, running(there, database) as bot:
        for event in EVENTS:
            for shape in SHAPES:
                if event != BEGINNING:
                    await there.send(frame(event, shape))
            await still_answers(there)
        assert there.sessions == 1, "the connection was lost"
        bot.send_signal(signal.SIGTERM)
    assert bot.returncode == 0
    log = log_of(database).read_text()
    assert "frame dropped" in log
    assert "frame=GUILD_CREATE" in log
    assert "never retrieved" not in log


NO_FRAMES = (
    "",
    "{",
    "null",
    "[]",
    "3",
    '"x"',
    "[" * 100_000,
    '{"op": 0, "t": {}, "d": 1}',
    '{"op": [], "s": 1}',
)
NO_SESSION: tuple[str | bytes, ...] = (
    b"\x00\x00\xff\xff",
    os.urandom(200) + b"\x00\x00\xff\xff",
    frame(BEGINNING, None),
    '{"op": 10, "d": null}',
)


async def test_no_text_ends_it(database: Path) -> None:
    async with discord_server() as there, running(there, database) as bot:
        for noise in NO_FRAMES:
            await there.send(noise)
            await still_answers(there)
        assert there.sessions == 1, "the connection was lost"
        bot.send_signal(signal.SIGTERM)
    assert bot.returncode == 0
    assert_calm(database)


async def test_what_breaks_the_session_begins_another(database: Path) -> None:
    async with discord_server() as there, running(there, database, "--hurried") as bot:
        for at, noise in enumerate(NO_SESSION, 2):
            await there.send(noise)
            await asyncio.wait_for(there.sessions_reach(at), PATIENCE_S)
            await still_answers(there)
        bot.send_signal(signal.SIGTERM)
    assert bot.returncode == 0
    assert_calm(database)


async def test_a_session_that_begins_broken_is_begun_again(database: Path) -> None:
    async with discord_server() as there:
        there.beginnings = [{}]
        async with running(there, database, "--hurried") as bot:
            await still_answers(there)
            bot.send_signal(signal.SIGTERM)
    assert bot.returncode == 0
    assert_calm(database)
