"""`/help`: the commands that this member may use here."""

from __future__ import annotations

from difflib import get_close_matches

from discord import app_commands

from bot.errors import UnknownCommand
from bot.i18n import N_
from bot.present import help as pages
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.help import CommandHelp
from cogs.base import Choices, Host, Interaction, NamidaCog, command, completes, on_press

MOST_NEAR = 3  # commands that are offered for a name that none has


class Help(NamidaCog):
    """The commands, each clickable."""

    @command("help", N_("What you can do here"))
    @app_commands.describe(command=N_("One command in detail"))
    async def show(self, talk: Conversation, command: str | None = None) -> None:
        usable = self.host.usable_commands(talk.interaction, curator=talk.reader.curator)
        if command is None:
            await talk.reply(pages.start(talk.t, usable))
            return
        await talk.reply(pages.detail(talk.t, _find(usable, command)))

    @on_press(verbs.HELP)
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        usable = self.host.usable_commands(talk.interaction, curator=talk.reader.curator)
        if pressed.args == (pages.START,):
            await talk.update(pages.start(talk.t, usable))
            return
        chosen = pressed.values  # a group of the menu; the pager's buttons name a page
        index = pages.page_of(talk.t, usable, chosen[0]) if chosen else pressed.number(0)
        await talk.update(pages.overview(talk.t, usable, index))

    @completes(show, "command")
    async def _names(self, interaction: Interaction, typed: str) -> Choices:
        wanted = typed.removeprefix("/").casefold()
        curator = await self.host.curates(interaction)
        usable = self.host.usable_commands(interaction, curator=curator)
        names = [known.name for known in usable if wanted in known.name]
        return [app_commands.Choice(name=f"/{name}", value=name) for name in names[:25]]


def _find(usable: list[CommandHelp], name: str) -> CommandHelp:
    wanted = " ".join(name.strip().removeprefix("/").casefold().split())
    for known in usable:
        if known.name == wanted:
            return known
    near = get_close_matches(wanted, [known.name for known in usable], MOST_NEAR)
    raise UnknownCommand(name, tuple(near))


async def setup(host: Host) -> None:
    await host.add_cog(Help(host))
