"""Members who write reviews, and read what others wrote."""

from __future__ import annotations

import simcord

from tests.world import TEARS, World

GOOD = {
    "headline": "It stays with you",
    "text": "I cried, and called my mother.",
    "spoils": "",
    "overall": "9.5",
}


async def write(
    world: World, member: simcord.MemberActor, title: str = TEARS, **typed: str
) -> simcord.InteractionResult:
    form = await member.slash(world.lounge, "review write", title=title)
    answer = await member.submit_modal(form, {**GOOD, **typed})
    await world.env.settle()
    return answer


async def read(world: World, who: simcord.MemberActor, **options: object) -> simcord.InteractionResult:
    return await who.slash(world.lounge, "review read", title=TEARS, **options)
