"""A command once more, with the drama that was chosen instead of what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands

from bot import errors
from bot.present import errors as sentences
from bot.present.actions import Pressed, custom_id
from bot.present.conversation import Conversation
from bot.services.house import Services

Interaction = discord.Interaction[Any]


class Replays:
    """Runs a command once more."""

    def __init__(self, tree: app_commands.CommandTree[Any], services: Services):
        self._tree = tree
        self._services = services

    async def again(self, talk: Conversation, pressed: Pressed) -> None:
        """Run a command once more, with the drama that was chosen as its title."""
        drama_id, name, options = (*pressed.args, "")[:3]
        command = self._command(name)
        if command is None:
            raise errors.Outdated
        given = dict(_decode(command, options))
        given["title"] = self._services.catalogue.chosen(int((*pressed.values, drama_id)[0]))
        method = command.callback.__wrapped__  # type: ignore[union-attr]  # cogs.base.command wraps it
        await method(command.binding, talk, **given)

    @staticmethod
    def follow(interaction: Interaction) -> sentences.Follow:
        """How to go on with another drama: the same command once more, else its card."""
        command = interaction.command
        if not isinstance(command, app_commands.Command):
            return sentences.OPEN_CARD
        options = "&".join(f"{name}={value}" for name, value in _plain_options(interaction))
        try:
            custom_id("again", 2**31, command.qualified_name, options)
        except ValueError:
            return sentences.OPEN_CARD
        return ("again", (command.qualified_name, options))

    def _command(self, name: str) -> app_commands.Command[Any, ..., Any] | None:
        for command in self._tree.walk_commands():
            if isinstance(command, app_commands.Command) and command.qualified_name == name:
                return command
        return None


def _plain_options(interaction: Interaction) -> Iterator[tuple[str, object]]:
    for name, value in interaction.namespace:
        if isinstance(value, discord.User | discord.Member):
            yield name, value.id
        elif name != "title" and isinstance(value, str | int | float) and "&" not in str(value):
            yield name, value


def _decode(command: app_commands.Command[Any, ..., Any], options: str) -> Iterator[tuple[str, object]]:
    for option in filter(None, options.split("&")):
        name, _, text = option.partition("=")
        parameter = command.get_parameter(name)
        if parameter is None:
            raise errors.Outdated
        if parameter.type is discord.AppCommandOptionType.integer:
            yield name, int(text)
        elif parameter.type is discord.AppCommandOptionType.boolean:
            yield name, text == "True"
        elif parameter.type is discord.AppCommandOptionType.user:
            yield name, discord.Object(int(text))  # whose reviews are meant; nobody asks it for a name
        else:
            yield name, text
