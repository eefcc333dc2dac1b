"""Shared fixtures of command tests: a restarted bot, channels that moderators have set, policies."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import simcord
import simcord.actors
from simcord.backend.command_access import Access

from bot.app import open_bot
from bot.client import NamidaBot
from bot.settings import Settings
from tests.requests_met import asked_twice
from tests.world import Restart, World


@pytest.fixture
async def restart(world: World, settings: Settings) -> AsyncIterator[Restart]:
    """Stops the bot and starts another one on the same file."""
    async with AsyncExitStack() as stack:

        async def again() -> None:
            assert isinstance(world.env.bot, NamidaBot)
            await world.env.bot.scheduler.stop()
            await world.env.restart_bot(await stack.enter_async_context(open_bot(settings)))
            await world.env.settle()

        yield again


@pytest.fixture
async def board(world: World) -> simcord.ChannelHandle:
    """A text channel for the board, as the moderators have set it."""
    made = world.guild.create_text_channel("board")
    await world.rei.slash(world.lounge, "settings channel", purpose="board", channel=made)
    return made


@pytest.fixture
async def log(world: World) -> simcord.ChannelHandle:
    """The moderators' log."""
    made = world.guild.create_text_channel("log")
    await world.rei.slash(world.lounge, "settings channel", purpose="log", channel=made)
    return made


@pytest.fixture(params=("bars", "sealed", "open"))
async def policy(world: World, request: pytest.FixtureRequest) -> str:
    """Each of the ways in which a server hides spoilers, as its moderators have chosen it."""
    await world.rei.slash(world.lounge, "settings spoilers", policy=request.param)
    return str(request.param)


@pytest.fixture
def let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord lets members use every command everywhere, offered or not."""
    allowed = Access(allowed=True, reason=None)
    monkeypatch.setattr(simcord.actors, "command_access", lambda *_, **__: allowed)


@pytest.fixture
def made_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord makes a forum's thread and answers 500, and discord.py asks again."""
    asked_twice(monkeypatch, "/channels/{channel_id}/threads")
