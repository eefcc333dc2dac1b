"""`/backup`: the person who runs the bot makes backups, and sees which there are."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.backups import is_late
from bot.i18n import N_
from bot.present import backups
from bot.present.conversation import Conversation
from cogs.base import Host, NamidaCog, server_command
from cogs.catalogue.changing import require_owner

SOON = 2.0  # seconds that an answer waits for a backup; one of a large database is in the list later


class BackupGroup(
    NamidaCog,
    commands.GroupCog,
    group_name="backup",
    group_description=N_("Backups of the bot's database"),
):
    """The files stay on the bot's machine; an answer names them and says nothing of where."""

    @server_command("now", N_("For the person who runs the bot: copy the database, and check the copy"))
    async def now(self, talk: Conversation) -> None:
        await require_owner(self.host, talk)
        await talk.defer()
        making = self.services.backups.begin(utcnow())
        await asyncio.wait({making}, timeout=SOON)
        if not making.done():
            await talk.reply(backups.begun(talk.t))
            return
        kept = await self.services.backups.kept()
        await talk.reply(backups.made(talk.t, making.result(), self.services.backups.plan, len(kept)))

    @server_command("list", N_("For the person who runs the bot: which backups there are"))
    async def listed(self, talk: Conversation) -> None:
        await require_owner(self.host, talk)
        kept, plan = await self.services.backups.kept(), self.services.backups.plan
        late = is_late(plan, kept[0] if kept else None, utcnow())
        hindered, going = self.services.backups.hindered, self.services.backups.under_way
        await talk.reply(backups.listed(talk.t, kept, plan, late=late, hindered=hindered, under_way=going))


async def setup(host: Host) -> None:
    cog = BackupGroup(host)
    group = cog.app_command
    if isinstance(group, app_commands.Group):
        group.default_permissions = discord.Permissions(administrator=True)
    await host.add_cog(cog)
