"""NamidaBot: the Discord client."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from collections.abc import Awaitable
from functools import cache
from types import ModuleType
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot import errors, farewell, gateway, i18n
from bot.answering import Answering, FormHandler, Handler, Interaction, granted
from bot.gateway import letting_go, presses, readiness, servers
from bot.i18n import Texts
from bot.i18n import commands as commands_in_texts
from bot.logs import get_logger
from bot.measures import Measures
from bot.present import verbs
from bot.present.help import CURATORS, MANAGERS, SERVER, CommandHelp
from bot.present.localise import CommandTexts
from bot.present.venues import home_of
from bot.replay import Replays
from bot.schedule.agenda import agenda
from bot.schedule.board import threads
from bot.schedule.guilds import welcome
from bot.schedule.members.membership import Membership
from bot.schedule.moderation.automod import AutomodOfDiscord
from bot.schedule.posts.scheduler import Scheduler
from bot.services.container import Services
from bot.services.fairness import Fairness

log = get_logger("namida")

# The bot does not use voice, so warnings about missing voice packages do not matter.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False

gateway.install()

MANAGES = discord.Permissions(manage_guild=True)
_ANSWERED_HERE = (discord.InteractionType.component, discord.InteractionType.modal_submit)


@cache
def cog_modules() -> tuple[ModuleType, ...]:
    """Every command group: the modules of `cogs` and of its rooms that have a `setup`."""
    path = importlib.import_module("cogs").__path__
    names = sorted(found.name for found in pkgutil.walk_packages(path, "cogs."))
    modules = [importlib.import_module(name) for name in names]
    return tuple(module for module in modules if hasattr(module, "setup"))


class NamidaTree(app_commands.CommandTree["NamidaBot"]):
    """The slash commands. Errors of commands are answered before they come here."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Runs first for every command and suggestion, in the task that answers it.

        Suggestions wait for their turn here, answers wait in `NamidaBot.answer`. Commands that would not even
        be refused there are dropped here unread, because most of a flood is that.
        """
        self.client.under_way.note()
        letting_go.when_done(interaction)
        fairness, member_id, now = self.client.fairness, interaction.user.id, discord.utils.utcnow()
        if interaction.type is discord.InteractionType.autocomplete:
            return await fairness.suggest(member_id, now)
        return not fairness.leaves(member_id, now)

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        # Only faults before the command come here: an option in a format that we do not know.
        await self.client.answer_fault(interaction, "command", error)


class NamidaBot(Answering, commands.AutoShardedBot):
    """The bot over its services. It keeps no state of its own that a restart would lose."""

    def __init__(
        self,
        services: Services,
        *,
        shards: int,
        catalogue_servers: frozenset[int] = frozenset(),
        fairness: Fairness | None = None,
        measures: Measures | None = None,
        chat: bool = True,
    ):
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=NamidaTree,
            # Not the privileged one for content: Discord gives the words of those who speak to the bot.
            intents=discord.Intents(
                guilds=True, auto_moderation_configuration=True, guild_messages=chat, dm_messages=chat
            ),
            allowed_mentions=discord.AllowedMentions.none(),
            # Keep only what the bot reads, here and in what discord.py is given to read (`servers.spare`):
            # half of what discord.py keeps of a server by itself.
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            shard_count=shards or None,
        )
        servers.spare(self._connection.parsers)
        presses.spare(self._connection.parsers)
        readiness.end_with_last(self._connection)
        self.services = services
        self._ends = False
        self.measures = measures or Measures()
        self.catalogue_servers = catalogue_servers  # from which it may be changed; none: the only one
        self.membership = Membership(self)
        self.fairness = fairness or Fairness()
        self.scheduler = Scheduler(self, services, agenda(services, self))
        services.deleting.forgetting += [self.membership.forget, self.fairness.forget]
        services.automod.source = AutomodOfDiscord(self)
        self.under_way = farewell.UnderWay()
        self.replays = Replays(self.tree, services)
        self.handlers: dict[str, Handler] = {
            verbs.AGAIN: self.replays.again,
            verbs.BETTER: self.replays.with_better,
            verbs.CORRECTED: self.correct,
            verbs.START: self.replays.start,
        }
        self.forms: dict[str, FormHandler] = {verbs.START: self.replays.start_with}

    async def setup_hook(self) -> None:
        await self.tree.set_translator(CommandTexts())
        await self.add_cogs()
        synced = await self.tree.sync()
        slash = discord.AppCommandType.chat_input  # no one can mention a menu
        ids = {command.name: command.id for command in synced if command.type is slash}
        restricted = {
            command.name
            for command in self.tree.get_commands(type=slash)
            if command.default_permissions is not None
        }
        commands_in_texts.learn(ids, restricted)
        log.info("ready to connect", commands=len(ids), guilds=len(self.guilds))

    async def add_cogs(self) -> None:
        """Add every command, menu and button.

        They are not discord.py's extensions: those run again for each bot so that they can be reloaded, which
        the bot never does and which costs most of a start.
        """
        for module in cog_modules():
            await module.setup(self)

    async def on_ready(self) -> None:
        """Start scheduled work, because every guild is known now. Called again after a lost connection."""
        await self._compare_guilds()
        try:
            await welcome.greet_latecomers(self.services, self.guilds)
        except errors.StoreUnavailable as error:
            log.warning("servers not welcomed", store=error.kind)
        if not self._ends:  # Discord may say that all servers are known while the bot is on its way out
            self.scheduler.start()

    async def close(self) -> None:
        """Stop taking events from Discord, let answers under way arrive, then end the connection."""
        self._ends = True
        try:
            await farewell.leave(self)
            await asyncio.gather(self.scheduler.stop(), self.under_way.finish())
        finally:  # a second signal ends the waiting
            await super().close()

    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type in _ANSWERED_HERE:
            letting_go.when_done(interaction)
        await super().on_interaction(interaction)

    # --- what changes on Discord's side may let held posts go ---

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        await self._try_held(channel.guild)

    async def on_guild_channel_update(self, _: object, channel: discord.abc.GuildChannel) -> None:
        await self._try_held(channel.guild)

    async def on_guild_role_update(self, _: object, role: discord.Role) -> None:
        await self._try_held(role.guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._stored("server not noted", guild.id, self.services.departures.come_back(guild.id))
        await self._try_held(guild)
        try:
            await welcome.greet(self.services, guild)
        except errors.StoreUnavailable as error:
            log.warning("server not welcomed", store=error.kind, guild=guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed from a server. During an outage, Discord sends another event."""
        now = discord.utils.utcnow()
        await self._stored("server not noted", guild.id, self.services.departures.leave(guild.id, now))

    async def _compare_guilds(self) -> None:
        """Note which servers the bot left, or was added to again, while it did not run.

        A server that is unavailable is in the list all the same. One whose shard this process does not have
        cannot be missed.
        """
        here, shards = frozenset(guild.id for guild in self.guilds), self.shards
        count = self.shard_count or 1
        try:
            await self.services.departures.compare(
                here, lambda guild_id: (guild_id >> 22) % count in shards, discord.utils.utcnow()
            )
        except errors.StoreUnavailable as error:
            log.warning("servers not compared", store=error.kind)  # they are at the next start

    async def _stored(self, otherwise: str, guild_id: int, work: Awaitable[object]) -> None:
        try:
            await work
        except errors.StoreUnavailable as error:
            # It is noticed at the next start.
            log.warning(otherwise, store=error.kind, guild=guild_id)

    async def _try_held(self, guild: discord.Guild) -> None:
        try:
            await self.services.outbox.retry(guild.id, discord.utils.utcnow())
        except errors.StoreUnavailable as error:
            # They are tried again on their time.
            log.warning("held posts not tried", store=error.kind, guild=guild.id)

    # --- what moderators change in AutoMod counts from the next text on ---

    async def on_automod_rule_create(self, rule: discord.AutoModRule) -> None:
        self.services.automod.changed(rule.guild.id)

    async def on_automod_rule_update(self, rule: discord.AutoModRule) -> None:
        self.services.automod.changed(rule.guild.id)

    async def on_automod_rule_delete(self, rule: discord.AutoModRule) -> None:
        self.services.automod.changed(rule.guild.id)

    # --- what is deleted there is no thread of the board any more; one that woke may be out of date ---

    async def on_raw_thread_delete(self, deleted: discord.RawThreadDeleteEvent) -> None:
        try:
            await threads.forget(self, self.services, deleted.thread_id)
            await self.services.ledger.channel_gone(deleted.thread_id)
        except errors.StoreUnavailable as error:
            # Anyone who asks for it next finds that it is gone.
            log.warning("thread not forgotten", store=error.kind, guild=deleted.guild_id)

    async def on_raw_thread_update(self, updated: discord.RawThreadUpdateEvent) -> None:
        if updated.data["thread_metadata"]["archived"]:
            return
        try:
            await self.services.board.upkeep.awake(updated.thread_id, discord.utils.utcnow())
        except errors.StoreUnavailable as error:
            # It is looked at again within a day.
            log.warning("thread not looked at", store=error.kind, guild=updated.guild_id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        try:
            await self.services.board.channel_gone(channel.guild.id, channel.id)
            await self.services.ledger.channel_gone(channel.id)
        except errors.StoreUnavailable as error:
            log.warning("threads not forgotten", store=error.kind, guild=channel.guild.id)

    # --- what cogs ask of it ---

    def changes_catalogue(self, guild_id: int) -> bool:
        """Whether a server may change the catalogue directly. Other servers propose changes.

        The person who runs the bot names the servers in a setting. Without it, a bot on a single server
        allows that one. While not all servers are known, none may.
        """
        if self.catalogue_servers:
            return guild_id in self.catalogue_servers
        return self.is_ready() and [guild.id for guild in self.guilds] == [guild_id]

    async def owner_ids_now(self) -> frozenset[int]:
        """The people who run the bot: the owner of its application, or its team's admins and developers."""
        if self.owner_id is None and not self.owner_ids:
            found = self.application or await self.application_info()
            if found.team is None:
                self.owner_id = found.owner.id
            else:
                trusted = (discord.TeamMemberRole.admin, discord.TeamMemberRole.developer)
                self.owner_ids = {
                    member.id
                    for member in found.team.members
                    if member.id == found.team.owner_id
                    or (
                        member.role in trusted
                        and member.membership_state is discord.TeamMembershipState.accepted
                    )
                }
        return frozenset({self.owner_id} if self.owner_id is not None else self.owner_ids or ())

    async def is_member(self, guild_id: int, member_id: int) -> bool:
        """Whether someone is on a server now. Raises `DiscordSilent`."""
        return await self.membership.is_member(guild_id, member_id)

    async def texts_of(self, interaction: Interaction) -> Texts:
        """The reader's texts, for autocomplete, which is not an answer."""
        visit = await self.services.readers.visit(interaction.user.id, None)
        language = i18n.choose(visit.language, interaction.locale.value, self.services.language)
        return i18n.texts(language, visit.stars_out_of, visit.titles)

    async def curates(self, interaction: Interaction) -> bool:
        """Whether the member may publish here, for autocomplete, which is not an answer."""
        talk, _ = await self._meet(interaction)
        return talk.reader.curator

    def usable_commands(self, interaction: Interaction, *, curator: bool) -> list[CommandHelp]:
        """The slash commands that this member may use here."""
        return [
            self._help(command)
            for command in self.tree.walk_commands()
            if isinstance(command, app_commands.Command)
            and _may_use(command, interaction)
            and (curator or not command.extras.get(CURATORS))
        ]

    def _help(self, command: app_commands.Command[Any, ..., Any]) -> CommandHelp:
        options = tuple(
            (parameter.display_name, str(parameter.description), parameter.required)
            for parameter in command.parameters
        )
        mention = commands_in_texts.mention(command.qualified_name)
        return CommandHelp(command.qualified_name, mention, command.description, options)


def _may_use(command: app_commands.Command[Any, ..., Any], interaction: Interaction) -> bool:
    if command.extras.get(SERVER) and home_of(interaction) is None:
        return False
    root = command.root_parent or command
    needed = MANAGES if command.extras.get(MANAGERS) else root.default_permissions
    return needed is None or granted(interaction.permissions, needed)
