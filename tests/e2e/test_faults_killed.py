"""Killed at any moment while everything goes on: nothing acknowledged is lost, nothing is posted twice.

`NAMIDA_FAULTS` is how often it is killed; 100 take some minutes. `NAMIDA_SEED` chooses other moments.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from aiohttp import web

from bot.store.files import check_restorable
from tests.e2e import lively
from tests.e2e.discord_community import Community, community
from tests.e2e.discord_server import said
from tests.e2e.test_process import PATIENCE_S, launched, log_of, names_in
from tools.browser import Process

KILLS = int(os.environ.get("NAMIDA_FAULTS", "6"))
SEED = int(os.environ.get("NAMIDA_SEED", "20261130"))
CONDITIONS = ("--hurried", "--lease", "2")
PASSES = timedelta(hours=2)  # at every other start
MOST_REQUESTS = 120  # of one life; the first dozen are those of its start


@pytest.fixture
def database(starter_database: Path, tmp_path: Path) -> Path:
    path = tmp_path / "data" / "namida.sqlite3"
    path.parent.mkdir()
    shutil.copy(starter_database, path)
    path.chmod(0o600)
    return path


class Doom:
    """Kills the bot at its n-th request: before Discord has it, or once it does and before the bot hears."""

    def __init__(self, at: int, *, taken: bool):
        self._left = at
        self._taken = taken
        self.bot: Process | None = None

    async def __call__(self, _: web.Request, taken: bool) -> web.StreamResponse | None:
        if taken is not self._taken:
            return None
        self._left -= 1
        if self._left == 0 and self.bot is not None:
            self.bot.kill()
        # A request of the dead is not taken; what was taken already is.
        return said({}, status=499) if self._left <= 0 else None


async def one_life(
    there: Community, database: Path, members: lively.Members, doom: Doom, ahead: float
) -> None:
    async with launched(there, database, *CONDITIONS, "--ahead", str(ahead)) as bot:
        doom.bot = bot
        there.meeting = doom
        acting = asyncio.ensure_future(_acting(there, members))
        try:
            await asyncio.wait_for(bot.wait(), PATIENCE_S)
        finally:
            acting.cancel()
            with suppress(asyncio.CancelledError):
                await acting
    assert bot.returncode == -signal.SIGKILL


async def _acting(there: Community, members: lively.Members) -> None:
    await there.identified.wait()
    await members.go_on()


async def settled(database: Path, now: datetime) -> None:
    async with asyncio.timeout(PATIENCE_S):
        # The file is another process's, which tells nobody of its writes.
        while lively.open_posts(database, now):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_killed_at_any_moment_it_loses_nothing_and_doubles_nothing(database: Path) -> None:
    chance, since = Random(SEED), datetime.now(UTC)  # noqa: S311 - when to kill is no secret
    print(f"NAMIDA_SEED={SEED}")
    await lively.plan(database, since)
    async with community(lively.SERVERS) as there:
        members, ahead = lively.Members(there, chance), timedelta(0)
        for life in range(KILLS):
            ahead += PASSES * (life % 2)
            there.ahead = ahead
            doom = Doom(chance.randint(1, MOST_REQUESTS), taken=chance.random() < 0.5)
            await one_life(there, database, members, doom, ahead.total_seconds())
        there.meeting = Community().meeting
        async with launched(there, database, *CONDITIONS, "--ahead", str(ahead.total_seconds())) as bot:
            await asyncio.wait_for(there.identified.wait(), PATIENCE_S)
            await asyncio.wait_for(there.answer_to(await members.do_something()), PATIENCE_S)
            now = datetime.now(UTC) + ahead
            await settled(database, now)
            bot.send_signal(signal.SIGTERM)
            await asyncio.wait_for(bot.wait(), PATIENCE_S)

        assert bot.returncode == 0
        print(lively.assert_nothing_is_lost(database, members))
        print(lively.assert_all_is_posted_once(database, there, now, since))
    assert names_in(database.parent) == ["namida.sqlite3"]
    check_restorable(database)
    assert "Traceback" not in log_of(database).read_text()
