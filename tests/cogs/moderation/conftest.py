"""A channel for reviews, and a second moderator."""

from __future__ import annotations

import discord
import pytest
import simcord

from tests.world import World


@pytest.fixture
async def reviews(world: World) -> simcord.ChannelHandle:
    """A channel for reviews, as the moderators have set it."""
    made = world.guild.create_text_channel("reviews")
    await world.rei.slash(world.lounge, "settings channel", purpose="reviews", channel=made)
    return made


@pytest.fixture
def kay(world: World) -> simcord.MemberActor:
    """Another moderator."""
    role = world.guild.create_role("More moderators", permissions=discord.Permissions(manage_guild=True))
    return world.guild.add_member(world.env.create_user("kay"), roles=[role])
