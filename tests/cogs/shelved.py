"""A bot whose one catalogue outside is a shelf in memory, and a moderator's way around the panel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import discord
import simcord

from bot.client import NamidaBot
from bot.services.container import open_services
from bot.settings import Settings
from bot.store.database import Database
from tests.services.shelf import Shelf
from tests.world import Component, World, labels, menu


@asynccontextmanager
async def shelved_bot(settings: Settings, *shelves: Shelf) -> AsyncIterator[NamidaBot]:
    async with Database.open(settings.database) as database:
        services = await open_services(database, shelves)
        bot = NamidaBot(services, shards=settings.shards)
        async with (
            aclosing(services.names),
            aclosing(services.airing),
            aclosing(services.pictures),
            aclosing(services.decoder),
            bot,
        ):
            yield bot


def open_the_command_to(world: World, name: str, member: simcord.MemberActor) -> None:
    """A server's administrators may let anybody see a command, in Discord's own settings."""
    command = world.env.backend.find_command(name, world.guild.id, type=1)
    assert command is not None
    world.guild.set_command_permissions(int(command["id"]), {member: True})


async def edit_section(
    member: simcord.MemberActor, panel: simcord.ResponseMessage, section: str
) -> simcord.InteractionResult:
    """Choose a section in the panel's menu."""
    return await member.select(panel, [section], custom_id=menu(panel, "edit:")["custom_id"])


def inputs(shown: simcord.InteractionResult) -> dict[str, Component]:
    """The boxes of a form by their name."""
    assert shown.modal is not None, f"no form was opened: {labels(shown)}"
    return {part["component"]["custom_id"]: part["component"] for part in shown.modal["components"]}


def standing(shown: simcord.InteractionResult) -> dict[str, str]:
    """What a form begins with."""
    return {name: str(box.get("value") or "") for name, box in inputs(shown).items()}


async def submit(
    member: simcord.MemberActor, shown: simcord.InteractionResult, **texts: str
) -> simcord.InteractionResult:
    """Send a form back with some of its texts changed, the others as they stood."""
    return await member.submit_modal(shown, {**standing(shown), **texts})


def permissions(world: World, role: str, value: int) -> None:
    world.env.backend.edit_role(world.guild.id, world.guild.roles[role].id, {"permissions": value})


NOBODY = discord.Permissions.none().value
