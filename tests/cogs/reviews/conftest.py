"""A channel for reviews."""

from __future__ import annotations

import pytest
import simcord

from tests.world import World


@pytest.fixture
async def channel(world: World) -> simcord.ChannelHandle:
    """A channel for reviews, as the moderators have set it."""
    made = world.guild.create_text_channel("reviews")
    await world.rei.slash(world.lounge, "settings channel", purpose="reviews", channel=made)
    return made
