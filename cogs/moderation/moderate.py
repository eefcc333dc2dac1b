"""`/moderate`: moderators look through the queue, remove what breaks the rules, and restore it."""

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
from bot.domain.reports import Reported
from bot.domain.writings import LARGEST_ID, named
from bot.errors import NotAllowed, NotBlockable
from bot.i18n import N_
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.catalogue import imports
from bot.present.conversation import Conversation
from bot.present.moderation import blocks, cases, log
from bot.present.moderation.naming import choice
from bot.present.venues import home_of
from cogs.access import is_blockable, moderates
from cogs.base import (
    Choices,
    Host,
    Interaction,
    NamidaCog,
    completes,
    guild_of,
    on_press,
    require_manager,
    server_command,
    title_choices,
)
from cogs.catalogue.changing import change, require_undoer
from cogs.moderation.log import log_page
from cogs.moderation.showing import case_screen, turn_screen

KIND_CHOICES = [app_commands.Choice(name=label, value=kind.value) for kind, label in log.KINDS.items()]
MOST_CHOICES = 25  # that Discord shows
_IMPORT = re.compile(r"\s*import\s*#?\s*([0-9]{1,19})\s*", re.IGNORECASE)
_LINK = re.compile(r"\s*https?://\S+/[0-9]+/[0-9]+/[0-9]+\s*")  # of a message on Discord


class Moderate(
    NamidaCog, commands.GroupCog, group_name="moderate", group_description=N_("Commands for moderators")
):
    """Looking through the queue, removing and restoring, for moderators."""

    @server_command("queue", N_("Look through reports, appeals and held writings"))
    async def queue(self, talk: Conversation) -> None:
        require_manager(talk)
        one = await self.services.queue.page(talk.reader, 0)
        await talk.reply(await turn_screen(talk, self.services, one))

    @server_command("restore", N_("Bring a removed drama or writing back, or undo an import"))
    @app_commands.describe(
        title=N_("A removed drama, what a member wrote (“review 5”), or “import” and its number")
    )
    async def restore(self, talk: Conversation, title: str) -> None:
        if found := _IMPORT.fullmatch(title):
            await require_undoer(self.host, talk)
            await talk.reply(imports.ask_undo(talk.t, min(int(found[1]), LARGEST_ID)))
            return
        guild_id = talk.reader.guild_id
        if guild_id is not None and (named(title, guild_id) is not None or _LINK.fullmatch(title)):
            await self._look(talk, title)
            return
        await change(self.host, talk, Change(ChangeKind.RESTORE, text=title))

    @completes(restore, "title")
    async def _removed(self, interaction: Interaction, typed: str) -> Choices:
        if not _may_choose(interaction):
            return []  # only moderators see what was removed
        written = await self._writings(interaction, typed, down=True)
        dramas = await self.services.curating.suggest_removed(typed)
        # Both kinds have room, whichever there are more of.
        kept = max(MOST_CHOICES // 2, MOST_CHOICES - len(dramas))
        found = title_choices(await self.host.texts_of(interaction), dramas)
        return [*written[:kept], *found][:MOST_CHOICES]

    @server_command("remove", N_("Remove something that a member wrote"))
    @app_commands.describe(
        writing=N_("The link to its message, the message's id, or a name such as “review 5”")
    )
    async def remove(self, talk: Conversation, writing: str) -> None:
        """Show what was written. Its buttons remove it, or restore it."""
        await self._look(talk, writing)

    @completes(remove, "writing")
    async def _written(self, interaction: Interaction, typed: str) -> Choices:
        if not _may_choose(interaction):
            return []
        return await self._writings(interaction, typed, down=False)

    @server_command("block", N_("Keep a member from writing through Namida here, for some days"))
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

    @server_command("unblock", N_("Let a blocked member write again"))
    @app_commands.describe(member=N_("Who; also someone who has left, by their id"))
    async def unblock(self, talk: Conversation, member: discord.User) -> None:
        require_manager(talk)
        await self.services.blocks.unblock(member.id, talk.reader, utcnow())
        await talk.reply(blocks.unblocked(talk.t, member.id))

    @server_command("log", N_("What moderators and curators did here, with filters and as a file"))
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

    async def _look(self, talk: Conversation, typed: str) -> None:
        """Show what was typed, as far as the member may decide on it. Raises `NotAllowed`."""
        guild_of(talk)
        found = await self.services.writings.find(typed, talk.reader)
        allowed = [ref for ref in found if await moderates(talk, self.services, Reported.writing(ref))]
        if not allowed:
            raise NotAllowed("manage_messages")
        if len(allowed) > 1:
            several = [(await self.services.writings.look(ref, talk.reader)).shown for ref in allowed]
            await talk.reply(cases.which(talk.t, [one.writing for one in several]))
            return
        one = await self.services.queue.case(Reported.writing(allowed[0]), talk.reader)
        await talk.reply(await case_screen(talk, self.services, one))

    async def _writings(self, interaction: Interaction, typed: str, *, down: bool) -> Choices:
        if (guild := home_of(interaction)) is None:
            return []
        t = await self.host.texts_of(interaction)
        found = await self.services.writings.choices(typed, guild.id, MOST_CHOICES, down=down)
        return [app_commands.Choice(name=choice(t, one), value=str(one.ref)) for one in found]


def _may_choose(interaction: Interaction) -> bool:
    return interaction.permissions.manage_guild or interaction.permissions.administrator


async def setup(host: Host) -> None:
    cog = Moderate(host)
    group = cog.app_command
    if isinstance(group, app_commands.Group):
        group.default_permissions = discord.Permissions(manage_guild=True)
    await host.add_cog(cog)
