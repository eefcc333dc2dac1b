"""A board in a forum, and a message that tells what happens."""

from __future__ import annotations

import discord
import pytest
import simcord

from tests.cogs.boards import make
from tests.cogs.marking import TELLING
from tests.world import World


@pytest.fixture
async def said(world: World) -> discord.Message:
    return await world.mika.send(world.lounge, f"and then {TELLING} happens || @everyone")


@pytest.fixture
async def forum(world: World) -> simcord.ChannelHandle:
    return await make(world, "forum")
