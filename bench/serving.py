"""Runs one of the compared bots: `python -m bench.serving ADDRESS namida|bare`.

`namida` is `python -m bot run`. `bare` is the least that discord.py can do: one command that answers with a
small message, and one box that is completed with 25 fixed choices. It has the same libraries (uvloop, orjson)
and the guilds intent alone, as Namida. Each writes `READY` to its output when discord.py says that it is.
"""

# ruff: noqa: PLC0415 - each loads no more than it needs, so that memory and start are its own

from __future__ import annotations

import asyncio
import sys
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from tests.e2e.discord_payloads import TOKEN
from tests.e2e.elsewhere import connect_to

READY = "this bot is ready"
COMMAND, OPTION = "bare", "title"
CHOICES = [app_commands.Choice(name=f"A drama with a name {at} (2005)", value=str(at)) for at in range(25)]
Interaction = discord.Interaction[Any]


def _say_ready() -> None:
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()


def namida() -> None:
    """The real bot, which only says besides when it is ready."""
    # Only tools bring it, so an installed bot lacks it. Where it is there, structlog loads 4 MB of it.
    sys.modules["rich"] = None  # type: ignore[assignment]
    from bot.cli.main import main
    from bot.client import NamidaBot

    class Telling(NamidaBot):
        async def on_ready(self) -> None:
            await super().on_ready()
            _say_ready()

    import bot.app

    vars(bot.app)["NamidaBot"] = Telling
    sys.argv[1:] = ["run"]
    main()


class Bare(commands.AutoShardedBot):
    """The least bot."""

    def __init__(self) -> None:
        super().__init__(command_prefix=(), help_command=None, intents=discord.Intents(guilds=True))

    async def setup_hook(self) -> None:
        self.tree.add_command(_answer)
        await self.tree.sync()

    async def on_ready(self) -> None:
        _say_ready()


@app_commands.command(name=COMMAND, description="Answer with a small message")
async def _answer(interaction: Interaction, title: str) -> None:
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container[Any](discord.ui.TextDisplay[Any](f"## {title}\nOne line of text.")))
    await interaction.response.send_message(view=view)


@_answer.autocomplete(OPTION)
async def _complete(_: Interaction, __: str) -> list[app_commands.Choice[str]]:
    return CHOICES


def bare() -> None:
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(Bare().start(TOKEN))


if __name__ == "__main__":
    connect_to(sys.argv[1])
    {"namida": namida, "bare": bare}[sys.argv[2]]()
