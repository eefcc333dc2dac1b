"""Runs a command again with a chosen drama, or a better value, in place of what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord
from discord import AppCommandOptionType as Kind
from discord import app_commands
from discord.utils import utcnow

from bot import errors
from bot.domain.calls import Call, Value
from bot.domain.scores import Criterion
from bot.present import verbs
from bot.present.actions import Pressed, count
from bot.present.conversation import Conversation
from bot.present.errors.ways import OPEN_CARD, Again, Corrected, Follow
from bot.present.forms import Fields, submitted
from bot.present.help import ASKED, STARTS, title_form
from bot.services.container import Services

NAMES_A_DRAMA = ("title", "other")  # the options that do
# The options for which a refusal may know better values.
TAKES_BETTER = frozenset(
    (*Criterion, "episode", "genre", "country", "network", "person", "name", "command"),
)
# What can be stored and found again. A file cannot.
TRAVELS = frozenset(
    {Kind.string, Kind.integer, Kind.number, Kind.boolean}
    | {Kind.user, Kind.channel, Kind.role, Kind.mentionable}
)

AnyCommand = app_commands.Command[Any, ..., Any]


class Replays:
    """Keeps the options of a command that was refused, and runs it again."""

    def __init__(self, tree: app_commands.CommandTree[Any], services: Services):
        self._tree = tree
        self._services = services

    async def follow(self, talk: Conversation, error: errors.NamidaError) -> Follow | None:
        """How to continue with another drama: the same command with all its options, else the drama's card.

        None if the options cannot be kept. Then the member must use the command again.
        """
        named = _query_of(error)
        call = talk.call or _call_of(talk.interaction)
        if named is None or call is None:
            return OPEN_CARD
        typed = [name for name in NAMES_A_DRAMA if str(call.options.get(name, "")).strip() == named]
        if not typed:  # no typed name is unknown
            return OPEN_CARD
        key = await self._keep(talk, call, typed[0])
        return None if key is None else (verbs.AGAIN, (call.command, typed[0], key))

    async def better(self, talk: Conversation, error: errors.NamidaError) -> tuple[Again, ...]:
        """The same command with a better value for each refused option. Empty where there is none."""
        call = talk.call or _call_of(talk.interaction)
        wanted: dict[str, tuple[str, ...]] = {}
        for one in error.better():
            option = one.meant(call) if call is not None and one.values else None
            if option is not None and option in TAKES_BETTER:
                wanted[option] = one.values
        if call is None or not wanted:
            return ()
        key = await self._keep(talk, call, *wanted)
        return (
            ()
            if key is None
            else tuple(Again(call.command, one, key, values) for one, values in wanted.items())
        )

    async def _keep(self, talk: Conversation, call: Call, *but: str) -> str | None:
        """Keep the options of a call but for these, and return their key: empty if there are no others.

        None if they cannot be kept.
        """
        others = {name: value for name, value in call.options.items() if name not in but}
        if not others:
            return ""
        if any(kind not in TRAVELS for kind in self._kinds(call)):
            return None
        return await self._services.drafts.keep_call(talk.reader, Call(call.command, others), utcnow())

    async def again(self, talk: Conversation, pressed: Pressed) -> None:
        """Run a command again, with the chosen drama in place of what was typed."""
        name, option = pressed.text(1), pressed.text(2)
        if option not in NAMES_A_DRAMA:
            raise errors.Outdated
        drama = self._services.catalogue.chosen(pressed.target())
        await self._run(talk, Call(name, {option: drama}), pressed.text(3))

    async def with_better(self, talk: Conversation, pressed: Pressed) -> None:
        """Run a command again, with the chosen value in place of the one that was refused."""
        name, option, key = pressed.text(0), pressed.text(1), pressed.text(2)
        if option not in TAKES_BETTER:
            raise errors.Outdated
        value: Value = pressed.chosen() if pressed.values else pressed.text(3)
        command = self._command(name)
        kinds = {one.display_name: one.type for one in command.parameters} if command else {}
        if kinds.get(option) is Kind.integer:
            value = count(str(value))
        await self._run(talk, Call(name, {option: value}), key)

    @staticmethod
    def corrections(talk: Conversation, error: errors.NamidaError) -> tuple[Corrected, ...]:
        """The better values for the fields of a form that was refused, and whose text is kept."""
        sent: Any = talk.interaction.data or {}
        read = submitted(sent) if isinstance(error, errors.DraftKept) else None
        if read is None or not isinstance(error, errors.DraftKept):
            return ()
        form = Call("", read[1].typed)
        meant = ((one.meant(form), one.values) for one in error.reason.better())
        return tuple(Corrected(name, values) for name, values in meant if name and name in form.options)

    async def start(self, talk: Conversation, pressed: Pressed) -> None:
        """Run a command for a button that stands for it, or ask for the drama first."""
        name = pressed.text(0)
        if name not in STARTS:
            raise errors.Outdated
        if name in ASKED:
            await talk.ask(title_form(talk.t, name), private=True)
        else:
            await self._run(talk, Call(name, {}), "")

    async def start_with(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        """Run such a command with the drama that was typed. Only its reader sees the answer."""
        name = pressed.text(0)
        if name not in ASKED:
            raise errors.Outdated
        await self.run_alone(talk, Call(name, {"title": fields.text("title")}))

    async def run(self, talk: Conversation, call: Call) -> None:
        """Run a command with these options, as if they had been typed. Raises `Outdated` for wrong ones."""
        await self._run(talk, call, "")

    async def run_alone(self, talk: Conversation, call: Call) -> None:
        """The same, for the reader alone where the command can be for everybody."""
        command = self._command(call.command)
        if command is not None and any(one.display_name == "private" for one in command.parameters):
            call = Call(call.command, {**call.options, "private": True})
        await self._run(talk, call, "")

    async def _run(self, talk: Conversation, call: Call, key: str) -> None:
        """Run a command with these options and those that are kept under the key."""
        command = self._command(call.command)
        if command is None:
            raise errors.Outdated
        if key:
            kept = await self._services.drafts.call(talk.reader, key, utcnow())
            if kept.command != call.command:
                raise errors.Outdated
            call = Call(call.command, {**kept.options, **call.options})
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
    guild, ident = talk.guild, int(value)
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
        if talk.guild is not None:
            return await talk.guild.fetch_member(ident)
    except discord.NotFound:
        pass
    try:
        return await client.fetch_user(ident)
    except discord.NotFound:
        return None
