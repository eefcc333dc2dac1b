"""Killed at any moment while everything goes on: nothing acknowledged is lost, nothing is posted twice."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web

from bot.domain.airing import POST_LIFE
from bot.store.restoring import check_restorable
from tests.e2e import lively
from tests.e2e.discord_community import Community, community, met_by_nobody
from tests.e2e.discord_server import said
from tests.e2e.faults import HURRIED, KILLS, chance, settled
from tests.e2e.test_process import PATIENCE_S, launched, log_of, names_in
from tools.browser import Process

PASSES = timedelta(hours=2)  # at every other start, unless the bot is as late as this:
LATE = POST_LIFE / 2  # what is twice as late expires, as it should
MOST_REQUESTS = 120  # of one life; the first dozen are those of its start


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
        return said({}, status=499) if self._left <= 0 else None  # who asked is gone


async def one_life(
    there: Community, database: Path, members: lively.Members, doom: Doom, ahead: timedelta
) -> None:
    async with launched(there, database, *HURRIED, "--ahead", str(ahead.total_seconds())) as bot:
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
    await asyncio.wait_for(there.nobody_connected(), PATIENCE_S)


async def _acting(there: Community, members: lively.Members) -> None:
    await there.identified.wait()
    await members.go_on()


async def test_killed_at_any_moment_it_loses_nothing_and_doubles_nothing(database: Path) -> None:
    moments, since, ahead = chance(), datetime.now(UTC), timedelta(0)
    await lively.plan(database, since)
    async with community(lively.SERVERS) as there:
        members = lively.Members(there, moments)
        for life in range(KILLS):
            if life % 2 and lively.lateness(database, datetime.now(UTC) + ahead) < LATE:
                ahead += PASSES
            there.ahead = ahead
            doom = Doom(moments.randint(1, MOST_REQUESTS), taken=moments.random() < 0.5)
            await one_life(there, database, members, doom, ahead)
        there.meeting = met_by_nobody
        async with launched(there, database, *HURRIED, "--ahead", str(ahead.total_seconds())) as bot:
            await asyncio.wait_for(there.identified.wait(), PATIENCE_S)
            await asyncio.wait_for(there.answer_to(await members.do_something()), PATIENCE_S)
            now = datetime.now(UTC) + ahead
            await settled(database, now)
            bot.send_signal(signal.SIGTERM)
            await asyncio.wait_for(bot.wait(), PATIENCE_S)

        assert bot.returncode == 0
        print(f"{ahead} passed")
        print(lively.assert_nothing_is_lost(database, members))
        print(lively.assert_all_is_posted_once(database, there, now, since))
    assert names_in(database.parent) == ["namida.sqlite3"]
    check_restorable(database)
    assert "Traceback" not in log_of(database).read_text()
