"""NamidaBot: the Discord client, with one boundary where every answer begins and every error ends."""

from __future__ import annotations

import asyncio
import importlib
import io
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot import errors, i18n
from bot.domain.members import Reader
from bot.logs import get_logger
from bot.present import errors as sentences
from bot.present import forms
from bot.present.actions import Action, Pressed, custom_id
from bot.present.conversation import Conversation
from bot.present.help import CURATORS, CommandHelp
from bot.present.localise import CommandTexts
from bot.schedule import threads
from bot.schedule.agenda import agenda
from bot.schedule.membership import Membership
from bot.schedule.scheduler import Scheduler
from bot.services.house import Services

# Seconds that an answer may take before it is deferred; Discord waits for three.
PATIENCE = 1.5
MOST_PLACES = 20  # servers of one member that are asked about in a direct message
COGS = (
    "dramas", "episodes", "scoring", "watching", "airing", "reviews", "board", "clubs", "recommending",
    "profile", "content", "comments", "quotes", "marking", "synopses", "catalogue", "moderate", "settings",
    "help",
)  # fmt: skip

Interaction = discord.Interaction[Any]
Run = Callable[[Conversation], Awaitable[None]]
Handler = Callable[[Conversation, Pressed], Awaitable[None]]
FormHandler = Callable[[Conversation, Pressed, dict[str, str]], Awaitable[None]]

log = get_logger("namida")

# Voice is no part of the bot, so what its packages lack is no news.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


