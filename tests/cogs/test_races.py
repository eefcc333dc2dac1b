"""Two runs of one chore beside each other, step by step in any order: nothing is lost, nothing comes twice.

The scheduler lets no chore run beside itself. What a run does must hold even so: it may begin anew
after a process died in the middle of one. `NAMIDA_RACES` says how many orders are tried.
"""

from __future__ import annotations

import asyncio
import os
import random
from typing import Any

import discord
import pytest
import simcord
import simcord.http.client

from bot.client import NamidaBot
from bot.schedule.posts.composing import Chore
from bot.services.posts.message_ledger import CHORE
from bot.store.database import Database
from tests.cogs.commenting import comment, comments_in, thread_of
from tests.cogs.marking import TELLING, marked
from tests.world import World, everything_of, hidden_text_of, put, stored, text_of

pytestmark = pytest.mark.threads

RACES = int(os.environ.get("NAMIDA_RACES", "6"))
RUNS = 3
LONG = 50  # turns of the loop in which nobody has moved


class Crossing:
    """Holds every step of the runs, a look at the store or a request, until its turn: by chance, from a seed.

    Whoever has the turn keeps it for a while, long or short: so one run is far ahead of another as well as
    step beside step.
    """

    def __init__(self, seed: int, monkeypatch: pytest.MonkeyPatch):
        self._chance = random.Random(seed)  # noqa: S311 - whose turn it is is no secret
        self._keeps = self._chance.choice((0.4, 0.7, 0.85, 0.95))
        self._waiting: dict[asyncio.Task[Any], asyncio.Future[None]] = {}
        self._last: asyncio.Task[Any] | None = None
        self._inside: set[asyncio.Task[Any]] = set()
        self._working = 0
        self.steps = 0
        for owner, name in (
            (Database, "read"),
            (Database, "write"),
            (simcord.http.client.FakeHTTPClient, "request"),
        ):
            monkeypatch.setattr(owner, name, self._held(getattr(owner, name)))

    def _held(self, usual: Any) -> Any:
        async def step(this: Any, *arguments: Any, **options: Any) -> Any:
            if asyncio.current_task() not in self._inside:
                return await usual(this, *arguments, **options)
            await self._turn()  # before it
            self._working += 1
            try:
                result = await usual(this, *arguments, **options)
            finally:
                self._working -= 1
            await self._turn()  # and before anything is made of it
            return result

        return step

    async def _turn(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._waiting[task] = turn = asyncio.get_running_loop().create_future()
        await turn

    async def run(self, *runs: Any) -> None:
        tasks = [asyncio.ensure_future(run) for run in runs]
        self._inside.update(tasks)
        idle = 0
        while not all(task.done() for task in tasks):
            await asyncio.sleep(0)
            idle = 0 if self._working else idle + 1
            everybody = len(self._waiting) == sum(not task.done() for task in tasks)
            # Whoever is neither held nor at work waits for a lock that one of these has.
            if self._waiting and (everybody or idle > LONG):
                self._go_on()
                idle = 0
        for task in tasks:
            task.result()

    def _go_on(self) -> None:
        if self._last not in self._waiting or self._chance.random() > self._keeps:
            self._last = self._chance.choice(list(self._waiting))
        assert self._last is not None
        self._waiting.pop(self._last).set_result(None)
        self.steps += 1


def chore_of(world: World, name: str) -> Chore:
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    return next(chore for chore in bot.scheduler.agenda.chores if chore.name == name)


async def beside_itself(world: World, name: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs of a chore cross, as many as there would be if nobody held one back."""
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    chore = chore_of(world, name)
    with monkeypatch.context() as crossing, world.env._bot_scope():
        held = Crossing(seed, crossing)
        await held.run(*(chore.run(discord.utils.utcnow()) for _ in range(RUNS)))
        assert held.steps > 2 * RUNS, "they did not cross"
    await world.env.settle()


async def without_the_scheduler(world: World) -> None:
    """What is hastened stays due, and the test runs it."""
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    await bot.scheduler.stop()


async def test_the_words_of_a_marked_message_outlive_every_change_of_policy(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await world.mika.send(world.lounge, f"and then {TELLING} happens")
    await marked(world, world.mika, message)
    before = hidden_text_of(world.lounge.history()[0])
    await world.rei.slash(world.lounge, "settings spoilers", policy="bars")
    await without_the_scheduler(world)
    for seed in range(RACES):
        await put(database, "UPDATE guild SET policy = 'sealed'")
        await beside_itself(world, CHORE, seed, monkeypatch)
        (sealed,) = world.lounge.history()
        assert TELLING not in everything_of(sealed)
        ((text,),) = await stored(database, "SELECT text FROM marked")
        assert TELLING in str(text), f"the words are lost, seed {seed}"

        await put(database, "UPDATE guild SET policy = 'bars'")
        await beside_itself(world, CHORE, seed, monkeypatch)
        assert hidden_text_of(world.lounge.history()[0]) == before, seed


async def test_a_comment_whose_thread_is_gone_comes_once(
    world: World, board: simcord.ChannelHandle, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await comment(world, world.mika)
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    for seed in range(RACES):
        await bot.scheduler.stop()
        await put(database, "UPDATE comment SET text = ?, revision = revision + 1", f"change {seed}")
        world.env.backend.delete_channel(thread_of(board).id)
        await world.env.settle()
        await beside_itself(world, CHORE, seed, monkeypatch)
        waiting = "SELECT count(*) FROM outbox WHERE kind = 'comment' AND state = 'waiting'"
        assert await stored(database, waiting) == [(1,)], seed
        with world.env._bot_scope():
            bot.scheduler.start()
        await world.env.settle()
        (anew,) = comments_in(board)
        assert f"change {seed}" in text_of(anew), seed
