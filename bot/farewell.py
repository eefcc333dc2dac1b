"""Ends the client: answers and posts under way get a few seconds to finish."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import discord

from bot.logs import get_logger

LIMIT = 5.0  # seconds that an answer under way may take from then on
LAST_WORDS = 1.0  # seconds to tell those whose answer took longer that it was cut short

log = get_logger("namida")


class UnderWay:
    """The tasks that are answering members."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def note(self) -> None:
        """Register this task, so that the end waits for it."""
        task = asyncio.current_task()
        if task is not None and task not in self._tasks:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def answering(self, cut_short: Callable[[], Awaitable[None]]) -> _AnsweringBlock:
        """A block that answers a member. `cut_short` tells them if the end stops waiting.

        Otherwise they would not know that their change may have been stored.
        """
        return _AnsweringBlock(self, cut_short)

    async def finish(self) -> None:
        """Wait for all of them, including new ones. Cancel those that take longer than `LIMIT`."""
        await asyncio.sleep(0)  # answers that discord.py has started register in their first step
        with suppress(TimeoutError):
            async with asyncio.timeout(LIMIT):
                while self._tasks:
                    await asyncio.wait(self._tasks)
                return
        late = set(self._tasks)
        log.warning("answers cut short", count=len(late))
        await _end(late)


class _AnsweringBlock:
    """A class, because a generator for each answer takes three times as long."""

    __slots__ = ("_cut_short", "_under_way")

    def __init__(self, under_way: UnderWay, cut_short: Callable[[], Awaitable[None]]):
        self._under_way = under_way
        self._cut_short = cut_short

    async def __aenter__(self) -> None:
        self._under_way.note()

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, asyncio.CancelledError):
            await self._cut_short()


async def leave(client: discord.AutoShardedClient) -> None:
    """Stop Discord from sending more. Events already received continue."""
    shards = [asyncio.ensure_future(shard.disconnect()) for shard in client.shards.values()]
    if shards:
        # Discord need not agree, because the client closes the sockets anyway.
        _, pending = await asyncio.wait(shards, timeout=LAST_WORDS)
        await _end(pending)


async def _end(tasks: set[asyncio.Task[Any]]) -> None:
    """Cancel the tasks, give them a moment to clean up, then cancel that as well."""
    for _ in range(2):
        for task in tasks:
            task.cancel()
        if tasks:
            _, tasks = await asyncio.wait(tasks, timeout=LAST_WORDS)
