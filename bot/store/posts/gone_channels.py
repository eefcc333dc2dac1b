"""The ledger's rows of channels and threads that were deleted.

Their messages can never change again. Reviews and comments stay: changed by their authors, they are posted
again. What opens a thread, and its tags, go with the thread's own row.
"""

from __future__ import annotations

import json
import sqlite3

from bot.store.pieces import PIECE

# Word for word the condition of the index `posted_by_channel`.
_GO = "kind NOT IN ('review', 'comment', 'opener', 'tags')"


def channels(connection: sqlite3.Connection) -> list[int]:
    """The channels and threads with messages that go with them, in order, but for the board's threads."""
    rows = connection.execute(
        f"WITH RECURSIVE c(id) AS (SELECT min(channel_id) FROM posted WHERE {_GO} UNION ALL"
        f" SELECT (SELECT min(channel_id) FROM posted WHERE {_GO} AND channel_id > c.id) FROM c"
        " WHERE c.id IS NOT NULL)"
        " SELECT id FROM c WHERE id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM thread t WHERE t.thread_id = c.id)"
    )
    return [ident for (ident,) in rows]


def forget(connection: sqlite3.Connection, channel_id: int) -> int:
    """Forget a piece of the messages of a channel that is gone, and what is kept of marked ones.

    Returns how many; 0 when none is left.
    """
    rows = connection.execute(
        f"SELECT id, kind, subject FROM posted WHERE channel_id = ? AND {_GO} LIMIT ?", (channel_id, PIECE)
    ).fetchall()
    marked = [subject for _, kind, subject in rows if kind == "marked"]
    connection.execute(
        "DELETE FROM posted WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps([ident for ident, _, _ in rows]),),
    )
    connection.execute(
        "DELETE FROM marked WHERE message_id IN (SELECT value FROM json_each(?))", (json.dumps(marked),)
    )
    return len(rows)
