"""The cogs as they are, without Discord: what a handler says is overheard, and to whom.

Whole handlers run on the real services, over a database in memory: thousands of stories take minutes.
What a handler can know from Discord alone (channels, permissions, messages) is not here: one that asks for
it raises `NeedsDiscord`, and `tests/cogs/leaks` walks it through the simulated Discord instead.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import discord
from discord import app_commands, ui

from bot.domain.dramas import CatalogueEntry, EpisodeFacts
from bot.domain.members import Reader
from bot.domain.message_ledger import Place
from bot.i18n import texts
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.layout import Screen
from bot.services.container import Services
from bot.store import migrations
from bot.store.catalogue import revision
from bot.store.database import Database
from bot.store.kept import Changes
from bot.store.together import Work
from bot.store.transactions import transaction
from cogs.base import Handler, NamidaCog
from tests.store.memory import add
from tests.world import Component

T = TypeVar("T")

CHANNEL = 900
MESSAGES = itertools.count(1_000_000)  # what Discord would call the messages


class NeedsDiscord(Exception):  # noqa: N818 - no error: the story goes on without it
    """A handler asked for what Discord alone knows."""


# --- a database without a file, and without a thread ---


class InMemory(Database):
    """A database of one connection: reading and writing are what they are on disk, one after the other."""

    def __init__(self, connection: sqlite3.Connection):
        self.path = Path(":memory:")
        self.changes = Changes()
        self.connection = connection

    async def read(self, work: Work[T]) -> T:
        with transaction(self.connection, "BEGIN"):
            return work(self.connection)

    read_briefly = read

    async def write(self, work: Work[T]) -> T:
        self.changes.tell_all()
        with transaction(self.connection, "BEGIN IMMEDIATE"):
            return work(self.connection)

    write_patiently = write

    def revision(self) -> int | None:
        return revision.of(self.connection)


def catalogue(*entries: tuple[str, int]) -> bytes:
    """A database with these dramas, of so many episodes each, to be copied."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrations.migrate(connection, Path(":memory:"))
        with transaction(connection, "BEGIN"):
            for title, episodes in entries:
                listed = tuple(EpisodeFacts(number) for number in range(1, episodes + 1))
                add(connection, CatalogueEntry(title, episodes=episodes, year=2024, episode_list=listed))
        return connection.serialize()
    finally:
        connection.close()


def opened(template: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(template)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


# --- what is said ---


@dataclass
class Said:
    """A screen that a handler showed: its parts, and whether its reader alone sees it.

    `anew`: it is a message of its own, `message_id`; else it takes the place of the one that was pressed.
    """

    parts: list[Component]
    private: bool
    anew: bool
    files: list[str] = field(default_factory=list)
    message_id: int = 0


class Overheard(Conversation):
    """A conversation with a reader that keeps what is said in it.

    `on` is whether the message that was pressed is the reader's alone; None: no message was, but a command.
    """

    def __init__(self, reader: Reader, on: bool | None = None, message_id: int = 0):
        self.message_id = message_id  # of the message that was pressed
        self.reader = reader
        self.t = texts(reader.language, reader.stars_out_of)
        self.public_t = texts(reader.public_language)
        self.call = None
        self.on = on
        self.said: list[Said] = []

    @property
    def interaction(self) -> discord.Interaction[Any]:  # type: ignore[override]  # there is none
        raise NeedsDiscord

    @property
    def message_is_private(self) -> bool:
        return bool(self.on)

    @property
    def follows(self) -> bool:
        return not self.reader.venue.reader_alone

    async def place_of_answer(self, message_id: int | None) -> Place | None:
        return self._place(message_id or 0)

    @property
    def pressed_place(self) -> Place | None:
        return self._place(self.message_id) if self.on is False else None

    def _place(self, message_id: int) -> Place | None:
        guild_id = self.reader.guild_id
        return Place(guild_id, CHANNEL, message_id) if guild_id is not None and message_id else None

    async def reply(self, view: Screen, *, private: bool = True, files: Sequence[discord.File] = ()) -> int:
        return self._hear(view, files, private=private, anew=True)

    async def update(self, view: Screen, *, files: Sequence[discord.File] = ()) -> None:
        self._hear(view, files, private=self.on is not False, anew=self.on is None)

    async def ask(self, form: ui.Modal, *, private: bool = False) -> None:
        parts = [dict(part) for part in form.to_dict()["components"]]
        self.said.append(Said(parts, private=True, anew=True))

    async def dismiss(self) -> None:
        return

    def _hear(self, view: Screen, files: Sequence[discord.File], *, private: bool, anew: bool) -> int:
        parts: list[Component] = view.to_components()
        read = [f"{file.filename} {file.fp.read()!r}" for file in files]
        ident = next(MESSAGES) if anew else self.message_id
        self.said.append(Said(parts, private, anew, read, ident))
        return ident


class Handlers(dict[str, Handler]):
    """The handlers of the cogs that are here, whether a press or another handler asks for them."""

    def __missing__(self, verb: str) -> Handler:
        raise NeedsDiscord


class Stage:
    """The host of cogs that no client runs."""

    def __init__(self, services: Services):
        self.services = services
        self.handlers: dict[str, Handler] = Handlers()
        self.forms: dict[str, Any] = {}
        self.tree = SimpleNamespace(add_command=lambda _: None)
        self._talk: Overheard | None = None

    async def bring(self, *cogs: type[NamidaCog]) -> None:
        for cog in cogs:
            await cog(cast(Any, self)).cog_load()

    async def answer(self, _: object, __: str, run: Callable[[Conversation], Awaitable[None]]) -> None:
        assert self._talk is not None
        await run(self._talk)

    async def use(self, cog: type[NamidaCog], name: str, talk: Overheard, **options: object) -> list[Said]:
        """Use the command that is this method of a cog."""
        command: app_commands.Command[Any, Any, None] = getattr(cog, name)
        self._talk = talk
        await command.callback(
            cast(Any, cog(cast(Any, self))), cast(Any, SimpleNamespace(command=None)), **options
        )
        return talk.said

    async def press(self, talk: Overheard, pressed: Pressed) -> list[Said]:
        """Press a button or choose in a menu; raises `NeedsDiscord` for one of a cog that is not here."""
        await self.handlers[pressed.verb](talk, pressed)
        return talk.said


Now = Callable[[], datetime]
