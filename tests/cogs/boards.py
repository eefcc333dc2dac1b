"""A board of discussions, and what a test asks of it."""

from __future__ import annotations

import discord
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from tests.world import World, components, shown, walk


async def choose(world: World, channel: simcord.ChannelHandle, purpose: str = "board") -> None:
    await world.rei.slash(world.lounge, "settings channel", purpose=purpose, channel=channel)


async def make(world: World, kind: str) -> simcord.ChannelHandle:
    """A channel of this kind as the board."""
    text = kind == "text"
    made = world.guild.create_text_channel("board") if text else world.guild.create_forum_channel("dramas")
    await choose(world, made)
    return made


async def batches(world: World, size: int) -> None:
    """The moderators choose how many episodes share a thread."""
    panel = await world.rei.slash(world.lounge, "settings panel")
    await world.rei.click(shown(panel), label="Spoilers, roles, language")
    (menu,) = (
        part["custom_id"] for part, _ in walk(components(panel)) if "setbatch" in str(part.get("custom_id"))
    )
    await world.rei.select(shown(panel), [str(size)], custom_id=menu)


async def discuss(
    world: World, who: simcord.MemberActor | None = None, **options: object
) -> simcord.InteractionResult:
    answer = await (who or world.mika).slash(world.lounge, "discuss", **options)
    await world.env.settle()
    return answer


def names(board: simcord.ChannelHandle) -> list[str]:
    return [str(thread.name) for thread in board.threads]


def links(message: discord.Message) -> dict[str, str]:
    """The labels of a message's links, and where they lead."""
    return {
        str(part["label"]): str(part["url"])
        for part, _ in walk(components(message))
        if part.get("url")
        if part.get("label")
    }


def thread_of(world: World, handle: simcord.ChannelHandle) -> discord.Thread:
    found = world.env.bot.get_channel(handle.id)
    assert isinstance(found, discord.Thread)
    return found


def opener(board: simcord.ChannelHandle, thread: simcord.ChannelHandle) -> discord.Message:
    """The message of a text channel that a thread hangs on."""
    (found,) = (message for message in board.history() if message.id == thread.id)
    return found


def cards_in(board: simcord.ChannelHandle) -> list[discord.Message]:
    """The messages that the bot sent there, without those that Discord puts there by itself."""
    return [message for message in board.history() if message.components]


async def forbid(
    world: World,
    channel: simcord.ChannelHandle,
    *permissions: str,
    member: simcord.MemberActor | None = None,
) -> None:
    """The moderators take permissions in a channel away from a member, or the bot; none: give them back."""
    found = world.env.bot.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel | discord.ForumChannel)
    overwrite = discord.PermissionOverwrite(**dict.fromkeys(permissions, False))
    # By the owner's hand: the bot may take its own right to do it away, but not give it back.
    allow, deny = overwrite.pair()
    world.env.backend.set_overwrite(
        channel.id,
        Overwrite(
            target_id=member.id if member else found.guild.me.id,
            type=OverwriteType.MEMBER,
            allow=allow.value,
            deny=deny.value,
        ),
    )
    await world.env.settle()


async def close(world: World, channel: simcord.ChannelHandle, *, to: int, opened: bool = False) -> None:
    """The moderators hide a channel from a role (everybody's has the server's id), or open it to one."""
    allow, deny = discord.PermissionOverwrite(view_channel=opened).pair()
    world.env.backend.set_overwrite(
        channel.id,
        Overwrite(target_id=to, type=OverwriteType.ROLE, allow=allow.value, deny=deny.value),
    )
    await world.env.settle()
