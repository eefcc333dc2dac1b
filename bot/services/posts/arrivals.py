"""Tells moderators, in one post to their log channel, what waits for them."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from bot.domain.guilds import Purpose
from bot.domain.outbox import NewPost, Payload, Target
from bot.store.guilds import guilds
from bot.store.posts import outbox

TOGETHER = timedelta(minutes=5)  # what comes within so long a time is one notice
NEWS_WORTH = timedelta(days=7)  # until then, moderators and members are told of what was decided or came


def tell_log(
    connection: sqlite3.Connection,
    guild_id: int,
    kind: str,
    key: str,
    now: datetime,
    payload: Payload | None = None,
) -> None:
    """Plan one post to the log channel, if there is one, for all of this kind that comes within `TOGETHER`.

    `key` keeps two posts of one kind apart.
    """
    target = Target(guild_id=guild_id, purpose=Purpose.LOG)
    if Purpose.LOG not in guilds.get(connection, guild_id).channels:
        return
    if outbox.is_planned(connection, kind, target):
        return
    outbox.put(
        connection, NewPost(key, kind, target, now + TOGETHER, payload or {}, expires_at=now + NEWS_WORTH)
    )
