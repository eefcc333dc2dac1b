"""Decides where each command is offered: everywhere, or only on servers that the bot is on."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.present.help import SERVER

Single = app_commands.Command[Any, ..., Any]
Offered = app_commands.Group | Single | app_commands.ContextMenu


def needs_server(command: Single | app_commands.ContextMenu) -> bool:
    """Whether a command works only on a server that the bot is on."""
    return bool(command.extras.get(SERVER))


def offer(root: Offered) -> None:
    """Say where Discord offers a command or a group.

    Discord decides for a group as a whole. So a group is offered everywhere if one of its commands works
    everywhere; the others refuse in a sentence (`cogs.base.command`). What is offered everywhere can be
    installed by a user; what needs a server cannot.
    """
    if isinstance(root, app_commands.Group):
        singles = [one for one in root.walk_commands() if isinstance(one, app_commands.Command)]
        everywhere = not all(needs_server(one) for one in singles)
    else:
        everywhere = not needs_server(root)
    root.guild_only = not everywhere
    root.allowed_installs = app_commands.AppInstallationType(guild=True, user=everywhere)
    root.allowed_contexts = app_commands.AppCommandContext(
        guild=True, dm_channel=everywhere, private_channel=everywhere
    )
