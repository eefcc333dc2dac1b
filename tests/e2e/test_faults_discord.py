"""Discord in trouble: its gateway drops the bot again and again, its REST answers with errors or nonsense."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
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

# How a request fails. The last, no answer at all while the trouble lasts, is for posts of the outbox alone.
FAILURES = ("out of order", "slow down", "cut off", "a page", "half of an answer", "held")


LATER = timedelta(hours=1)  # after Discord's trouble


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


def _answers(request: web.Request) -> bool:
    """Whether it answers what a member asked for."""
    return request.path.startswith("/api/interactions/")


class Trouble:
    """Discord is in trouble for so many requests: half of them fail, each in a way of its own.

    It is not over before every way was met by a post and by an answer to a member: what has not been met
    comes first.
    """

    def __init__(self, moments: Random, requests: int):
        self._moments = moments
        self._left = requests
        self._unmet = {(_posts, way) for way in FAILURES} | {(_answers, way) for way in FAILURES[:-1]}
        self.over = asyncio.Event()
        self.held = asyncio.Event()  # until which nobody is answered whose request is held

    async def __call__(self, request: web.Request, taken: bool) -> web.StreamResponse | None:
        if self.over.is_set() or self._moments.random() < 0.5:
            return None
        unmet = sorted(way for kind, way in self._unmet if kind(request))
        if self._left <= 0 and not unmet:
            return None
        way = self._moments.choice(unmet or FAILURES[: None if _posts(request) else -1])
        self._left -= 1
        self._unmet -= {(kind, way) for kind in (_posts, _answers) if kind(request)}
        if self._left <= 0 and not self._unmet:
            self.over.set()
        return await self._fail(request, way)

    async def _fail(self, request: web.Request, way: str) -> web.StreamResponse | None:
        match way:
            case "out of order":
                return said({"message": way, "code": 0}, status=self._moments.choice((500, 502)))
            case "slow down":
                slow = {"message": way, "retry_after": 0.5, "global": False, "code": 0}
                limited = said(slow, status=429)
                limited.headers["Via"] = "1.1 google"
                return limited
            case "cut off":
                assert request.transport is not None
                request.transport.close()
                return None
            case "a page":
                return web.Response(text="<html>one moment, please</html>", content_type="text/html")
            case "half of an answer":
                return web.Response(body=b'{"id": ', content_type="application/json")
            case "held":
                await self.held.wait()
                return None
        raise AssertionError(way)


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
            await settled(database, datetime.now(UTC))
            trouble.held.set()
            bot.send_signal(signal.SIGTERM)
        assert bot.returncode == 0
        # What it tries again later, it tries by then.
        there.ahead = LATER
        async with running(there, database, "--ahead", str(LATER.total_seconds())) as bot:
            now = datetime.now(UTC) + LATER
            await settled(database, now)
            bot.send_signal(signal.SIGTERM)

        assert bot.returncode == 0
        print(lively.assert_nothing_is_lost(database, members))
        print(lively.assert_all_is_posted_once(database, there, now, since))
    log = log_of(database).read_text()
    assert "post uncertain" in log
    assert "discord did not answer" in log
    assert "that is no JSON" in log
    assert "Traceback" not in log, "Discord's trouble looks as if it were a bug"