class NamidaTree(app_commands.CommandTree["NamidaBot"]):
    """The slash commands; what a command raises has been answered before it would come here."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        # Left are faults before the command ran: an option that Discord sent in a form unknown to us.
        await self.client.answer_fault(interaction, "command", error)


class NamidaBot(commands.AutoShardedBot):
    """The bot over its services. It keeps no state of its own that a restart would lose."""

    def __init__(
        self,
        services: Services,
        *,
        shards: int,
        catalogue_servers: frozenset[int] = frozenset(),
    ):
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=NamidaTree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            # Only what the bot reads is kept: 2.7 MB instead of 21.7 MB a 1,000 guilds.
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            shard_count=shards or None,
        )
        self.services = services
        self.catalogue_servers = catalogue_servers  # from which it may be changed; none: the only one
        self.membership = Membership(self)
        self.scheduler = Scheduler(self, services, agenda(services, self))
        self.handlers: dict[str, Handler] = {"again": self._again}
        self.forms: dict[str, FormHandler] = {}
        self._mentions: dict[str, int] = {}

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Action)
        await self.tree.set_translator(CommandTexts())
        await self.add_cogs()
        synced = await self.tree.sync()
        slash = discord.AppCommandType.chat_input  # nobody can mention a menu
        self._mentions = {command.name: command.id for command in synced if command.type is slash}
        log.info("ready to connect", commands=len(self._mentions), guilds=len(self.guilds))

    async def add_cogs(self) -> None:
        """Every command, menu and button of ours.

        Not as discord.py's extensions: those are run anew for each bot, to be reloaded while it
        runs, which we never do and which costs most of a start.
        """
        for name in COGS:
            await importlib.import_module(f"cogs.{name}").setup(self)

    async def on_ready(self) -> None:
        """Every guild is known: what happens by the clock may begin. Comes again when Discord was away."""
        self.scheduler.start()

    async def close(self) -> None:
        await self.scheduler.stop()
        await super().close()

    # --- what changes on Discord's side may let held posts go ---

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        await self._try_held(channel.guild)

    async def on_guild_channel_update(self, _: object, channel: discord.abc.GuildChannel) -> None:
        await self._try_held(channel.guild)

    async def on_guild_role_update(self, _: object, role: discord.Role) -> None:
        await self._try_held(role.guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._try_held(guild)

    async def _try_held(self, guild: discord.Guild) -> None:
        try:
            await self.services.outbox.retry(guild.id, discord.utils.utcnow())
        except errors.StoreUnavailable as error:
            # They are tried again on their time.
            log.warning("held posts not tried", kind=error.kind, guild=guild.id)

    # --- what is deleted there is no thread of the board any more; one that woke may be out of date ---

    async def on_raw_thread_delete(self, deleted: discord.RawThreadDeleteEvent) -> None:
        try:
            await threads.forget(self, self.services, deleted.thread_id)
        except errors.StoreUnavailable as error:
            # Whoever asks for it next finds that it is gone.
            log.warning("thread not forgotten", kind=error.kind, guild=deleted.guild_id)

    async def on_raw_thread_update(self, updated: discord.RawThreadUpdateEvent) -> None:
        if updated.data["thread_metadata"]["archived"]:
            return
        try:
            await self.services.board.upkeep.awake(updated.thread_id, discord.utils.utcnow())
        except errors.StoreUnavailable as error:
            # It is looked at again within a day.
            log.warning("thread not looked at", kind=error.kind, guild=updated.guild_id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        try:
            await self.services.board.channel_gone(channel.id, discord.utils.utcnow())
        except errors.StoreUnavailable as error:
            log.warning("threads not forgotten", kind=error.kind, guild=channel.guild.id)

    # --- the boundary ---

    async def answer(self, interaction: Interaction, name: str, run: Run, typed: str = "") -> None:
        """Run one answer; every error ends here, as a sentence to the member and a line in the log.

        What was `typed` into a form goes back to the member with the sentence.
        """
        started = time.perf_counter()
        result, reference = "ok", None
        talk = None
        try:
            talk, newcomer = await self._meet(interaction)
            await self._in_time(talk, self._welcoming(run) if newcomer else run)
        except errors.NamidaError as error:
            result = type(error).__name__
            if isinstance(error, errors.StoreUnavailable):
                reference = _reference()
                log.exception("store unavailable", kind=error.kind, reference=reference)
            await self._tell(interaction, talk, error, reference, typed)
        except discord.HTTPException as error:
            # Discord refused or did not answer; discord.py has retried what may be retried.
            result, reference = f"discord {error.status} {error.code}", _reference()
            log.warning("discord refused", reference=reference, command=name, reason=error.text)
            await self._apologise(interaction, talk, reference, typed)
        except Exception:  # the boundary: whatever it is, the member hears of it
            result, reference = "fault", _reference()
            log.exception("fault", reference=reference, command=name)
            await self._apologise(interaction, talk, reference, typed)
        milliseconds = round((time.perf_counter() - started) * 1_000, 1)
        log.info(
            "answered",
            command=name,
            guild=interaction.guild_id,
            result=result,
            ms=milliseconds,
            **({"reference": reference} if reference else {}),
        )

    async def answer_fault(self, interaction: Interaction, name: str, error: Exception) -> None:
        """Answer and log a fault that happened outside an answer."""
        reference = _reference()
        log.error("fault", reference=reference, command=name, exc_info=error)
        await self._apologise(interaction, None, reference, "")

    async def press(self, interaction: Interaction, pressed: Pressed) -> None:
        """A button or menu was used."""
        handler = self.handlers.get(pressed.verb)

        async def run(talk: Conversation) -> None:
            if handler is None:
                raise errors.Outdated
            try:
                await handler(talk, pressed)
            except (IndexError, ValueError, KeyError, OverflowError) as error:
                # What a button of another version, or a forged one, says does not fit the handler.
                log.warning("button does not fit", verb=pressed.verb, exc_info=error)
                raise errors.Outdated from error

        await self.answer(interaction, f"press {pressed.verb}", run)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Forms come by here: discord.py forgets them when it restarts, the bot does not."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        read = forms.submitted(cast(Mapping[str, Any], interaction.data or {}))
        if read is None:
            return
        pressed, fields = read
        handler = self.forms.get(pressed.verb)

        async def run(talk: Conversation) -> None:
            if handler is None:
                raise errors.Outdated
            await handler(talk, pressed, fields)

        await self.answer(interaction, f"form {pressed.verb}", run, "\n\n".join(fields.values()))

    @staticmethod
    async def _in_time(talk: Conversation, run: Run) -> None:
        """Run an answer; one that takes longer than Discord waits is deferred, and comes when it comes."""
        running = asyncio.ensure_future(run(talk))
        try:
            await asyncio.wait({running}, timeout=PATIENCE)
            if not running.done():
                await talk.defer()
        finally:
            await running

    def _welcoming(self, run: Run) -> Run:
        """The answer to a member who is new here. That the visit cannot be noted must not cost it."""

        async def welcome(talk: Conversation) -> None:
            try:
                await self.services.readers.remember(
                    talk.reader.member_id, talk.reader.guild_id, discord.utils.utcnow()
                )
            except errors.StoreUnavailable as error:
                log.warning("first visit not noted", kind=error.kind, guild=talk.reader.guild_id)
            await run(talk)

        return welcome

    async def _meet(self, interaction: Interaction) -> tuple[Conversation, bool]:
        """The conversation, and whether the member is new here."""
        user, guild_id = interaction.user, interaction.guild_id
        visit = await self.services.readers.visit(user.id, guild_id)
        server = visit.settings.language if visit.settings else None
        guild_locale = interaction.guild_locale.value if interaction.guild_locale else None
        own = interaction.locale.value
        roles = frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset()
        guilds, known = frozenset[int](), True
        if guild_id is None:
            guilds, known = await self._guilds_of(user.id)
        reader = Reader(
            user.id,
            guild_id,
            language=i18n.choose(visit.language, own, self.services.language),
            public_language=i18n.choose(server, guild_locale if guild_id else own, self.services.language),
            settings=visit.settings,
            role_ids=roles,
            manages_guild=guild_id is not None
            and _has(interaction.permissions, discord.Permissions(manage_guild=True)),
            stars_out_of=visit.stars_out_of,
            guilds=guilds,
            guilds_known=known,
        )
        return Conversation(interaction, reader), not visit.known

    async def _guilds_of(self, member_id: int) -> tuple[frozenset[int], bool]:
        """The servers of somebody in a direct message: those where they were seen, and are at this moment."""
        seen = await self.services.readers.places(member_id, MOST_PLACES)
        return await self.membership.of_seen(member_id, seen)

    async def _tell(
        self,
        interaction: Interaction,
        talk: Conversation | None,
        error: errors.NamidaError,
        reference: str | None,
        typed: str,
    ) -> None:
        t = self._texts(interaction, talk)
        view = sentences.explain(t, error, _follow(interaction), reference or "", self.services.growing.names)
        await self._send(interaction, talk, view, typed)

    async def _apologise(
        self, interaction: Interaction, talk: Conversation | None, reference: str, typed: str
    ) -> None:
        view = sentences.fault(self._texts(interaction, talk), reference)
        await self._send(interaction, talk, view, typed)

    def _texts(self, interaction: Interaction, talk: Conversation | None) -> i18n.Texts:
        return talk.t if talk else i18n.texts(i18n.choose(interaction.locale.value, self.services.language))

    async def _send(
        self, interaction: Interaction, talk: Conversation | None, view: discord.ui.LayoutView, typed: str
    ) -> None:
        if interaction.type is discord.InteractionType.autocomplete:
            return
        files = []
        if typed.strip():
            view = sentences.give_back(self._texts(interaction, talk), view)
            files.append(discord.File(io.BytesIO(typed.encode()), sentences.TYPED_FILE))
        talk = talk or Conversation(
            interaction, Reader(interaction.user.id, interaction.guild_id, "en", "en")
        )
        try:
            await talk.reply(view, files=files)
        except discord.HTTPException as error:
            log.warning("could not answer", reason=error.text, status=error.status)

    # --- what cogs ask of it ---

    def changes_catalogue(self, guild_id: int) -> bool:
        """Whether the catalogue may be changed from a server; from any other it is proposed.

        The person who runs the bot names the servers. Without a word it is the one that the bot is on;
        as long as not all servers are known, none.
        """
        if self.catalogue_servers:
            return guild_id in self.catalogue_servers
        return self.is_ready() and [guild.id for guild in self.guilds] == [guild_id]

    async def owner_ids_now(self) -> frozenset[int]:
        """Those who run the bot: the owner of its application, or of its team whoever may change it."""
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
        """Whether somebody is on a server at this moment; raises `DiscordSilent`."""
        return await self.membership.is_member(guild_id, member_id)

    async def language_of(self, interaction: Interaction) -> str:
        """The reader's language, for what is not an answer (autocomplete)."""
        visit = await self.services.readers.visit(interaction.user.id, None)
        return i18n.choose(visit.language, interaction.locale.value, self.services.language)

    async def curates(self, interaction: Interaction) -> bool:
        """Whether the member may publish here, for what is not an answer (autocomplete)."""
        talk, _ = await self._meet(interaction)
        return talk.reader.curator

    def usable_commands(self, interaction: Interaction, *, curator: bool) -> list[CommandHelp]:
        """The slash commands that this member, a curator or not, may use where they are."""
        return [
            self._help(command)
            for command in self.tree.walk_commands()
            if isinstance(command, app_commands.Command)
            and _may_use(command, interaction)
            and (curator or not command.extras.get(CURATORS))
        ]

    def _help(self, command: app_commands.Command[Any, ..., Any]) -> CommandHelp:
        root = command.root_parent or command
        mention = f"</{command.qualified_name}:{self._mentions.get(root.name, 0)}>"
        options = tuple(
            (parameter.display_name, str(parameter.description), parameter.required)
            for parameter in command.parameters
        )
        return CommandHelp(command.qualified_name, mention, command.description, options)

    async def _again(self, talk: Conversation, pressed: Pressed) -> None:
        """Run a command once more, with the drama that was chosen as its title."""
        drama_id, name, options = (*pressed.args, "")[:3]
        command = self._command(name)
        if command is None:
            raise errors.Outdated
        given = dict(_decode(command, options))
        given["title"] = self.services.catalogue.chosen(int((*pressed.values, drama_id)[0]))
        method = command.callback.__wrapped__  # type: ignore[union-attr]  # cogs.base.command wraps it
        await method(command.binding, talk, **given)

    def _command(self, name: str) -> app_commands.Command[Any, ..., Any] | None:
        for command in self.tree.walk_commands():
            if isinstance(command, app_commands.Command) and command.qualified_name == name:
                return command
        return None


