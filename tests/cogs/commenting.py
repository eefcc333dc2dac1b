"""Members who comment on a drama, and what stands in its thread."""

from __future__ import annotations

import discord
import simcord

from tests.world import TEARS, World, labels, more, shown


async def comment(
    world: World,
    member: simcord.MemberActor,
    text: str = "I cried on the train.",
    spoils: str | None = None,
    where: simcord.ChannelHandle | None = None,
    **options: object,
) -> simcord.InteractionResult:
    """Write a comment, on 1 Litre of Tears where no thread is named."""
    options = {"title": TEARS, **options} if where is None else options
    form = await member.slash(where or world.lounge, "comment", **options)
    typed = {"text": text} if spoils is None else {"text": text, "spoils": spoils}
    answer = await member.submit_modal(form, typed)
    await world.env.settle()
    return answer


async def begun_from(
    member: simcord.MemberActor, card: discord.Message | simcord.ResponseMessage
) -> simcord.InteractionResult:
    """The form of a new comment, by a card's button and the one below the comments."""
    listed = await more(member, card, "comments")
    return await member.click(shown(listed), label="Write a comment")


def thread_of(board: simcord.ChannelHandle) -> simcord.ChannelHandle:
    """The board's one thread."""
    (thread,) = board.threads
    return thread


def comments_in(board: simcord.ChannelHandle) -> list[discord.Message]:
    """The comments of the board's one thread, without what opens it."""
    return [
        message
        for message in thread_of(board).history()
        if any(label.startswith("Reply") for label in labels(message))
    ]
