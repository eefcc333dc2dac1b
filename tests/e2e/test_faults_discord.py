"""Discord in trouble: its gateway drops the bot again and again, its REST answers with errors or nonsense."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from aiohttp import web

from tests.e2e import lively
from tests.e2e.discord_community import BOARD, Community, channel_of, community, met_by_nobody
from tests.e2e.discord_server import said
from tests.e2e.faults import DROPS, TROUBLED, chance, settled
from tests.e2e.test_process import PATIENCE_S, log_of, running

# A post is cut off after half of the lease, and what opens a thread for it needs several requests.
IN_TROUBLE = ("--hurried", "--lease", "6")

# How the gateway is lost: closed with a code or without one, told to come back (op 7), a session that is over
# (op 9) and may be resumed or not, heartbeats that nobody answers, and a gateway that is closed for a while.
WAYS = ("close 1000", "close 4000", "cut", "op 7", "op 9 resumed", "op 9 anew", "no heartbeat", "refused")


async def told(there: Community, asked: Sequence[int]) -> None:
    for one in asked:
        await asyncio.wait_for(there.answer_to(one), PATIENCE_S)


async def test_the_gateway_is_lost_in_every_way_and_found_again(database: Path) -> None:
    moments, since = chance(), datetime.now(UTC)
    await lively.plan(database, since)
    async with community(lively.SERVERS) as there:
        there.heartbeat_ms = 200
        members = lively.Members(there, moments)
        async with running(there, database, "--hurried") as bot:
            await told(there, [await members.do_something()])
            for at in range(DROPS):
                way, shard = WAYS[at % len(WAYS)], moments.randrange(lively.SERVERS)
                begun = there.sessions
                for _ in range(3):
                    await members.do_something()  # it may be on its way while the connection is lost
                await there.lose(shard, way)
                await asyncio.wait_for(there.sessions_reach(begun + 1), PATIENCE_S)
                await asyncio.wait_for(there.all_connected(), PATIENCE_S)
                await told(there, [await members.do_something(server) for server in range(lively.SERVERS)])
            now = datetime.now(UTC)
            await settled(database, now)
            bot.send_signal(signal.SIGTERM)

        assert bot.returncode == 0
        print(lively.assert_nothing_is_lost(database, members))
        print(lively.assert_all_is_posted_once(database, there, now, since))
    log = log_of(database).read_text()
    assert "Traceback" not in log
    assert "connection to Discord lost" in log


def _posts(request: web.Request) -> bool:
    """Whether it is a post of the outbox. What opens a thread waits longer for an answer than a test does."""
    if request.method != "POST" or not request.path.endswith("/messages"):
        return False
    return request.path.split("/")[3] not in {str(channel_of(at, BOARD)) for at in range(lively.SERVERS)}


class Trouble:
    """Discord is in trouble for so many requests: half of them fail, each in a way of its own."""

    def __init__(self, moments: Random, requests: int):
        self._moments = moments
        self._left = requests
        self.over = asyncio.Event()
        self.held = asyncio.Event()  # until which nobody is answered whose request is held

    async def __call__(self, request: web.Request, taken: bool) -> web.StreamResponse | None:
        if self._left <= 0 or self._moments.random() < 0.5:
            return None
        self._left -= 1
        if self._left <= 0:
            self.over.set()
        match self._moments.randrange(6):
            case 0 | 1:
                return said({"message": "out of order", "code": 0}, status=self._moments.choice((500, 502)))
            case 2:
                slow = {"message": "slow down", "retry_after": 0.5, "global": False, "code": 0}
                limited = said(slow, status=429)
                limited.headers["Via"] = "1.1 google"
                return limited
            case 3:
                assert request.transport is not None
                request.transport.close()  # no answer at all
                return None
            case 4:
                return web.Response(text="<html>one moment, please</html>", content_type="text/html")
            case _ if _posts(request):
                await self.held.wait()  # an answer that never comes
                return None
            case _:
                return web.Response(body=b'{"id": ', content_type="application/json")


async def test_rest_in_trouble_loses_nothing_and_doubles_nothing(database: Path) -> None:
    moments, since = chance(), datetime.now(UTC)
    await lively.plan(database, since)
    async with community(lively.SERVERS) as there:
        there.minds_nonces = True  # discord.py itself asks again after a 500
        members = lively.Members(there, moments)
        async with running(there, database, *IN_TROUBLE) as bot:
            trouble = Trouble(moments, TROUBLED)
            there.meeting = trouble
            while not trouble.over.is_set():
                await members.do_something()
                await there.something_happens()
            there.meeting = met_by_nobody
            await told(there, [await members.do_something(server) for server in range(lively.SERVERS)])
            now = datetime.now(UTC)
            await settled(database, now)
            trouble.held.set()
            bot.send_signal(signal.SIGTERM)

        assert bot.returncode == 0
        print(lively.assert_nothing_is_lost(database, members))
        print(lively.assert_all_is_posted_once(database, there, now, since))
    log = log_of(database).read_text()
    assert "post uncertain" in log
    assert "discord did not answer" in log
    assert "that is no JSON" in log
    assert "Traceback" not in log, "Discord's trouble looks as if it were a bug"
