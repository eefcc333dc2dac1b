"""Members who report what others wrote, and moderators who decide."""

from __future__ import annotations

import discord
import simcord

from tests.world import World, labels, shown, text_of


async def report(
    world: World,
    member: simcord.MemberActor,
    post: discord.Message | simcord.ResponseMessage,
    why: str = "spam",
    note: str = "",
    *,
    tell: bool = False,
    custom_id: str | None = None,
) -> simcord.InteractionResult:
    """Report what a message shows by its button, or the one in its menu."""
    if custom_id is None and "…" in labels(post):
        post = shown(await member.click(post, label="…"))
    pressed = {"custom_id": custom_id} if custom_id is not None else {"label": "Report"}
    form = await member.click(post, **pressed)
    answer = await member.submit_modal(form, {"why": why, "note": note, "tell": tell})
    await world.env.settle()
    return answer


async def remove(
    world: World,
    moderator: simcord.MemberActor,
    case: simcord.InteractionResult,
    why: str = "spam",
    note: str = "",
) -> simcord.InteractionResult:
    """Press Remove under what is to be decided, and say why."""
    form = await moderator.click(shown(case), label="Remove")
    answer = await moderator.submit_modal(form, {"why": why, "note": note})
    await world.env.settle()
    return answer


def notices(log: simcord.ChannelHandle) -> list[discord.Message]:
    """What stands in the log channel, but for the lines of the audit."""
    return [message for message in log.history() if not text_of(message).startswith("🗒️")]
