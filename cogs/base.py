"""The base of every cog: its commands, buttons and forms all answer through one boundary."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache, partial, wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.calls import Call
from bot.domain.consent import Consent, Gated
from bot.domain.dramas import Drama
from bot.domain.verbs import Verb
from bot.errors import (
    CuratorsOnly,
    DraftKept,
    NamidaError,
    NotAllowed,
    ServerOnly,
    StoreUnavailable,
    WaitsForModerators,
)
from bot.i18n import LANGUAGES, N_, Texts
from bot.present import words
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.help import CURATORS, MANAGERS, SERVER, CommandHelp
from bot.present.spoilers import Answer
from bot.present.spoken import Spoken
from bot.services.catalogue.catalogue import Catalogue
from bot.services.container import Services
from bot.services.fairness import Fairness
from cogs.offering import offer

P = ParamSpec("P")
CogT = TypeVar("CogT", bound="NamidaCog")
GatedT = TypeVar("GatedT", bound=Gated[Any])
Handler = Callable[[Conversation, Pressed], Awaitable[None]]
FormHandler = Callable[[Conversation, Pressed, Fields], Awaitable[None]]
CommandMethod = Callable[Concatenate[CogT, Conversation, P], Awaitable[None]]

# A cog's method of a conversation and what the menu was opened at.
MenuMethod = Callable[[Any, Conversation, Any], Awaitable[None]]

Interaction = discord.Interaction[Any]
Choices = list[app_commands.Choice[str]]
Suggest = Callable[[Interaction, str], Awaitable[Choices]]
SuggestMethod = Callable[[CogT, Interaction, str], Awaitable[Choices]]
# Each in its own words.
LANGUAGE_CHOICES = [app_commands.Choice(name=label, value=code) for code, label in LANGUAGES.items()]

KEPT_CHOICES = 8_192  # finished choices of dramas, the last used ones

_TARGETS = {
    discord.AppCommandType.user: discord.Member | discord.User,
    discord.AppCommandType.message: discord.Message,
}


PRIVATE = "private"  # the option that turns a public answer into a private one
ALONE = N_("Show it only to you")  # that option
TITLE = N_("Any name of the drama, in any spelling")  # of the option with which a drama is named


class Runs(Protocol):
    """Runs a command for what stands for it. Raises `Outdated` for options that it does not have."""

    async def run(self, talk: Conversation, call: Call) -> None: ...

    async def run_alone(self, talk: Conversation, call: Call) -> None: ...


class Host(Protocol):
    """The part of the client that a cog needs."""

    services: Services
    fairness: Fairness
    handlers: dict[str, Handler]
    forms: dict[str, FormHandler]

    @property
    def intents(self) -> discord.Intents: ...

    @property
    def user(self) -> discord.ClientUser | None: ...

    @property
    def replays(self) -> Runs: ...

    @property
    def tree(self) -> app_commands.CommandTree[Any]: ...

    def changes_catalogue(self, guild_id: int) -> bool: ...

    async def owner_ids_now(self) -> frozenset[int]: ...

    async def is_member(self, guild_id: int, member_id: int) -> bool: ...

    async def texts_of(self, interaction: Interaction) -> Texts: ...

    async def curates(self, interaction: Interaction) -> bool: ...

    def usable_commands(self, interaction: Interaction, *, curator: bool) -> list[CommandHelp]: ...

    async def answer(
        self,
        interaction: Interaction | Spoken,
        name: str,
        run: Callable[[Conversation], Awaitable[None]],
    ) -> None: ...

    async def complete(self, interaction: Interaction, typed: object, suggest: Suggest) -> Choices: ...

    async def add_cog(self, cog: commands.Cog, /) -> None: ...


def command(
    name: str, description: str, *, curators: bool = False, managers: bool = False, server: bool = False
) -> Callable[[CommandMethod[CogT, P]], app_commands.Command[Any, Any, None]]:
    """Makes a slash command from a cog's method, which takes a conversation and the options.

    Its errors end at the client's boundary, as a sentence to the member. `/help` shows it only to members
    who may publish (`curators`) or who manage the server (`managers`), where Discord shows its group to all.
    The method itself must refuse others. `server`: it works only on a server that the bot is on; elsewhere
    it is not offered, and refused. Where its reader alone sees every answer, `private` is always chosen.
    """

    def decorate(method: CommandMethod[CogT, P]) -> app_commands.Command[Any, Any, None]:
        signature = inspect.signature(method, eval_str=True)

        @wraps(method)
        async def run(self: CogT, talk: Conversation, *args: P.args, **options: P.kwargs) -> None:
            if server:
                guild_of(talk)
            if talk.reader.venue.reader_alone and PRIVATE in signature.parameters:
                options[PRIVATE] = True
            await method(self, talk, *args, **options)

        @wraps(run)
        async def callback(self: CogT, interaction: Interaction, *args: P.args, **options: P.kwargs) -> None:
            called = interaction.command.qualified_name if interaction.command else name
            await self.host.answer(interaction, called, lambda talk: run(self, talk, *args, **options))

        # discord.py would look the annotations' names up in this module, not in the cog's.
        callback.__signature__ = signature  # type: ignore[attr-defined]
        extras = {CURATORS: curators, MANAGERS: managers, SERVER: server}
        made: app_commands.Command[Any, Any, None] = app_commands.command(
            name=name, description=description, extras=extras
        )(
            callback  # type: ignore[arg-type]  # discord.py reads the options from the wrapped method
        )
        return made

    return decorate


# A command that works only on a server that the bot is on.
server_command = partial(command, server=True)


def completes(
    command: app_commands.Command[Any, Any, None], option: str
) -> Callable[[SuggestMethod[CogT]], SuggestMethod[CogT]]:
    """Suggests values for an option while a member types. Its errors end at the client's boundary."""

    def decorate(method: SuggestMethod[CogT]) -> SuggestMethod[CogT]:
        @wraps(method)  # discord.py tells a method from a function by its name
        async def complete(self: CogT, interaction: Interaction, typed: str) -> Choices:
            return await self.host.complete(interaction, typed, partial(method, self))

        command.autocomplete(option)(complete)
        return method

    return decorate


