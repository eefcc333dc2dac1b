"""`/settings`: what moderators decide for their server."""

from __future__ import annotations

from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.domain.board import LARGEST_BATCH
from bot.domain.guilds import (
    ChannelState,
    ChannelTest,
    GuildSettings,
    Purpose,
    Tested,
    hides_all,
)
from bot.domain.screening import MOST_DAYS
from bot.domain.spoilers import Policy
from bot.errors import WrongChannel
from bot.i18n import LANGUAGES, N_
from bot.logs import get_logger
from bot.present import verbs
from bot.present import words as names
from bot.present.actions import Pressed, number
from bot.present.conversation import Conversation
from bot.present.guilds import channels, settings
from bot.present.layout import Screen, note
from bot.present.moderation import words
from cogs.base import (
    LANGUAGE_CHOICES,
    Host,
    Interaction,
    NamidaCog,
    on_press,
    require_manager,
    server_command,
)
from cogs.guilds.channel_states import channel_state, flags_of_channels, told_with_choice
from cogs.guilds.making_channels import make_channel

PURPOSE_CHOICES = [app_commands.Choice(name=label, value=p.value) for p, label in names.PURPOSES.items()]
POLICY_CHOICES = [app_commands.Choice(name=name, value=p.value) for p, (name, _) in names.POLICIES.items()]
CHAT_CHOICES = [
    app_commands.Choice(name=N_("everywhere"), value="everywhere"),
    app_commands.Choice(name=N_("nowhere"), value="nowhere"),
]
ROLE_COLUMNS = ("curator_role", "notified_role")

log = get_logger("namida")


