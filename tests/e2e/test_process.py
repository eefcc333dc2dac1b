"""The bot as a process: `run` over sockets, ended by a signal, and killed in the middle of its writes."""

from __future__ import annotations

import asyncio
import itertools
import re
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.health import ask_health
from bot.settings import Listening
from bot.store.restoring import check_restorable
from tests.e2e.discord_payloads import BOT, FIRST_MEMBER, TOKEN
from tests.e2e.discord_server import DiscordServer, discord_server
from tests.e2e.nursery import NURSERY
from tests.world import TEARS
from tools.browser import Process, Start, child_environment, new_process

PATIENCE_S = 30
KILLED_AT = 300  # answers
ON_THEIR_WAY = 50  # scores sent and not answered yet, while it is killed too


@asynccontextmanager
async def launched(
    there: DiscordServer, database: Path, *options: str, start: Start = NURSERY.start, **settings: str
) -> AsyncIterator[Process]:
    """`python -m bot run`, which is killed at the end of the block if it has not ended by then.

    Its log is `bot.log` beside the data's folder. `options` are the launcher's, `settings` more variables.
    """
    there.identified.clear()
    environment = child_environment() | {
        "DISCORD_TOKEN": TOKEN,
        "NAMIDA_DATABASE": str(database),
        "NAMIDA_SHARDS": "0",
        "NAMIDA_TVMAZE": "false",
        **settings,
    }
    log_path = log_of(database)
    words = (f"{there.address}/api", *options, "run")
    with log_path.open("ab") as log:
        process = await start("tests.e2e.launcher", *words, cwd=log_path.parent, env=environment, output=log)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def running(
    there: DiscordServer, database: Path, *options: str, start: Start = NURSERY.start, **settings: str
) -> AsyncIterator[Process]:
    """The same once it has met Discord; the end of the block waits for its end."""
    async with launched(there, database, *options, start=start, **settings) as process:
        ended = asyncio.ensure_future(process.wait())
        met = asyncio.ensure_future(there.identified.wait())
        try:
            await asyncio.wait((ended, met), timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED)
            assert met.done(), log_of(database).read_text()
            yield process
            await asyncio.wait_for(ended, PATIENCE_S)
        finally:
            met.cancel()


def log_of(database: Path) -> Path:
    return database.parent.parent / "bot.log"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def scores_in(database: Path) -> dict[int, int]:
    """The overall scores of 1 Litre of Tears in half points, by member."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT member_id, overall FROM score JOIN drama ON drama.id = drama_id WHERE title = ?", (TEARS,)
        )
        return dict(rows.fetchall())


@pytest.mark.parametrize("start", [new_process, NURSERY.start], ids=["new", "forked"])
async def test_it_answers_over_the_gateway_and_ends_cleanly_on_sigterm(database: Path, start: Start) -> None:
    async with (
        discord_server() as there,
        running(there, database, start=start, NAMIDA_METRICS="127.0.0.1:0") as bot,
    ):
        assert {"drama", "rate", "settings"} <= {command["name"] for command in there.commands}
        asked = await there.slash("drama", "info", {"title": "ichi rittoru no namida"}, FIRST_MEMBER)
        answer = await asyncio.wait_for(there.answer_to(asked), PATIENCE_S)
        assert answer["type"] == 4
        assert f"## {TEARS}" in str(answer["data"]["components"])
        port = re.search(r"monitoring host=127\.0\.0\.1 port=(\d+)", log_of(database).read_text())
        assert port
        assert await asyncio.to_thread(ask_health, Listening("127.0.0.1", int(port[1]))) == (True, "")
        bot.send_signal(signal.SIGTERM)

    assert bot.returncode == 0
    assert there.closed_with == 1000, "the gateway was not told"
    assert names_in(database.parent) == ["namida.sqlite3"], "the write-ahead log was left behind"
    log = log_of(database).read_text()
    assert "stopped signal=SIGTERM" in log
    assert "Traceback" not in log
    assert TOKEN not in log


async def test_a_mention_is_answered_and_what_others_say_is_dropped(database: Path) -> None:
    async with discord_server() as there, running(there, database) as bot:
        for _ in range(20):  # to others, without words, as Discord gives them
            await there.speak("", FIRST_MEMBER)
        await there.speak(f"<@{BOT}> how many episodes does 1 litre of tears have?", FIRST_MEMBER, BOT)
        await asyncio.wait_for(there.messages_reach(1), PATIENCE_S)
        (answer,) = there.messages
        assert "11 episodes" in str(answer["components"])
        asked = await there.slash("drama", "info", {"title": TEARS}, FIRST_MEMBER)
        await asyncio.wait_for(there.answer_to(asked), PATIENCE_S)
        assert len(there.messages) == 1
        bot.send_signal(signal.SIGTERM)
    assert "frame dropped" not in log_of(database).read_text()


async def test_no_acknowledged_score_is_lost_when_it_is_killed(database: Path) -> None:
    given: dict[int, tuple[int, int]] = {}
    async with discord_server() as there, running(there, database) as bot:
        for at in itertools.count():
            half_points = at % 20 + 1
            typed = {"title": TEARS, "overall": str(half_points / 2)}
            asked = await there.slash("rate", None, typed, FIRST_MEMBER + at)
            given[asked] = (FIRST_MEMBER + at, half_points)
            if len(there.answers) >= KILLED_AT:
                break
            await asyncio.wait_for(there.answers_reach(at - ON_THEIR_WAY), PATIENCE_S)
        unanswered = len(given) - len(there.answers)
        bot.kill()
    assert unanswered > 0, "it was not killed in the middle"
    assert bot.returncode == -signal.SIGKILL
    acknowledged = dict(given[asked] for asked, answer in there.answers.items() if "saved" in str(answer))
    assert len(acknowledged) >= KILLED_AT

    async with discord_server() as there, running(there, database) as bot:
        asked = await there.slash("drama", "info", {"title": TEARS}, FIRST_MEMBER)
        answer = await asyncio.wait_for(there.answer_to(asked), PATIENCE_S)
        kept = scores_in(database)
        assert f"{len(kept)} scores" in str(answer)
        bot.send_signal(signal.SIGTERM)

    assert bot.returncode == 0
    assert acknowledged.items() <= kept.items()
    assert kept.items() <= dict(given.values()).items(), "a score that nobody gave"
    assert names_in(database.parent) == ["namida.sqlite3"]
    check_restorable(database)  # whole, by SQLite's own check
