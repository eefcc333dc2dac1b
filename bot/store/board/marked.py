"""Stores messages that are marked as spoilers, from the question about them to their repost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime

from bot.domain.marked import FileCarried, FileThere, Marked, Original, Reposted, Superseded, ThreadPlace
from bot.domain.spoilers import Shape
from bot.store.catalogue import catalogue
from bot.store.timestamps import written


def place(connection: sqlite3.Connection, channel_id: int) -> ThreadPlace | None:
    """The drama and episodes of a thread, if it is one of the board's."""
    row = connection.execute(
        "SELECT drama_id, last_episode FROM thread WHERE thread_id = ?", (channel_id,)
    ).fetchone()
    drama = catalogue.get(connection, row[0]) if row else None
    return ThreadPlace(drama, row[1]) if drama else None


def ask(connection: sqlite3.Connection, original: Original, marked_by: int, now: datetime) -> bool:
    """Keep a message during the question about it. False if it is being reposted, or has been."""
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
    there = tuple(FileThere(*file) for file in json.loads(files))
    return Original(message_id, guild_id, channel_id, author_id, text, there)


def plan(
    connection: sqlite3.Connection,
    message_id: int,
    drama_id: int,
    episode: int,
    files: Sequence[FileCarried],
    outbox_id: int,
) -> None:
    """Store the message's label and files, and plan its repost."""
    connection.execute(
        "UPDATE marked SET drama_id = ?, episode = ?, outbox_id = ?, files = '[]', state = 'planned'"
        " WHERE message_id = ? AND state = 'asked'",
        (drama_id, episode, outbox_id, message_id),
    )
    _put_files(connection, message_id, files)


def _put_files(connection: sqlite3.Connection, message_id: int, files: Sequence[FileCarried]) -> None:
    connection.executemany(
        "INSERT INTO marked_file (message_id, position, name, content, description) VALUES (?, ?, ?, ?, ?)",
        [(message_id, at, file.name, file.content, file.description) for at, file in enumerate(files, 1)],
    )


def get(connection: sqlite3.Connection, message_id: int) -> Marked | None:
    """A message with a planned or posted repost, and everything of it that is still kept."""
    row = connection.execute(
        "SELECT author_id, drama_id, episode, text, sealed FROM marked"
        " WHERE message_id = ? AND drama_id IS NOT NULL",
        (message_id,),
    ).fetchone()
    drama = catalogue.get(connection, row[1]) if row else None
    if row is None or drama is None:
        return None
    files = connection.execute(
        "SELECT name, content, description FROM marked_file WHERE message_id = ? ORDER BY position",
        (message_id,),
    ).fetchall()
    author_id, _, episode, text, sealed = row
    carried = tuple(FileCarried(*file) for file in files)
    shape = Shape.ASK if sealed else Shape.BARS
    return Marked(message_id, author_id, drama, episode, text, carried, shape)


def composed(connection: sqlite3.Connection, message_id: int, *, sealed: bool) -> None:
    """Record that the repost is composed under its guild's current policy."""
    connection.execute(
        "UPDATE marked SET sealed = ?, shown = revision WHERE message_id = ?", (sealed, message_id)
    )


def author(connection: sqlite3.Connection, message_id: int, guild_id: int | None) -> int | None:
    """The author of a guild's reposted message, even if its drama is gone."""
    row = connection.execute(
        "SELECT author_id FROM marked WHERE message_id = ? AND guild_id = ? AND drama_id IS NOT NULL",
        (message_id, guild_id),
    ).fetchone()
    return None if row is None else int(row[0])


def take_away(connection: sqlite3.Connection, message_id: int, repost_id: int) -> None:
    """Delete a message, and queue its repost for deletion: the known one, or else `repost_id`."""
    connection.execute(
        "UPDATE marked SET repost_id = ? WHERE message_id = ? AND repost_id IS NULL", (repost_id, message_id)
    )
    forget(connection, message_id)


def correct(
    connection: sqlite3.Connection, message_id: int, repost_id: int, drama_id: int, episode: int
) -> bool:
    """Change the label and mark its repost as outdated: the known one, or else `repost_id`.

    False if the label is already the same.
    """
    changed = connection.execute(
        "UPDATE marked SET drama_id = ?1, episode = ?2, repost_id = ifnull(repost_id, ?3),"
        " revision = revision + 1, corrected = revision + 1, tries = 0, retry_at = NULL"
        " WHERE message_id = ?4 AND (drama_id <> ?1 OR episode <> ?2)",
        (drama_id, episode, repost_id, message_id),
    )
    return changed.rowcount == 1


# --- reposts that follow their guild's policy, and their label ---


def outdated(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Reposted]:
    """Outdated reposts. Left out while the original is visible, because then there is nothing to hide."""
    rows = connection.execute(
        "SELECT message_id, guild_id, channel_id, repost_id, revision, tries, corrected > shown FROM marked"
        " WHERE state = 'done' AND revision <> shown AND repost_id IS NOT NULL"
        " AND (retry_at IS NULL OR retry_at <= ?) ORDER BY message_id LIMIT ?",
        (written(now), limit),
    )
    return [
        Reposted(message_id, guild_id, channel_id, repost_id, revision, tries, bool(relabelled))
        for message_id, guild_id, channel_id, repost_id, revision, tries, relabelled in rows
    ]


