"""Messages that are marked as spoilers, from the question what they tell of to the repost that stands."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime

from bot.domain.marked import FileCarried, FileThere, Marked, Original, Place, Superseded
from bot.domain.spoilers import Shape
from bot.store import catalogue
from bot.store.moments import written


def place(connection: sqlite3.Connection, channel_id: int) -> Place | None:
    """What the thread is about, if it is one of the board's."""
    row = connection.execute(
        "SELECT drama_id, last_episode FROM thread WHERE thread_id = ?", (channel_id,)
    ).fetchone()
    drama = catalogue.get(connection, row[0]) if row else None
    return Place(drama, row[1]) if drama else None


def ask(connection: sqlite3.Connection, original: Original, marked_by: int, now: datetime) -> bool:
    """Keep a message while it is asked what it tells of; False if it is being reposted, or has been."""
    connection.execute(
        "DELETE FROM marked WHERE message_id = ? AND (state = 'asked' OR state = 'planned' AND NOT EXISTS"
        " (SELECT 1 FROM outbox o WHERE o.id = outbox_id AND o.state <> 'dropped'))",
        (original.message_id,),
    )
    files = json.dumps([astuple(file) for file in original.files])
    added = connection.execute(
        "INSERT INTO marked (message_id, guild_id, channel_id, author_id, marked_by, text, files, state, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 'asked', ?) ON CONFLICT (message_id) DO NOTHING",
        (
            original.message_id,
            original.guild_id,
            original.channel_id,
            original.author_id,
            marked_by,
            original.text,
            files,
            written(now),
        ),
    )
    return added.rowcount == 1


def asked(connection: sqlite3.Connection, message_id: int, marked_by: int) -> Original | None:
    """The message that this member was asked about."""
    row = connection.execute(
        "SELECT guild_id, channel_id, author_id, text, files FROM marked"
        " WHERE message_id = ? AND marked_by = ? AND state = 'asked'",
        (message_id, marked_by),
    ).fetchone()
    if row is None:
        return None
    guild_id, channel_id, author_id, text, files = row
    there = tuple(FileThere(url, name, size) for url, name, size in json.loads(files))
    return Original(message_id, guild_id, channel_id, author_id, text, there)


def plan(
    connection: sqlite3.Connection,
    message_id: int,
    drama_id: int,
    episode: int,
    files: Sequence[FileCarried],
    outbox_id: int,
) -> None:
    """It is known what the message tells of, its files are here, and its repost is planned."""
    connection.execute(
        "UPDATE marked SET drama_id = ?, episode = ?, outbox_id = ?, files = '[]', state = 'planned'"
        " WHERE message_id = ? AND state = 'asked'",
        (drama_id, episode, outbox_id, message_id),
    )
    connection.executemany(
        "INSERT INTO marked_file (message_id, position, name, content) VALUES (?, ?, ?, ?)",
        [(message_id, at, file.name, file.content) for at, file in enumerate(files, 1)],
    )


def get(connection: sqlite3.Connection, message_id: int) -> Marked | None:
    """A message whose repost is planned or stands, with whatever of it is still kept."""
    row = connection.execute(
        "SELECT author_id, drama_id, episode, text, sealed FROM marked"
        " WHERE message_id = ? AND drama_id IS NOT NULL",
        (message_id,),
    ).fetchone()
    drama = catalogue.get(connection, row[1]) if row else None
    if row is None or drama is None:
        return None
    files = connection.execute(
        "SELECT name, content FROM marked_file WHERE message_id = ? ORDER BY position", (message_id,)
    ).fetchall()
    author_id, _, episode, text, sealed = row
    carried = tuple(FileCarried(name, content) for name, content in files)
    shape = Shape.ASK if sealed else Shape.BARS
    return Marked(message_id, author_id, drama, episode, text, carried, shape)


def seal(connection: sqlite3.Connection, message_id: int, sealed: bool) -> None:
    connection.execute("UPDATE marked SET sealed = ? WHERE message_id = ?", (sealed, message_id))


def superseded(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Superseded]:
    """Originals whose reposts stand."""
    rows = connection.execute(
        "SELECT message_id, guild_id, channel_id, tries FROM marked"
        " WHERE state = 'sent' AND (retry_at IS NULL OR retry_at <= ?) ORDER BY message_id LIMIT ?",
        (written(now), limit),
    )
    return [Superseded(*row) for row in rows]


def done(connection: sqlite3.Connection, message_id: int) -> None:
    """The original is gone, or stays for good: what nobody needs of it any more is forgotten."""
    connection.execute("UPDATE marked SET state = 'done' WHERE message_id = ?", (message_id,))
    connection.execute("UPDATE marked SET text = '' WHERE message_id = ? AND sealed = 0", (message_id,))
    connection.execute(
        "DELETE FROM marked_file WHERE message_id = ?1"
        " AND (SELECT sealed FROM marked m WHERE m.message_id = ?1) = 0",
        (message_id,),
    )


def put_off(connection: sqlite3.Connection, message_id: int, until: datetime) -> None:
    connection.execute(
        "UPDATE marked SET tries = tries + 1, retry_at = ? WHERE message_id = ?",
        (written(until), message_id),
    )


def next_try(connection: sqlite3.Connection) -> str | None:
    """When the next original is to be removed that could not be removed at once."""
    (soonest,) = connection.execute("SELECT min(retry_at) FROM marked WHERE state = 'sent'").fetchone()
    return None if soonest is None else str(soonest)


def forget(connection: sqlite3.Connection, message_id: int) -> None:
    connection.execute("DELETE FROM marked WHERE message_id = ?", (message_id,))


def purge(connection: sqlite3.Connection, asked_before: datetime) -> int:
    """Forget what was asked about and never answered, or planned and dropped; how many that were."""
    gone = connection.execute(
        "DELETE FROM marked WHERE state = 'asked' AND at < ? OR state = 'planned' AND NOT EXISTS"
        " (SELECT 1 FROM outbox o WHERE o.id = outbox_id AND o.state <> 'dropped')",
        (written(asked_before),),
    )
    return gone.rowcount
