"""Every slash command with its options, read from the cogs: no test has a list of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discord import app_commands

from bot.client import cog_modules
from cogs.base import NamidaCog
from cogs.offering import needs_server

Body = dict[str, Any]


def _cogs() -> Iterator[type[NamidaCog]]:
    for module in cog_modules():
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, NamidaCog)
                and value.__module__ == module.__name__
            ):
                yield value


def _commands() -> Iterator[tuple[str, app_commands.Command[Any, ..., Any]]]:
    for cog in _cogs():
        group = f"{cog.__cog_group_name__} " if cog.__cog_is_app_commands_group__ else ""
        for command in cog.__cog_app_commands__:
            assert isinstance(command, app_commands.Command), command
            yield f"{group}{command.name}", command


# By their full names, each with its options in order; a star: required.
COMMANDS: dict[str, list[str]] = {
    name: [option.display_name + "*" * option.required for option in command.parameters]
    for name, command in _commands()
}
# Those that work only on a server of the bot's.
FOR_SERVERS = frozenset(name for name, command in _commands() if needs_server(command))


def leaves(commands: list[Body], above: str = "") -> Iterator[tuple[str, Body]]:
    """Every slash command that can be used, by its full name, of those that Discord got."""
    for command in commands:
        if not above and command["type"] != 1:
            continue
        name = f"{above} {command['name']}".strip()
        nested = [option for option in command.get("options", []) if option["type"] in (1, 2)]
        if nested:
            yield from leaves(nested, name)
        else:
            yield name, command
