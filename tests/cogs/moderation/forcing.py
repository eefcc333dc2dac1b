"""Uses of every command, button and form by someone whom Discord would not let, with options that fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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
from tests.world import TEARS, World

# What buttons say: the id of the one thing that is there, alone and among others.
SHAPES: tuple[tuple[str, ...], ...] = (
    ("1",),
    ("1", "1", "1", "1"),
    ("1", "names", "1", "1"),
    ("s", "1", "1"),
    ("s", "1", "names", "1", "1", "e9"),
    ("m", "1", "1"),
    ("happy", "1"),
    ("1", "happy"),
    ("1", "tvmaze", "5"),
    ("tvmaze", "1"),
)
VALUES: tuple[tuple[str, ...], ...] = ((), ("1",))
OPTIONS = {
    "title": TEARS,
    "other": "Love O2O",
    "pace": "1 episode every day 20:00 Seoul",
    "message": "1",
    "text": "I want to live.",
}


def presses(handler: Handler, args: tuple[tuple[str, ...], ...] = SHAPES) -> Iterator[Forged]:
    for said in args:
        for values in VALUES:
            yield Forged(Pressed(handler.name, fitting(said, handler.name), values))


def forms(handler: Handler, names: list[str]) -> Iterator[Forged]:
    for said in SHAPES:
        yield Forged(Pressed(handler.name, fitting(said, handler.name)), dict.fromkeys(names, "1"))


async def results(
    world: World, member: simcord.MemberActor, forged: Iterator[Forged]
) -> list[tuple[Forged, str]]:
    """What became of each, in the words of the log."""
    found = []
    for one in forged:
        with capture_logs() as logs:
            await send(world, member, [one])
        found += [(one, str(line["result"])) for line in logs if line["event"] == "answered"]
    return found


async def command_result(world: World, bot: NamidaBot, member: simcord.MemberActor, name: str) -> str:
    """What became of a command with an option of each kind, opened to this member."""
    command = bot.tree.get_command(name.split(maxsplit=1)[0])
    for word in name.split()[1:]:
        assert isinstance(command, app_commands.Group)
        command = command.get_command(word)
    assert isinstance(command, app_commands.Command)
    if (command.root_parent or command).default_permissions is not None:
        open_the_command_to(world, name.split(maxsplit=1)[0], member)
    options = {option.display_name: _given(world, option) for option in command.parameters if _needed(option)}
    with capture_logs() as logs:
        await member.slash(world.lounge, name, **options)
    (result,) = (str(line["result"]) for line in logs if line["event"] == "answered")
    return result


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
