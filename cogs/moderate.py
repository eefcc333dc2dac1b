"""`/moderate`: moderators remove what breaks the rules, and restore it."""

from __future__ import annotations

import re
from datetime import timedelta

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.audit import KEPT, ActionKind, LogFilter
from bot.domain.blocks import MOST_DAYS, REASON_LIMIT
from bot.domain.changes import Change, ChangeKind
from bot.errors import NotAllowed, NotBlockable
from bot.i18n import N_
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.board import comments
from bot.present.catalogue import imports
from bot.present.conversation import Conversation
from bot.present.moderation import blocks, log
from cogs.access import is_blockable, moderates
from cogs.base import (
    Choices,
    Host,
    Interaction,
    NamidaCog,
    command,
    completes,
    guild_of,
    on_press,
    require_manager,
    title_choices,
)
from cogs.changing import change, require_undoer
from cogs.moderation_log import log_page

KIND_CHOICES = [app_commands.Choice(name=label, value=kind.value) for kind, label in log.KINDS.items()]
_LARGEST_ID = 2**63 - 1  # that the store holds
# The last number in what was typed: an id, or a link that ends with one.
_LAST_ID = re.compile(r"([0-9]{1,19})[^0-9]*$")

_IMPORT = re.compile(r"\s*import\s*#?\s*([0-9]{1,19})\s*", re.IGNORECASE)


class Moderate(
    NamidaCog, commands.GroupCog, group_name="moderate", group_description=N_("Commands for moderators")
):
    """Removing and restoring, for moderators."""

    @command("restore", N_("Bring a removed drama back, or undo an import"))
    @app_commands.describe(
        title=N_("A drama that was removed from the catalogue, or “import” and its number")
    )
    async def restore(self, talk: Conversation, title: str) -> None:
        if found := _IMPORT.fullmatch(title):
            await require_undoer(self.host, talk)
            await talk.reply(imports.ask_undo(talk.t, min(int(found[1]), _LARGEST_ID)))
            return
        await change(self.host, talk, Change(ChangeKind.RESTORE, text=title))

    @completes(restore, "title")
    async def _removed(self, interaction: Interaction, typed: str) -> Choices:
        if not interaction.permissions.manage_guild and not interaction.permissions.administrator:
            return []  # only moderators see what was removed
        dramas = await self.services.curating.suggest_removed(typed)
        return title_choices(dramas)

    @command("remove", N_("Take down a comment that breaks your rules"))
    @app_commands.describe(message=N_("The link to its message, or the message's id"))
    async def remove(self, talk: Conversation, message: str) -> None:
        """Ask about a comment. The button hides it, or restores a hidden one."""
        guild, typed = guild_of(talk), _LAST_ID.search(message)
        takedowns = self.services.comments.takedowns
        ident = await takedowns.shown_by(min(int(typed[1]), _LARGEST_ID) if typed else 0, guild.id)
        if not await moderates(talk, self.services, ident):
            raise NotAllowed("manage_messages")
        await talk.reply(comments.moderated(talk.t, await takedowns.look(ident, talk.reader)))

    @command("block", N_("Keep a member from writing through Namida here, for some days"))
    @app_commands.describe(
        member=N_("Who; also someone who has left, by their id"),
        days=N_("For how many days"),
        reason=N_("What the member is told"),
    )
    async def block(
        self,
        talk: Conversation,
        member: discord.User,
        days: app_commands.Range[int, 1, MOST_DAYS],
        reason: app_commands.Range[str, 1, REASON_LIMIT],
    ) -> None:
        guild = require_manager(talk)
        if not is_blockable(guild, member):
            raise NotBlockable
        block = await self.services.blocks.block(member.id, days, reason, talk.reader, utcnow())
        await talk.reply(blocks.blocked(talk.t, member.id, block))

    @command("unblock", N_("Let a blocked member write again"))
    @app_commands.describe(member=N_("Who; also someone who has left, by their id"))
    async def unblock(self, talk: Conversation, member: discord.User) -> None:
        require_manager(talk)
        await self.services.blocks.unblock(member.id, talk.reader, utcnow())
        await talk.reply(blocks.unblocked(talk.t, member.id))

    @command("log", N_("What moderators and curators did here, with filters and as a file"))
    @app_commands.describe(
        member=N_("Only what this member did, and what was done to them"),
        kind=N_("Only what this is about"),
        days=N_("Only the last so many days"),
    )
    @app_commands.choices(kind=KIND_CHOICES)
    async def log(
        self,
        talk: Conversation,
        member: discord.User | None = None,
        kind: str | None = None,
        days: app_commands.Range[int, 1, KEPT.days] | None = None,
    ) -> None:
        require_manager(talk)
        chosen = LogFilter(
            ActionKind(kind) if kind else None,
            member.id if member else None,
            utcnow() - timedelta(days=days) if days else None,
        )
        await talk.reply(await log_page(self.services, talk, chosen, 0))

    @on_press(verbs.RESTORE_DRAMA)
    async def bring_back(self, talk: Conversation, pressed: Pressed) -> None:
        chosen = str(pressed.target())
        await change(self.host, talk, Change(ChangeKind.RESTORE, text=chosen))


async def setup(host: Host) -> None:
    cog = Moderate(host)
    group = cog.app_command
    if isinstance(group, app_commands.Group):
        group.guild_only = True
        group.default_permissions = discord.Permissions(manage_guild=True)
    await host.add_cog(cog)
