"""Stores messages that are marked as spoilers, from the question about them to their repost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime

from bot.domain.marked import FileCarried, FileThere, Marked, Original, ThreadPlace
from bot.domain.message_ledger import Kind, Place, Thing
from bot.domain.screening import Passed
from bot.domain.spoilers import Shape
from bot.domain.writings import WritingKind
from bot.store.catalogue import catalogue
from bot.store.moderation.takedowns import stands_here
from bot.store.moderation.writings import is_kept
from bot.store.pieces import PIECE
from bot.store.posts import message_ledger
from bot.store.timestamps import written

# Whether no moderator has taken it down.
_STANDS = stands_here(WritingKind.MARKED, "marked.message_id", "marked.guild_id")


def place(connection: sqlite3.Connection, channel_id: int) -> ThreadPlace | None:
    """The drama and episodes of a thread, if it is one of the board's."""
    row = connection.execute(
        "SELECT drama_id, last_episode FROM thread WHERE thread_id = ?", (channel_id,)
    ).fetchone()
    drama = catalogue.get(connection, row[0]) if row else None
    return ThreadPlace(drama, row[1]) if drama else None


def ask(
    connection: sqlite3.Connection, original: Original, text: Passed, marked_by: int, now: datetime
) -> bool:
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
            text,
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
        f"SELECT author_id, drama_id, episode, text, sealed, {_STANDS} FROM marked"
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
    author_id, _, episode, text, sealed, stands = row
    carried = tuple(FileCarried(*file) for file in files)
    shape = Shape.ASK if sealed else Shape.BARS
    return Marked(message_id, author_id, drama, episode, text, carried, shape, down=not stands)


def composed(connection: sqlite3.Connection, found: Marked, guild_id: int, outbox_id: int) -> None:
    """Record that the repost is composed under its guild's current policy."""
    connection.execute(
        "UPDATE marked SET sealed = ? WHERE message_id = ?", (found.shape is Shape.ASK, found.message_id)
    )
    message_ledger.composed(connection, Kind.MARKED, found.message_id, found.drama.id, guild_id, outbox_id)


def author(connection: sqlite3.Connection, message_id: int, guild_id: int | None) -> int | None:
    """The author of a guild's reposted message, even if its drama is gone."""
    row = connection.execute(
        "SELECT author_id FROM marked WHERE message_id = ? AND guild_id = ? AND drama_id IS NOT NULL",
        (message_id, guild_id),
    ).fetchone()
    return None if row is None else int(row[0])


def channel_of(connection: sqlite3.Connection, message_id: int) -> int | None:
    """The channel where a message was written."""
    row = connection.execute("SELECT channel_id FROM marked WHERE message_id = ?", (message_id,)).fetchone()
    return int(row[0]) if row else None


def stands(connection: sqlite3.Connection, message_id: int, repost_id: int) -> None:
    """A message shows what was marked, of which an earlier version did not note so."""
    row = connection.execute(
        "SELECT guild_id, channel_id, drama_id FROM marked WHERE message_id = ?", (message_id,)
    ).fetchone()
    if row is not None:
        thing, place = Thing(Kind.MARKED, message_id, row[2]), Place(row[0], row[1], repost_id)
        message_ledger.stands(connection, thing, place)


def correct(connection: sqlite3.Connection, message_id: int, drama_id: int, episode: int) -> bool:
    """Have the label say something else; False if the label is already the same."""
    changed = connection.execute(
        "UPDATE marked SET drama_id = ?1, episode = ?2"
        " WHERE message_id = ?3 AND (drama_id <> ?1 OR episode <> ?2)",
        (drama_id, episode, message_id),
    )
    return changed.rowcount == 1


def known(connection: sqlite3.Connection, message_id: int) -> bool:
    """Whether the message is marked still, whatever became of its drama."""
    row = connection.execute("SELECT 1 FROM marked WHERE message_id = ?", (message_id,)).fetchone()
    return row is not None


# --- what a repost holds, and what is kept here ---


def keep(connection: sqlite3.Connection, message_id: int, text: str, files: Sequence[FileCarried]) -> bool:
    """Keep a message's words, because its repost will lose them. Returns whether anything is kept.

    Words that are already kept come from the message itself and stay. Words read back never replace them.
    """
    if is_kept(connection, message_id):
        return True
    if not (text or files):
        return False
    kept = connection.execute("UPDATE marked SET text = ? WHERE message_id = ?", (text, message_id))
    if kept.rowcount:
        _put_files(connection, message_id, files)
    return kept.rowcount == 1


def showing(connection: sqlite3.Connection, message_id: int, *, sealed: bool) -> None:
    """The repost hides as it should; what it holds itself is kept no longer."""
    connection.execute("UPDATE marked SET sealed = ? WHERE message_id = ?", (sealed, message_id))
    _let_go(connection, message_id)


def done(connection: sqlite3.Connection, message_id: int) -> None:
    """Record that the original is deleted or stays forever, and delete what is no longer needed."""
    connection.execute("UPDATE marked SET state = 'done' WHERE message_id = ?", (message_id,))
    _let_go(connection, message_id)


def _let_go(connection: sqlite3.Connection, message_id: int) -> None:
    """Delete the words and files of a message whose repost holds them, now and later."""
    if message_ledger.is_outdated(connection, Kind.MARKED, message_id):
        return
    held = f"message_id = ? AND state = 'done' AND sealed = 0 AND {_STANDS}"
    connection.execute(
        f"DELETE FROM marked_file WHERE message_id = (SELECT message_id FROM marked WHERE {held})",
        (message_id,),
    )
    connection.execute(f"UPDATE marked SET text = '' WHERE {held}", (message_id,))


def forget(connection: sqlite3.Connection, message_id: int) -> None:
    connection.execute("DELETE FROM marked WHERE message_id = ?", (message_id,))


def purge(connection: sqlite3.Connection, asked_before: datetime) -> int:
    """Delete a piece of the messages whose question was never answered or whose repost was dropped.

    Returns how many; 0 when none is left.
    """
    gone = connection.execute(
        "DELETE FROM marked WHERE message_id IN (SELECT message_id FROM marked"
        " WHERE state <> 'done' AND (state = 'asked' AND at < ? OR state = 'planned' AND NOT EXISTS"
        " (SELECT 1 FROM outbox o WHERE o.id = outbox_id AND o.state <> 'dropped')) LIMIT ?)",
        (written(asked_before), PIECE),
    )
    return gone.rowcount
