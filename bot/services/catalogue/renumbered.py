"""Records renumbered episodes, so that moderators are told and the change can be undone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.domain.changes import Stamp
from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.outbox import NewPost, Post, Target
from bot.domain.post_keys import renumbered
from bot.store.catalogue import catalogue as dramas
from bot.store.catalogue import changes, refreshing, renumbering
from bot.store.database import Database
from bot.store.posts import outbox

RENUMBERED = "episodes renumbered"  # the kind of post

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A drama whose episodes got other numbers, with the old and new numbers."""

    drama: Drama
    steps: Mapping[int, int]


def telling(connection: sqlite3.Connection, drama_id: int, now: datetime, work: Callable[[], T]) -> T:
    """Do this change, and tell the affected servers if it moved numbers."""
    since = renumbering.last(connection)
    done = work()
    for ident in renumbering.steps_since(connection, since, drama_id):
        for guild_id in renumbering.concerned(connection, drama_id):
            key = renumbered(ident, guild_id)
            target = Target(guild_id=guild_id, purpose=Purpose.LOG)
            outbox.put(connection, NewPost(key, RENUMBERED, target, now, {"renumbering": ident}))
    return done


def recorded(
    connection: sqlite3.Connection,
    drama_id: int,
    gathered: refreshing.Gathered,
    now: datetime,
    work: Callable[[], T],
) -> T:
    """Do an automatic change. If it moves numbers, record it so that it can be undone."""
    if not refreshing.plan(connection, drama_id, gathered).renumbers:
        return work()
    with changes.recorded(connection, (drama_id,), Stamp("catalogue.renumber", None, None, now)):
        return work()


async def told(database: Database, post: Post) -> Renumbered | None:
    """The content of the post about it. None if the drama is hidden."""
    ident = int(str(post.payload["renumbering"]))

    def read(connection: sqlite3.Connection) -> Renumbered | None:
        found = renumbering.get(connection, ident)
        drama = dramas.get(connection, found[0]) if found else None
        return Renumbered(drama, found[1]) if found and drama else None

    return await database.read(read)
