"""Starts the real bot against another Discord: `python -m tests.e2e.launcher ADDRESS [CONDITIONS] run …`.

This says where Discord is (`elsewhere.py`) before it calls the bot's own command line. The conditions come
before `run`:

- `--lease SECONDS` shortens how long a claimed post is left alone, and `--last-words SECONDS` how long after
  the process that claimed it was killed. Nobody needs to set that but who waits for it in a test.
- `--full` has a full disk: SQLite lets the file grow no more, and says so as it does of a disk.
- `--memory BYTES` lets the process have no more than that, as a small machine would.
- `--hurried` shortens the pauses of discord.py: before it tries something again, for servers that are still
  to come, and for a heartbeat that is not acknowledged.
- `--nobody` goes on as a user who owns nothing.
- `--ahead SECONDS` has a clock that runs ahead by that much, until SIGUSR1 sets it right.

Nothing else is changed. The bot asks for the gateway with `NAMIDA_SHARDS=0`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import discord

from bot import __main__ as bot
from bot.domain import leases
from bot.schedule.posts import delivery
from bot.store import database
from tests.e2e.elsewhere import connect_to

T = TypeVar("T")

HURRY = 50  # times as fast
HEARTBEATS = 2.5  # that may stay without an answer, for those in a hurry; discord.py waits a minute
NOBODY = 65_534
_PAUSING = ("http", "shard", "client", "webhook.async_")  # discord.py's modules that pause


class _Hurried:
    """asyncio with short pauses."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, delay: float, result: T = None) -> T:  # type: ignore[assignment]
        return await asyncio.sleep(delay / HURRY, result)


class _Waiting(_Hurried):
    """asyncio that waits a shorter time for what may never come, a server's description for instance."""

    async def wait_for(self, awaited: Awaitable[T], timeout: float) -> T:  # noqa: ASYNC109 - as asyncio's
        return await asyncio.wait_for(awaited, timeout / 10)


class _Impatient(discord.gateway.KeepAliveHandler):
    """Takes a connection for dead after some heartbeats without an answer, however quick they are."""

    def __init__(self, *words: Any, **named: Any):
        super().__init__(*words, **named)
        self.heartbeat_timeout = min(self.heartbeat_timeout, HEARTBEATS * (self.interval or 0))


def hurry() -> None:
    for name in _PAUSING:
        vars(sys.modules[f"discord.{name}"])["asyncio"] = _Hurried()
    vars(discord.state)["asyncio"] = _Waiting()
    vars(discord.gateway)["KeepAliveHandler"] = _Impatient


def run_ahead(seconds: float) -> None:
    """What the bot does by the clock asks `discord.utils.utcnow`, and only what that asks is changed."""
    ahead = dt.timedelta(seconds=seconds)

    class Ahead(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Any:
            return dt.datetime.now(tz) + ahead

    class Module:
        datetime = Ahead

        def __getattr__(self, name: str) -> Any:
            return getattr(dt, name)

    def set_right(*_: object) -> None:
        nonlocal ahead
        ahead = dt.timedelta(0)

    vars(discord.utils)["datetime"] = Module()
    signal.signal(signal.SIGUSR1, set_right)


def be_nobody() -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def full(prepare: Callable[[sqlite3.Connection], None]) -> Callable[[sqlite3.Connection], None]:
    """The same, and the file may grow no more."""

    def prepare_full(connection: sqlite3.Connection) -> None:
        prepare(connection)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {int(pages)}").fetchone()

    return prepare_full


def fill_the_disk() -> None:
    vars(database)["_prepare_writer"] = full(database._prepare_writer)


def shorten_leases(seconds: float) -> None:
    delivery.LEASE = dt.timedelta(seconds=seconds)


def shorten_last_words(seconds: float) -> None:
    leases.LAST_WORDS = dt.timedelta(seconds=seconds)


def limit_memory(most: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


PLAIN: dict[str, Callable[[], None]] = {"--full": fill_the_disk, "--hurried": hurry, "--nobody": be_nobody}
NUMBERED: dict[str, Callable[[float], None]] = {
    "--lease": shorten_leases,
    "--last-words": shorten_last_words,
    "--ahead": run_ahead,
    "--memory": lambda most: limit_memory(int(most)),
}


def main() -> None:
    """The bot's command line, elsewhere and under the conditions that the first words name."""
    connect_to(sys.argv.pop(1))
    while (word := sys.argv[1]) in PLAIN or word in NUMBERED:
        del sys.argv[1]
        if word in PLAIN:
            PLAIN[word]()
        else:
            NUMBERED[word](float(sys.argv.pop(1)))
    bot.main()


if __name__ == "__main__":
    main()