class PostChannel(app_commands.Transformer):
    """A channel that can be posted in: text, announcements, or a forum."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return list(dict.fromkeys(kind for purpose in Purpose for kind in channels.channel_types(purpose)))

    async def transform(self, _: Interaction, value: Any, /) -> app_commands.AppCommandChannel:
        channel: app_commands.AppCommandChannel = value
        return channel


class Settings(
    NamidaCog, commands.GroupCog, group_name="settings", group_description=N_("Settings of this server")
):
    """Channels, spoilers, roles, language."""

    @server_command("panel", N_("Everything in one panel, with what is missing"))
    async def panel(self, talk: Conversation) -> None:
        guild = require_manager(talk)
        await talk.reply(await self._panel(talk, guild, "channels"))

    @server_command("channel", N_("Choose the channel for a purpose"))
    @app_commands.describe(
        purpose=N_("What the channel is for"), channel=N_("The channel; leave it out to clear it")
    )
    @app_commands.choices(purpose=PURPOSE_CHOICES)
    async def channel(
        self,
        talk: Conversation,
        purpose: str,
        channel: app_commands.Transform[app_commands.AppCommandChannel, PostChannel] | None = None,
    ) -> None:
        guild = require_manager(talk)
        chosen = Purpose(purpose)
        if channel is not None and channel.type not in channels.channel_types(chosen):
            raise WrongChannel(chosen)
        after = await self._set_channel(talk, guild, chosen, channel.id if channel else None)
        state = channel_state(guild, after, chosen, told=told_with_choice(talk))
        await talk.reply(channels.channel_set(talk.t, state))

    @server_command("spoilers", N_("How spoilers are hidden here"))
    @app_commands.describe(
        policy=N_("Spoiler bars for everyone, shown on request, or open once a drama has ended")
    )
    @app_commands.choices(policy=POLICY_CHOICES)
    async def spoilers(self, talk: Conversation, policy: str) -> None:
        guild = require_manager(talk)
        after = await self.services.rules.set_policy(
            guild.id, talk.reader.member_id, Policy(policy), discord.utils.utcnow()
        )
        await talk.reply(note(settings.policy_set(talk.t, after.policy)))

    @server_command(
        "roles", N_("Roles that publish synopses and that are notified; leave both out to clear them")
    )
    @app_commands.describe(
        curator=N_("The role that can publish synopses"),
        notified=N_("The role to ping in posts; leave it out to ping no one"),
    )
    async def roles(
        self, talk: Conversation, curator: discord.Role | None = None, notified: discord.Role | None = None
    ) -> None:
        guild = require_manager(talk)
        chosen = dict(zip(ROLE_COLUMNS, (curator, notified), strict=True))
        given = {column: role.id for column, role in chosen.items() if role is not None}
        after = await self.services.rules.set_roles(
            guild.id, talk.reader.member_id, discord.utils.utcnow(), **(given or dict.fromkeys(ROLE_COLUMNS))
        )
        await talk.reply(note(settings.roles_set(talk.t, after, _roles(guild))))

    @server_command("language", N_("The language of public posts"))
    @app_commands.describe(language=N_("Leave it out to use the language that this server has on Discord"))
    @app_commands.choices(language=LANGUAGE_CHOICES)
    async def language(self, talk: Conversation, language: str | None = None) -> None:
        guild = require_manager(talk)
        after = await self.services.rules.set_language(
            guild.id, talk.reader.member_id, language, discord.utils.utcnow()
        )
        await talk.reply(note(settings.language_set(talk.t, after.language)))

    @server_command("test", N_("Send a test post to every channel, and see the result"))
    async def test(self, talk: Conversation) -> None:
        await self._test(talk, require_manager(talk))

    @server_command("reset", N_("Set all settings of this server back; asks first"))
    async def reset(self, talk: Conversation) -> None:
        require_manager(talk)
        await talk.reply(settings.asked_to_reset(talk.t))

    @on_press(verbs.SETTINGS_RESET)
    async def set_back(self, talk: Conversation, _: Pressed) -> None:
        guild, now = require_manager(talk), discord.utils.utcnow()
        await self.services.rules.reset(guild.id, talk.reader.member_id, now)
        await self.services.airing.posts.replan(now)
        await talk.update(settings.reset(talk.t))

    @on_press(verbs.SETTINGS_TEST)
    async def press_test(self, talk: Conversation, _: Pressed) -> None:
        await self._test(talk, require_manager(talk))

    @on_press(verbs.WELCOME_SET_UP)
    async def begin(self, talk: Conversation, _: Pressed) -> None:
        """Open the panel beside the welcome, which stays for the others."""
        guild = require_manager(talk)
        await talk.reply(await self._panel(talk, guild, "channels"))

    @on_press(verbs.CHANNELS_ASK)
    async def ask_to_make(self, talk: Conversation, _: Pressed) -> None:
        guild = require_manager(talk)
        wanted = channels.lacking_channel(await self._states(guild))
        await talk.update(channels.asked_to_make(talk.t, talk.public_t, wanted))

    @on_press(verbs.CHANNELS_MAKE)
    async def make(self, talk: Conversation, _: Pressed) -> None:
        """Make a channel for each purpose that has none, and set it."""
        guild = require_manager(talk)
        await talk.defer()  # as many requests as there are channels
        for purpose in channels.lacking_channel(await self._states(guild)):
            made = await make_channel(guild, purpose, talk.public_t)
            await self._set_channel(talk, guild, purpose, made.id)
        await talk.update(await self._panel(talk, guild, "channels"))

    async def _states(self, guild: discord.Guild) -> list[ChannelState]:
        current = await self.services.rules.get(guild.id)
        return [channel_state(guild, current, purpose) for purpose in Purpose]

    async def _test(self, talk: Conversation, guild: discord.Guild) -> None:
        await talk.defer()  # as many requests as there are channels
        states = await self._states(guild)
        together: dict[int, list[Purpose]] = {}  # one post a channel, whatever it is for
        for state in states:
            if state.channel_id is not None:
                together.setdefault(state.channel_id, []).append(state.purpose)
        tests: dict[Purpose, ChannelTest] = {state.purpose: ChannelTest(state) for state in states}
        for channel_id, purposes in together.items():
            if all(tests[purpose].state.ready for purpose in purposes):
                result = await _try(guild, channel_id, channels.test_post(talk.public_t, purposes))
                tests |= {purpose: ChannelTest(tests[purpose].state, result) for purpose in purposes}
        await talk.reply(channels.tested(talk.t, list(tests.values())))

    @server_command("words", N_("Words, expressions and links that no writing may contain here"))
    async def words(self, talk: Conversation) -> None:
        guild = require_manager(talk)
        await talk.reply(
            words.panel(talk.t, await self.services.words.view(guild.id, discord.utils.utcnow()))
        )

    @server_command("newcomers", N_("What new members write waits until a moderator has read it"))
    @app_commands.describe(days=N_("For how many days after they joined; 0 turns it off"))
    async def newcomers(self, talk: Conversation, days: app_commands.Range[int, 0, MOST_DAYS]) -> None:
        guild = require_manager(talk)
        after = await self.services.words.set_newcomers(
            guild.id, talk.reader.member_id, days, discord.utils.utcnow()
        )
        await talk.reply(note(words.newcomers(talk.t, after.newcomer_days)))

    @server_command("chat", N_("Where the bot answers those who mention it"))
    @app_commands.describe(
        where=N_("Everywhere, or nowhere on this server"),
        channel=N_("Add this channel to those where it answers, or take it out again"),
    )
    @app_commands.choices(where=CHAT_CHOICES)
    async def chat(
        self,
        talk: Conversation,
        where: str | None = None,
        channel: app_commands.Transform[app_commands.AppCommandChannel, PostChannel] | None = None,
    ) -> None:
        guild = require_manager(talk)
        after = await self.services.rules.get(guild.id)
        chosen = {"everywhere": None, "nowhere": ()}[where] if where else after.chat_channels
        if channel is not None:
            kept = tuple(ident for ident in chosen or () if ident != channel.id)
            chosen = kept if chosen and channel.id in chosen else (*kept, channel.id)
        if chosen != after.chat_channels:
            after = await self._set_chat(talk, guild, chosen)
        await talk.reply(note(settings.chat_set(talk.t, after)))

    @on_press(verbs.SET_CHAT)
    async def choose_chat(self, talk: Conversation, pressed: Pressed) -> None:
        guild = require_manager(talk)
        await self._set_chat(talk, guild, tuple(map(number, pressed.values)) or None)
        await talk.update(await self._panel(talk, guild, "rules"))

    async def _set_chat(
        self, talk: Conversation, guild: discord.Guild, channel_ids: tuple[int, ...] | None
    ) -> GuildSettings:
        return await self.services.rules.set_chat(
            guild.id, talk.reader.member_id, channel_ids, discord.utils.utcnow()
        )

    @on_press(verbs.SETTINGS)
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        guild = require_manager(talk)
        await talk.update(await self._panel(talk, guild, pressed.text(0)))

    @on_press(verbs.SET_CHANNEL)
    async def choose_channel(self, talk: Conversation, pressed: Pressed) -> None:
        guild = require_manager(talk)
        channel_id = pressed.chosen_number() if pressed.values else None
        await self._set_channel(talk, guild, pressed.one_of(0, Purpose), channel_id)
        await talk.update(await self._panel(talk, guild, "channels"))

    @on_press(verbs.SET_ROLE)
    async def choose_role(self, talk: Conversation, pressed: Pressed) -> None:
        guild = require_manager(talk)
        if pressed.text(0) in ROLE_COLUMNS:
            role_id = pressed.chosen_number() if pressed.values else None
            await self.services.rules.set_roles(
                guild.id, talk.reader.member_id, discord.utils.utcnow(), **{pressed.text(0): role_id}
            )
        await talk.update(await self._panel(talk, guild, "rules"))

    @on_press(verbs.SET_POLICY)
    async def choose_policy(self, talk: Conversation, pressed: Pressed) -> None:
        guild = require_manager(talk)
        await self.services.rules.set_policy(
            guild.id, talk.reader.member_id, pressed.chosen_of(Policy), discord.utils.utcnow()
        )
        await talk.update(await self._panel(talk, guild, "rules"))

    @on_press(verbs.SET_LANGUAGE)
    async def choose_language(self, talk: Conversation, pressed: Pressed) -> None:
        guild = require_manager(talk)
        language = pressed.chosen() if pressed.chosen() in LANGUAGES else None
        await self.services.rules.set_language(
            guild.id, talk.reader.member_id, language, discord.utils.utcnow()
        )
        await talk.update(await self._panel(talk, guild, "rules"))

    @on_press(verbs.SET_BATCH)
    async def choose_batch(self, talk: Conversation, pressed: Pressed) -> None:
        guild = require_manager(talk)
        await self.services.rules.set_batch(
            guild.id, talk.reader.member_id, pressed.chosen_of(_batch), discord.utils.utcnow()
        )
        await talk.update(await self._panel(talk, guild, "rules"))

    @on_press(verbs.SET_VARIETY)
    async def choose_variety(self, talk: Conversation, pressed: Pressed) -> None:
        guild = require_manager(talk)
        shown = pressed.chosen_of({"0": False, "1": True}.__getitem__)
        await self.services.rules.set_variety(guild.id, talk.reader.member_id, shown, discord.utils.utcnow())
        await talk.update(await self._panel(talk, guild, "rules"))

    async def _set_channel(
        self, talk: Conversation, guild: discord.Guild, purpose: Purpose, channel_id: int | None
    ) -> GuildSettings:
        """Set the channel and show the settings. Then plan airing posts and retry waiting posts for it."""
        after = await self.services.rules.set_channel(
            guild.id, talk.reader.member_id, purpose, channel_id, discord.utils.utcnow()
        )
        if purpose is Purpose.AIRING:
            await self.services.airing.posts.replan(discord.utils.utcnow())
        if channel_id is not None:
            await self.services.outbox.retry(guild.id, discord.utils.utcnow())
        return after

    async def _panel(self, talk: Conversation, guild: discord.Guild, tab: str) -> Screen:
        current = await self.services.rules.get(guild.id)
        if tab == "rules":
            return settings.rules_panel(talk.t, current, _roles(guild))
        now = discord.utils.utcnow()
        held = await self.services.outbox.held(guild.id, now)
        flags = await flags_of_channels(talk, guild) if current.channels else {}
        spoilers = frozenset(ident for ident, value in flags.items() if hides_all(value))
        told = told_with_choice(talk)
        states = [channel_state(guild, current, purpose, spoilers, told) for purpose in Purpose]
        # Discord does not tell the bot about a role that it got, so opening the panel retries the posts.
        if {posts.purpose for posts in held} & {state.purpose for state in states if state.ready}:
            await self.services.outbox.retry(guild.id, now)
        left_out = await self.services.airing.posts.left_out(guild.id, now)
        makes = guild.me.guild_permissions.manage_channels
        return channels.channels_panel(talk.t, states, held, left_out, makes=makes)


def _batch(size: str) -> int:
    """How many episodes share a thread. Raises `ValueError` for a number that the menu does not offer."""
    if (chosen := int(size)) not in range(LARGEST_BATCH + 1):
        raise ValueError(size)
    return chosen


def _roles(guild: discord.Guild) -> frozenset[int]:
    return frozenset(role.id for role in guild.roles)


async def _try(guild: discord.Guild, channel_id: int, post: Screen) -> Tested:
    """Send a test post and return the result."""
    channel = guild.get_channel(channel_id)
    if not isinstance(channel, discord.abc.Messageable):
        return Tested.FORUM
    try:
        await channel.send(view=post, allowed_mentions=discord.AllowedMentions.none(), silent=True)
    except discord.HTTPException as error:
        log.warning("test post", guild=guild.id, channel=channel_id, status=error.status, code=error.code)
        return Tested.UNANSWERED if error.status >= 500 or error.status == 429 else Tested.REFUSED
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        log.warning("test post", guild=guild.id, channel=channel_id, reason=repr(error))
        return Tested.UNANSWERED
    return Tested.ARRIVED


async def setup(host: Host) -> None:
    cog = Settings(host)
    group = cog.app_command
    if isinstance(group, app_commands.Group):
        group.default_permissions = discord.Permissions(manage_guild=True)
    await host.add_cog(cog)
