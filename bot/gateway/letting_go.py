"""An answered interaction is gone with its task, without a search for garbage.

discord.py's interaction and its response hold each other. So fifteen objects of each answer waited for Python
to look for circles among all young objects, and everybody waited: 10 ms of each second of a busy bot.
"""

from __future__ import annotations

import asyncio
from typing import Any

import discord


def when_done(interaction: discord.Interaction[Any]) -> None:
    """Let the current task, which answers this interaction, be the last to use its response."""
    task = asyncio.current_task()
    if task is not None:
        task.add_done_callback(lambda _: let_go(interaction))


def let_go(interaction: discord.Interaction[Any]) -> None:
    """Part the interaction from its response, which still tells that it was sent, but sends nothing more."""
    interaction.response._parent = None  # type: ignore[assignment]
