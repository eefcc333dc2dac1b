"""Scheduled posts of a killed process: each arrives on Discord exactly once."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.discord_payloads import CHANNEL, GUILD
from tests.e2e.discord_server import DiscordServer, discord_server
from tests.e2e.test_process import PATIENCE_S, log_of, running

LEASE = ("--lease", "2", "--last-words", "2")


@pytest.fixture
def database(starter_database: Path, tmp_path: Path) -> Path:
    """A server with a channel for what is on air."""
    path = tmp_path / "data" / "namida.sqlite3"
    path.parent.mkdir()
    shutil.copy(starter_database, path)
    path.chmod(0o600)
    write(path, "INSERT INTO guild (id) VALUES (?)", GUILD)
    write(path, "INSERT INTO guild_channel VALUES (?, 'airing', ?)", GUILD, CHANNEL)
    return path


def write(database: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(sql, values)


def plan(database: Path, *channels: int, target: str = f"guild {GUILD} airing") -> None:
    """Posts that are due; each names a channel, by which it is known again."""
    for channel in channels:
        payload = json.dumps({"purpose": "airing", "channel": channel, "obstacle": "gone"})
        write(
            database,
            "INSERT INTO outbox (key, kind, target, due_at, payload)"
            " VALUES (?, 'notice', ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?)",
            f"post {channel}",
            target,
            payload,
        )


def states(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [state for (state,) in connection.execute("SELECT state FROM outbox ORDER BY id")]


async def settled(database: Path) -> None:
    """Until no post is open any more."""
    async with asyncio.timeout(PATIENCE_S):
        # The file is another process's, which tells nobody of its writes.
        while not all(state in ("sent", "dropped") for state in states(database)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def arrived(there: DiscordServer) -> list[int]:
    """The posts on Discord's side, in their order."""
    texts = [json.dumps(message["components"]) for message in there.messages]
    return [int(text.split("<#")[1].split(">")[0]) for text in texts]


@pytest.mark.parametrize("moment", ["between claim and send", "between send and mark"])
async def test_killed(database: Path, moment: str) -> None:
    plan(database, 1, 2)
    reached, for_ever = asyncio.Event(), asyncio.Event()

    async def wait_for_the_end() -> None:
        reached.set()
        await for_ever.wait()
        raise ConnectionResetError  # who asked is long gone

    async with discord_server() as there:
        usual = there.before_taking
        if moment == "between claim and send":
            there.before_taking = wait_for_the_end
        else:
            there.before_answering = wait_for_the_end
        async with running(there, database, *LEASE) as bot:
            await asyncio.wait_for(reached.wait(), PATIENCE_S)
            assert states(database) == ["claimed", "waiting"]
            bot.kill()
        assert bot.returncode == -signal.SIGKILL
        assert arrived(there) == ([] if moment == "between claim and send" else [1])

        there.before_taking = there.before_answering = usual
        async with running(there, database, *LEASE) as bot:
            await settled(database)
            bot.send_signal(signal.SIGTERM)
        for_ever.set()

        assert bot.returncode == 0
        assert arrived(there) == [1, 2]
        assert states(database) == ["sent", "sent"]
        assert "Traceback" not in log_of(database).read_text()


async def test_killed_again_and_again_at_any_moment(database: Path) -> None:
    posts = range(1, 41)
    plan(database, *posts[:20])
    for post in posts[20:]:
        plan(database, post, target=f"channel {CHANNEL + post}")
    chance = random.Random(20_261_121)  # noqa: S311 - when to kill is no secret
    async with discord_server() as there:

        async def a_while() -> None:
            await asyncio.sleep(chance.uniform(0, 0.02))  # so that a kill meets posts in every state

        there.before_taking = there.before_answering = a_while
        killed_with: Counter[str] = Counter()
        for _ in range(4):
            async with running(there, database, *LEASE) as bot:
                more = len(there.messages) + chance.randint(3, 7)
                await asyncio.wait_for(there.messages_reach(min(more, len(posts))), PATIENCE_S)
                bot.kill()
            killed_with.update(states(database))
        assert killed_with["claimed"], "no kill met a post on its way"
        async with running(there, database, *LEASE) as bot:
            await settled(database)
            bot.send_signal(signal.SIGTERM)
    assert bot.returncode == 0
    assert sorted(arrived(there)) == list(posts), "lost or doubled"
    assert [post for post in arrived(there) if post <= 20] == list(posts[:20]), "out of order"