def _reference() -> str:
    """Short enough to be read out, long enough to find in a log."""
    return secrets.token_hex(4)


def _may_use(command: app_commands.Command[Any, ..., Any], interaction: Interaction) -> bool:
    root = command.root_parent or command
    if root.guild_only and interaction.guild_id is None:
        return False
    return root.default_permissions is None or _has(interaction.permissions, root.default_permissions)


def _has(granted: discord.Permissions, needed: discord.Permissions) -> bool:
    return granted.administrator or granted.is_superset(needed)


def _follow(interaction: Interaction) -> sentences.Follow:
    """How to go on with another drama: the same command once more, else its card."""
    command = interaction.command
    if not isinstance(command, app_commands.Command):
        return sentences.OPEN_CARD
    options = "&".join(f"{name}={value}" for name, value in _plain_options(interaction))
    try:
        custom_id("again", 2**31, command.qualified_name, options)
    except ValueError:
        return sentences.OPEN_CARD
    return ("again", (command.qualified_name, options))


def _plain_options(interaction: Interaction) -> Iterator[tuple[str, object]]:
    for name, value in interaction.namespace:
        if isinstance(value, discord.User | discord.Member):
            yield name, value.id
        elif name != "title" and isinstance(value, str | int | float) and "&" not in str(value):
            yield name, value


def _decode(command: app_commands.Command[Any, ..., Any], options: str) -> Iterator[tuple[str, object]]:
    for option in filter(None, options.split("&")):
        name, _, text = option.partition("=")
        parameter = command.get_parameter(name)
        if parameter is None:
            raise errors.Outdated
        if parameter.type is discord.AppCommandOptionType.integer:
            yield name, int(text)
        elif parameter.type is discord.AppCommandOptionType.boolean:
            yield name, text == "True"
        elif parameter.type is discord.AppCommandOptionType.user:
            yield name, discord.Object(int(text))  # whose reviews are meant; nobody asks it for a name
        else:
            yield name, text
