"""Litestream beside the bot, set up as the guide says: killed while it writes, restored on another path."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store import files
from bot.store.database import Database
from bot.store.restoring import restore

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = shutil.which("litestream")
PATIENCE = 120.0  # seconds
ROWS = 120
NOW = datetime(2026, 11, 21, tzinfo=UTC)
MOST_LOST = 1.0  # seconds, by the guide
BUSY = 2.0  # and more on a machine on which others do not let it run

# Writes as the bot does, says when each row was saved, and tries to shorten the log now and then.
WRITER = """
import asyncio, sys, time
from pathlib import Path
from bot.store.database import Database

async def main():
    async with Database.open(Path(sys.argv[1]), alone=True) as database:
        number = 0
        while True:
            number += 1
            title = f"row {number} {time.time()}"
            await database.write(lambda c: c.execute("INSERT INTO drama (title) VALUES (?)", (title,)))
            print(title, flush=True)
            if number % 20 == 0:
                await database.shorten_log()
            await asyncio.sleep(0.02)

asyncio.run(main())
"""

pytestmark = pytest.mark.skipif(
    PROGRAM is None,
    reason="litestream is not installed: https://litestream.io, or npm's @flydotio/litestream-linux-x64",
)


def configured(folder: Path, database: Path) -> Path:
    """The guide's file, with the paths of this test."""
    guide = (ROOT / "docs" / "running.md").read_text("utf-8")
    (shown,) = re.findall(r"```yaml\n(dbs:.*?)```", guide, re.DOTALL)
    path = folder / "litestream.yml"
    path.write_text(
        shown.replace("/srv/namida/data/namida.sqlite3", str(database)).replace(
            "/mnt/backup/namida", str(folder / "replica")
        )
    )
    return path


@asynccontextmanager
async def running(*words: str) -> AsyncIterator[Process]:
    """A program that is killed at the end of the block, without a chance to do anything more."""
    process = await asyncio.create_subprocess_exec(
        *words, cwd=ROOT, stdout=PIPE, stderr=STDOUT, stdin=DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        await process.communicate()


async def line_of(process: Process, wanted: Callable[[str], bool]) -> str:
    assert process.stdout is not None
    seen = []
    async with asyncio.timeout(PATIENCE):
        while line := (await process.stdout.readline()).decode():
            seen.append(line)
            if wanted(line):
                return line
    raise AssertionError("".join(seen))


def newest_row(path: Path) -> tuple[int, float]:
    with closing(sqlite3.connect(path)) as connection:
        (title,) = connection.execute("SELECT title FROM drama ORDER BY id DESC LIMIT 1").fetchone()
    _, number, at = title.split()
    return int(number), float(at)


async def test_less_than_a_second_is_lost(tmp_path: Path, starter_database: Path) -> None:
    assert PROGRAM is not None
    database = tmp_path / "data" / "namida.sqlite3"
    database.parent.mkdir()
    shutil.copy(starter_database, database)
    config = str(configured(tmp_path, database))

    async with (
        running(sys.executable, "-c", WRITER, str(database)) as writer,
        running(PROGRAM, "replicate", "-config", config),
    ):
        copied = 0
        while copied < ROWS:
            await line_of(writer, lambda line: line.startswith("row "))
            copied += any((tmp_path / "replica").rglob("*.wal.lz4"))

    restored = tmp_path / "elsewhere" / "namida.sqlite3"
    restoring = await asyncio.create_subprocess_exec(
        PROGRAM, "restore", "-config", config, "-o", str(restored), str(database), stdout=PIPE, stderr=STDOUT
    )
    told, _ = await asyncio.wait_for(restoring.communicate(), PATIENCE)
    assert restoring.returncode == 0, told.decode()
    assert files.examine(restored).sound
    saved, found = newest_row(database), newest_row(restored)
    print(f"lost: {saved[0] - found[0]} rows, {saved[1] - found[1]:.2f} s")
    assert found[0] > 1
    assert saved[1] - found[1] <= MOST_LOST + BUSY
    async with Database.open(restored, alone=True) as opened:
        assert await opened.read(lambda c: c.execute("SELECT count(*) FROM drama").fetchone()[0]) > 1

    async with running(PROGRAM, "replicate", "-config", config) as litestream:
        await line_of(litestream, lambda line: "wal segment written" in line or "write snapshot" in line)
        with pytest.raises(files.InUse):
            restore(restored, database, NOW)
