"""`/watch`: where a member is in a drama."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.domain.dramas import Drama
from bot.domain.progress import Status
from bot.i18n import N_
from bot.present import watching, words
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from cogs.base import Choices, Host, Interaction, NamidaCog, command, on_press

STATUS_CHOICES = [
    app_commands.Choice(name=label, value=status.value) for status, label in words.STATUSES.items()
]


class WatchList(NamidaCog, commands.GroupCog, group_name="watch", group_description=N_("Your watch list")):
    """A member's progress."""

    @command("set", N_("Say where you are: a status, an episode, or both"))
    @app_commands.describe(
        title=N_("Any name of the drama, in any spelling"),
        status=N_("How it stands"),
        episode=N_("The last episode you have seen"),
    )
    @app_commands.choices(status=STATUS_CHOICES)
    async def set_progress(
        self, talk: Conversation, title: str, status: str | None = None, episode: int | None = None
    ) -> None:
        drama = await self.services.catalogue.resolve(title)
        given = Status(status) if status else None
        await talk.reply(
            watching.moved(talk.t, await self.services.watching.set(drama, talk.reader, given, episode))
        )

    @command("next", N_("You have seen one more episode"))
    @app_commands.describe(title=N_("Any name of the drama, in any spelling"))
    async def one_more(self, talk: Conversation, title: str) -> None:
        await self._one_more(talk, await self.services.catalogue.resolve(title))

    @set_progress.autocomplete("title")
    @one_more.autocomplete("title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    @on_press("next")
    async def press_next(self, talk: Conversation, pressed: Pressed) -> None:
        await self._one_more(talk, await self.services.catalogue.get(pressed.number(0)))

    @on_press("plan")
    async def plan(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        await talk.reply(watching.moved(talk.t, await self.services.watching.plan(drama, talk.reader)))

    async def _one_more(self, talk: Conversation, drama: Drama) -> None:
        await talk.reply(watching.moved(talk.t, await self.services.watching.next(drama, talk.reader)))


async def setup(host: Host) -> None:
    await host.add_cog(WatchList(host))