def keep(connection: sqlite3.Connection, message_id: int, text: str, files: Sequence[FileCarried]) -> bool:
    """Keep a message's words, because its repost will lose them. Returns whether anything is kept.

    Words that are already kept come from the message itself and stay. Words read back never replace them.
    """
    if _is_kept(connection, message_id):
        return True
    if not (text or files):
        return False
    kept = connection.execute("UPDATE marked SET text = ? WHERE message_id = ?", (text, message_id))
    if kept.rowcount:
        _put_files(connection, message_id, files)
    return kept.rowcount == 1


def _is_kept(connection: sqlite3.Connection, message_id: int) -> bool:
    row = connection.execute(
        "SELECT 1 FROM marked m WHERE message_id = ? AND (text <> '' OR EXISTS"
        " (SELECT 1 FROM marked_file f WHERE f.message_id = m.message_id))",
        (message_id,),
    ).fetchone()
    return row is not None


def showing(connection: sqlite3.Connection, post: Reposted, *, sealed: bool) -> None:
    """Record that the repost is up to date at this revision, and delete the words that it holds itself."""
    connection.execute(
        "UPDATE marked SET sealed = ?, shown = ?, tries = 0, retry_at = NULL WHERE message_id = ?",
        (sealed, post.revision, post.message_id),
    )
    _let_go(connection, post.message_id)


def stays(connection: sqlite3.Connection, post: Reposted) -> None:
    """Record that the repost stays as it is. Nothing is deleted, because its content is unknown."""
    connection.execute(
        "UPDATE marked SET shown = ?, tries = 0, retry_at = NULL WHERE message_id = ?",
        (post.revision, post.message_id),
    )


# --- originals, and what was removed ---


def superseded(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Superseded]:
    """Originals with a posted repost."""
    rows = connection.execute(
        "SELECT message_id, guild_id, channel_id, tries FROM marked"
        " WHERE state = 'sent' AND (retry_at IS NULL OR retry_at <= ?) ORDER BY message_id LIMIT ?",
        (written(now), limit),
    )
    return [Superseded(*row) for row in rows]


def done(connection: sqlite3.Connection, message_id: int) -> None:
    """Record that the original is deleted or stays forever, and delete what is no longer needed."""
    connection.execute(
        "UPDATE marked SET state = 'done', tries = 0, retry_at = NULL WHERE message_id = ?", (message_id,)
    )
    _let_go(connection, message_id)


def _let_go(connection: sqlite3.Connection, message_id: int) -> None:
    """Delete the words and files of a message whose repost holds them, now and later."""
    held = "message_id = ? AND state = 'done' AND sealed = 0 AND revision = shown"
    connection.execute(
        f"DELETE FROM marked_file WHERE message_id = (SELECT message_id FROM marked WHERE {held})",
        (message_id,),
    )
    connection.execute(f"UPDATE marked SET text = '' WHERE {held}", (message_id,))


def gone(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Superseded]:
    """Removed messages that must still be deleted on Discord."""
    rows = connection.execute(
        "SELECT message_id, guild_id, channel_id, tries FROM marked_gone"
        " WHERE retry_at IS NULL OR retry_at <= ? ORDER BY message_id LIMIT ?",
        (written(now), limit),
    )
    return [Superseded(*row) for row in rows]


def deleted(connection: sqlite3.Connection, message_id: int) -> None:
    """Record that a removed message is deleted, or never will be."""
    connection.execute("DELETE FROM marked_gone WHERE message_id = ?", (message_id,))


def put_off(connection: sqlite3.Connection, message_id: int, until: datetime) -> None:
    """Record that Discord refused to delete or change a message, and when to try again."""
    for table in ("marked", "marked_gone"):
        connection.execute(
            f"UPDATE {table} SET tries = tries + 1, retry_at = ? WHERE message_id = ?",
            (written(until), message_id),
        )


def next_try(connection: sqlite3.Connection) -> str | None:
    """When to try the next refused message again."""
    (soonest,) = connection.execute(
        "SELECT min(at) FROM (SELECT retry_at AS at FROM marked WHERE retry_at IS NOT NULL"
        " UNION ALL SELECT retry_at FROM marked_gone)"
    ).fetchone()
    return None if soonest is None else str(soonest)


def forget(connection: sqlite3.Connection, message_id: int) -> None:
    connection.execute("DELETE FROM marked WHERE message_id = ?", (message_id,))


def purge(connection: sqlite3.Connection, asked_before: datetime) -> int:
    """Delete messages whose question was never answered or whose repost was dropped. Returns how many."""
    gone = connection.execute(
        "DELETE FROM marked WHERE state = 'asked' AND at < ? OR state = 'planned' AND NOT EXISTS"
        " (SELECT 1 FROM outbox o WHERE o.id = outbox_id AND o.state <> 'dropped')",
        (written(asked_before),),
    )
    return gone.rowcount
