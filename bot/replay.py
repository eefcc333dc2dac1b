"""Runs a command again with the chosen drama in place of the typed title."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord
from discord import AppCommandOptionType as Kind
from discord import app_commands
from discord.utils import utcnow

from bot import errors
from bot.domain.calls import Call, Value
from bot.present import errors as sentences
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.services.container import Services

NAMES_A_DRAMA = ("title", "other")  # the options that do
# What can be stored and found again. A file cannot.
TRAVELS = frozenset(
    {Kind.string, Kind.integer, Kind.number, Kind.boolean}
    | {Kind.user, Kind.channel, Kind.role, Kind.mentionable}
)

AnyCommand = app_commands.Command[Any, ..., Any]


class Replays:
    """Keeps the options of a command with an unknown or ambiguous drama, and runs it again."""

    def __init__(self, tree: app_commands.CommandTree[Any], services: Services):
        self._tree = tree
        self._services = services

    async def follow(self, talk: Conversation, error: errors.NamidaError) -> sentences.Follow | None:
        """How to continue with another drama: the same command with all its options, else the drama's card.

        None if the options cannot be kept. Then the member must use the command again.
        """
        named = _query_of(error)
        call = talk.call or _call_of(talk.interaction)
        if named is None or call is None:
            return sentences.OPEN_CARD
        typed = [name for name in NAMES_A_DRAMA if str(call.options.get(name, "")).strip() == named]
        if not typed:  # no typed name is unknown
            return sentences.OPEN_CARD
        option, key = typed[0], ""
        if others := call.without(option):
            if any(kind not in TRAVELS for kind in self._kinds(call)):
                return None
            kept = await self._services.drafts.keep_call(talk.reader, Call(call.command, others), utcnow())
            if kept is None:
                return None
            key = kept
        return verbs.AGAIN, (call.command, option, key)

    async def again(self, talk: Conversation, pressed: Pressed) -> None:
        """Run a command again, with the chosen drama in place of what was typed."""
        name, option = pressed.text(1), pressed.text(2)
        command = self._command(name)
        if command is None or option not in NAMES_A_DRAMA or not pressed.has(3):
            raise errors.Outdated
        call = Call(name, {option: self._services.catalogue.chosen(pressed.target())})
        if key := pressed.text(3):
            kept = await self._services.drafts.call(talk.reader, key, utcnow())
            if kept.command != name:
                raise errors.Outdated
            call = Call(name, {**kept.options, **call.options})
        talk.call = call
        known = {parameter.display_name: parameter for parameter in command.parameters}
        required = {told for told, parameter in known.items() if parameter.required}
        if not required <= call.options.keys() <= known.keys():
            raise errors.Outdated
        given = {
            known[told].name: await _found(talk, known[told].type, value)
            for told, value in call.options.items()
        }
        method = command.callback.__wrapped__  # type: ignore[union-attr]  # cogs.base.command wraps it
        await method(command.binding, talk, **given)

    def _kinds(self, call: Call) -> Iterator[Kind]:
        command = self._command(call.command)
        for parameter in command.parameters if command else ():
            if parameter.display_name in call.options:
                yield parameter.type

    def _command(self, name: str) -> AnyCommand | None:
        for command in self._tree.walk_commands():
            if isinstance(command, app_commands.Command) and command.qualified_name == name:
                return command
        return None


def _query_of(error: errors.NamidaError) -> str | None:
    """The name without a drama, if others are offered for it."""
    if isinstance(error, errors.UnknownDrama):
        return error.query if error.nearest else None
    return error.query if isinstance(error, errors.AmbiguousDrama) else None


def _call_of(interaction: discord.Interaction[Any]) -> Call | None:
    """The command as Discord sent it, with ids for members, channels and roles."""
    if not isinstance(interaction.command, app_commands.Command):
        return None
    data: Any = interaction.data or {}
    options = data.get("options", [])
    while options and "value" not in options[0] and options[0].get("options"):
        options = options[0]["options"]  # of a group, of a subcommand
    told = {one["name"]: one["value"] for one in options if "value" in one}
    return Call(interaction.command.qualified_name, told)


async def _found(talk: Conversation, kind: Kind, value: Value) -> object:
    """The value of an option: the member, channel or role for an id. Raises `OptionGone`."""
    if kind in (Kind.string, Kind.integer, Kind.number, Kind.boolean):
        return value
    guild, ident = talk.interaction.guild, int(value)
    there: object = None
    if guild is not None and kind is Kind.channel:
        there = guild.get_channel_or_thread(ident)
    if guild is not None and kind in (Kind.role, Kind.mentionable):
        there = guild.get_role(ident)
    if there is None and kind in (Kind.user, Kind.mentionable):
        there = await _person(talk, ident)
    if there is None:
        raise errors.OptionGone
    return there


async def _person(talk: Conversation, ident: int) -> discord.Member | discord.User | None:
    """A member of this server, or a user from anywhere else."""
    client: discord.Client = talk.interaction.client
    try:
        if talk.interaction.guild is not None:
            return await talk.interaction.guild.fetch_member(ident)
    except discord.NotFound:
        pass
    try:
        return await client.fetch_user(ident)
    except discord.NotFound:
        return None
