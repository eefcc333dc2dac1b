"""Uses of every command, button and form by someone whom Discord would not let, with options that fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord
import simcord
from discord import app_commands
from structlog.testing import capture_logs

from bot.client import NamidaBot
from bot.present.actions import Pressed
from tests.cogs.forging import Forged, fitting, send
from tests.cogs.moderation.deriving import Handler
from tests.cogs.shelved import open_the_command_to
from tests.world import TEARS, World, text_of

# What buttons say, and what is chosen in a menu: the id of the one thing that is there, and with others.
USES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("1",), ()),
    (("1", "2", "1", "1"), ()),
    (("s", "1", "1"), ()),
    (("1",), ("1",)),
    (("1", "2"), ("happy",)),
)
FIELDS = {"title": TEARS, "text": "It tells nothing."}
OPTIONS = {
    "title": TEARS,
    "other": "Love O2O",
    "pace": "1 episode every day 20:00 Seoul",
    "message": "1",
    "writing": "review 1",
    "text": "I want to live.",
}


def uses(handler: Handler, fields: Iterable[str]) -> Iterator[Forged]:
    """A handler's button or menu, or its form with all these fields."""
    for said, chosen in USES:
        args = fitting(said, handler.name)
        if handler.kind == "press":
            yield Forged(Pressed(handler.name, args, chosen))
        elif not chosen:
            yield Forged(Pressed(handler.name, args), {name: FIELDS.get(name, "1") for name in fields})


@dataclass(frozen=True)
class Told:
    """What became of a use: the result as the log names it, and whether it told the member of their block."""

    result: str
    blocked: bool


async def use(world: World, member: simcord.MemberActor, forged: Forged) -> Told:
    with capture_logs() as logs:
        ((_, answer),) = await send(world, member, [forged])
    return _told(answer, logs)


def _told(answer: simcord.InteractionResult, logs: Sequence[MutableMapping[str, Any]]) -> Told:
    (result,) = (str(line["result"]) for line in logs if line["event"] == "answered")
    said = [message for message in (answer.response, *answer.followups) if message is not None]
    # A form that keeps a draft says so in words of its own, after why it refused.
    return Told(result, any("have paused your writing" in text_of(message) for message in said))


async def use_command(world: World, bot: NamidaBot, member: simcord.MemberActor, name: str) -> Told:
    """Use a command with an option of each kind, opened to this member."""
    command = bot.tree.get_command(name.split(maxsplit=1)[0])
    for word in name.split()[1:]:
        assert isinstance(command, app_commands.Group)
        command = command.get_command(word)
    assert isinstance(command, app_commands.Command)
    if (command.root_parent or command).default_permissions is not None:
        open_the_command_to(world, name.split(maxsplit=1)[0], member)
    options = {option.display_name: _given(world, option) for option in command.parameters if _needed(option)}
    with capture_logs() as logs:
        answer = await member.slash(world.lounge, name, **options)
    return _told(answer, logs)


def _needed(option: app_commands.Parameter) -> bool:
    return option.required or option.display_name in OPTIONS


def _given(world: World, option: app_commands.Parameter) -> Any:
    kinds = discord.AppCommandOptionType
    if option.choices:
        return option.choices[0].value
    return {
        kinds.string: OPTIONS.get(option.display_name, "Rain Diary"),
        kinds.integer: option.min_value or 1,
        kinds.boolean: True,
        kinds.user: world.jun,
        kinds.channel: world.lounge,
        kinds.role: world.guild.roles["Moderators"],
        kinds.attachment: ("list.csv", b"title\nRain Diary\n"),
    }[option.type]


def elsewhere(world: World) -> World:
    """Another server, with its own moderator `rei` and its own lounge."""
    guild = world.env.create_guild("Elsewhere")
    staff = guild.create_role("Staff", permissions=discord.Permissions(manage_guild=True))
    moderator = guild.add_member(world.env.create_user("moderator"), roles=[staff])
    return replace(world, guild=guild, lounge=guild.create_text_channel("there"), rei=moderator)
