"""A bot whose agenda has the tests' own kind of post and their chores."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import discord
import pytest

from bot.domain.outbox import Post
from bot.i18n import Texts
from bot.schedule.agenda import agenda
from bot.schedule.posts.composing import Agenda, Composed
from bot.services.container import Services
from bot.settings import Settings
from bot.store.database import Database
from tests.schedule.posting import KIND, Desk, Office
from tests.world import World


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    there = Desk()

    async def compose(post: Post, t: Texts) -> Composed | None:
        return await there.compose(post, t)

    def extended(services: Services, client: discord.Client) -> Agenda:
        shipped = agenda(services, client)
        kept = [chore for chore in shipped.chores if there.only is None or chore.name in there.only]
        return Agenda({**shipped.composers, KIND: compose}, (*kept, *there.chores), shipped.splitters)

    monkeypatch.setattr("bot.client.agenda", extended)
    return there


@pytest.fixture
async def office(world: World, desk: Desk, database: Database, settings: Settings) -> AsyncIterator[Office]:
    channel = world.guild.create_text_channel("on-air")
    async with AsyncExitStack() as stack:
        there = Office(world, desk, database, settings, channel, stack)
        await there.choose(channel)
        yield there