def user_menu(name: str) -> Callable[[MenuMethod], MenuMethod]:
    """Makes an entry in members' Apps menu from a cog's method of a conversation and the member."""
    return _menu(name, discord.AppCommandType.user)


def message_menu(name: str) -> Callable[[MenuMethod], MenuMethod]:
    """Makes an entry in messages' Apps menu from a cog's method of a conversation and the message.

    It works only on a server that the bot is on: what it does to a message is that server's.
    """
    return _menu(name, discord.AppCommandType.message)


def _menu(name: str, kind: discord.AppCommandType) -> Callable[[MenuMethod], MenuMethod]:
    def decorate(method: MenuMethod) -> MenuMethod:
        method.__menu__ = (name, kind)  # type: ignore[attr-defined]  # read by `_marked`
        return method

    return decorate


def on_press(verb: Verb) -> Callable[[Callable[..., Awaitable[None]]], Callable[..., Awaitable[None]]]:
    """Handles every button and menu of this verb, new and old."""

    def decorate(method: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        method.__presses__ = verb  # type: ignore[attr-defined]  # read by `_marked`
        return method

    return decorate


def on_form(verb: Verb) -> Callable[[Callable[..., Awaitable[None]]], Callable[..., Awaitable[None]]]:
    """Handles every submitted form of this verb."""

    def decorate(method: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        method.__submits__ = verb  # type: ignore[attr-defined]  # read by `_marked`
        return method

    return decorate


class _Marked(NamedTuple):
    """The names of a cog's methods that answer menus, buttons and forms, each with what it answers."""

    presses: list[tuple[str, Verb]]
    submits: list[tuple[str, Verb]]
    menus: list[tuple[str, tuple[str, discord.AppCommandType]]]


@cache
def _marked(cog: type[commands.Cog]) -> _Marked:
    methods = [(name, getattr(cog, name)) for name in dir(cog)]
    return _Marked(
        [(name, method.__presses__) for name, method in methods if hasattr(method, "__presses__")],
        [(name, method.__submits__) for name, method in methods if hasattr(method, "__submits__")],
        [(name, method.__menu__) for name, method in methods if hasattr(method, "__menu__")],
    )


class NamidaCog(commands.Cog):
    """A command group with its menus, buttons and forms."""

    def __init__(self, host: Host):
        self.host = host
        self.services = host.services

    async def cog_load(self) -> None:
        marked = _marked(type(self))
        self.host.handlers.update({verb: getattr(self, name) for name, verb in marked.presses})
        self.host.forms.update({verb: getattr(self, name) for name, verb in marked.submits})
        for name, (title, kind) in marked.menus:
            self.host.tree.add_command(self._made_menu(title, kind, getattr(self, name)))
        group = self.app_command
        for root in [group] if group is not None else self.get_app_commands():
            offer(root)

    def _made_menu(
        self, name: str, kind: discord.AppCommandType, method: Callable[..., Awaitable[None]]
    ) -> app_commands.ContextMenu:
        """The menu for Discord. Its method's errors end at the client's boundary."""

        server = kind is discord.AppCommandType.message

        async def run(talk: Conversation, target: Any) -> None:
            if server:
                guild_of(talk)
            await method(talk, target)

        async def callback(interaction: Interaction, target: Any) -> None:
            await self.host.answer(interaction, name, lambda talk: run(talk, target))

        # discord.py reads from it what the menu is opened at.
        callback.__annotations__["target"] = _TARGETS[kind]
        menu = app_commands.ContextMenu(name=name, callback=callback, extras={SERVER: server})
        offer(menu)
        return menu

    async def answered(
        self, talk: Conversation, answer: Answer, read: Callable[[Consent | None], Awaitable[GatedT]]
    ) -> GatedT:
        """What `read` gives after the answer to the question before a spoiler.

        A reader who says that they have seen that far is moved there, and no further. What is worded
        otherwise by now, or tells of another drama, is not what they spoke of: then nothing moves.
        """
        agreed = answer.consent
        found = await read(None if answer.seen else agreed)
        label = found.label
        if not answer.seen or label.up_to is None or agreed.revision not in (None, label.revision):
            return found
        up_to = agreed.up_to or label.up_to
        await self.services.watching.seen_up_to(found.shown.drama, talk.reader, up_to, utcnow())
        return await read(None)

    async def suggest_titles(self, interaction: Interaction, typed: str) -> Choices:
        found = await self.services.catalogue.suggest(typed, interaction.user.id)
        return title_choices(await self.host.texts_of(interaction), found)

    async def suggest_genres(self, interaction: Interaction, typed: str) -> Choices:
        t = await self.host.texts_of(interaction)
        names = await self.services.searching.suggest_labels("genre", typed, partial(words.genre, t))
        return [app_commands.Choice(name=words.genre(t, name)[:100], value=name[:100]) for name in names]


@contextmanager
def keeping_draft(verb: Verb, *subject_ids: int) -> Iterator[None]:
    """Adds to a form's refusal a button that opens the form again as it was typed."""
    try:
        yield
    except (StoreUnavailable, WaitsForModerators, DraftKept):
        raise
    except NamidaError as error:
        raise DraftKept(error, verb, subject_ids) from error


def title_choices(t: Texts, dramas: Iterable[Drama]) -> Choices:
    """Dramas to choose from while a member types. What is chosen is final: `resolve` never asks again."""
    return [_title_choice(t, drama) for drama in dramas]


# The drama's values are the key: with another title or year it is another key. The reader's language and kind
# of titles, which are in their texts, say which title comes first.
@lru_cache(maxsize=KEPT_CHOICES)
def _title_choice(t: Texts, drama: Drama) -> app_commands.Choice[str]:
    return app_commands.Choice(name=words.choice(t, drama), value=Catalogue.chosen(drama.id))


def guild_of(talk: Conversation) -> discord.Guild:
    """The server where the command was used. Raises `ServerOnly` away from the bot's servers."""
    if (guild := talk.guild) is None:
        raise ServerOnly
    return guild


def require_manager(talk: Conversation) -> discord.Guild:
    """The server, if the reader may manage it.

    Discord hides the command from others, and this refuses them.
    """
    guild = guild_of(talk)
    if not talk.reader.manages_guild:
        raise NotAllowed("manage_guild")
    return guild


def require_curator(talk: Conversation) -> discord.Guild:
    """The server, if the reader may publish synopses there, as a moderator or a curator."""
    guild = guild_of(talk)
    if not talk.reader.curator:
        raise CuratorsOnly
    return guild
