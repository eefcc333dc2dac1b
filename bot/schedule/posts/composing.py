"""The interface between the scheduler and each kind of post or chore."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import discord

from bot.domain.message_ledger import Thing
from bot.domain.outbox import Post
from bot.i18n import Texts
from bot.present.layout import Screen


@dataclass(frozen=True, slots=True)
class ForumPost:
    """What a post is called where it goes to a forum, and its tags there, each by the names it may have."""

    name: str
    tags: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """A post ready to be sent. `pings` are the roles that it may notify; without any it is silent.

    `drawn` are files beside the view's own pictures.

    `forum` is set where its channel may be a forum. `shows` is for an answer to a command that is shown
    again: what of members' words it shows now. `noted` notes that it stands, where a kind has more to note.
    """

    view: Screen
    drawn: Sequence[discord.File] = ()
    pings: tuple[int, ...] = ()
    forum: ForumPost | None = None
    shows: tuple[Thing, ...] = ()
    noted: Callable[[], Awaitable[None]] | None = None

    @property
    def files(self) -> list[discord.File]:
        """All files of the message: those that were made for it, and the pictures of the view."""
        return [*self.drawn, *self.view.files()]


# Composes a post in the texts of its readers; None where there is nothing left to say (it is dropped).
Composer = Callable[[Post, Texts], Awaitable[Composed | None]]
# Takes half of what a post says into a post of its own; False where it says one thing alone. So what
# cannot be composed, or is refused as ill-formed, comes to stand by itself, and takes nothing with it.
Splitter = Callable[[Post], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Chore:
    """Something done again and again; `run` is told the time (UTC) and says when it is next due.

    It may run again after a crash, so doing it twice must do no harm. A run has at most
    `chores.PATIENCE`: what takes longer does a part of it, and is due again at once.
    """

    name: str
    run: Callable[[datetime], Awaitable[datetime]]
    # How long after the very first start it is first due. Well beyond a test's patience for what is
    # about to happen: SimCord waits for timers of less than five seconds.
    first_after: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Agenda:
    """`composers` by the `kind` of post that they compose, `splitters` for kinds that say several things."""

    composers: Mapping[str, Composer]
    chores: tuple[Chore, ...]
    splitters: Mapping[str, Splitter]
