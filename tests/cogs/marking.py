"""Messages that tell what happens, and members who mark them as spoilers."""

from __future__ import annotations

import discord
import simcord

from tests.world import TEARS, World

TELLING = "zanthorp"
MENU = "Mark as spoiler"


async def opened(
    world: World, member: simcord.MemberActor, message: discord.Message
) -> simcord.InteractionResult:
    return await member.context_menu(world.lounge, MENU, message)


async def marked(
    world: World, member: simcord.MemberActor, message: discord.Message, **typed: str
) -> simcord.InteractionResult:
    form = await opened(world, member, message)
    answer = await member.submit_modal(form, {"title": TEARS, "episode": "9", **typed})
    await world.env.settle()
    return answer
