"""`/moderate`: bringing back what was taken out of sight."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import N_
from bot.present import catalogue, words
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from cogs.base import (
    Choices,
    Host,
    Interaction,
    NamidaCog,
    command,
    on_press,
    require_curator_of_catalogue,
)


class Moderate(
    NamidaCog, commands.GroupCog, group_name="moderate", group_description=N_("Keep things in order")
):
    """What moderators took away, and bring back."""

    @command("restore", N_("Bring a removed drama back"))
    @app_commands.describe(title=N_("A drama that was removed from the catalogue"))
    async def restore(self, talk: Conversation, title: str) -> None:
        require_curator_of_catalogue(self.host, talk)
        drama, kept = await self.services.curating.restore(title, talk.reader)
        await talk.reply(catalogue.restored(talk.t, drama, kept))

    @restore.autocomplete("title")
    async def _removed(self, interaction: Interaction, typed: str) -> Choices:
        if not interaction.permissions.manage_guild and not interaction.permissions.administrator:
            return []  # what was removed is told to moderators alone
        if self.host.catalogue_servers and interaction.guild_id not in self.host.catalogue_servers:
            return []  # it could not be brought back from here
        dramas = await self.services.curating.suggest_removed(typed)
        return [app_commands.Choice(name=words.choice(drama), value=str(drama.id)) for drama in dramas]

    @on_press("restoredrama")
    async def bring_back(self, talk: Conversation, pressed: Pressed) -> None:
        require_curator_of_catalogue(self.host, talk)
        chosen = str(int((pressed.values or pressed.args)[0]))
        drama, kept = await self.services.curating.restore(chosen, talk.reader)
        await talk.update(catalogue.restored(talk.t, drama, kept))


async def setup(host: Host) -> None:
    cog = Moderate(host)
    group = cog.app_command
    if isinstance(group, app_commands.Group):
        group.guild_only = True
        group.default_permissions = discord.Permissions(manage_guild=True)
    await host.add_cog(cog)
