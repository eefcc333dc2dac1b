"""Which message shows which text, and whether it is up to date; the same for each kind of post.

A kind has two tables: what is shown (`review`), with a `revision` that counts its changes, and its
messages (`review_post`), each with the revision that it shows; 0 where the guild hides spoilers in
another way now. A message outlives what it shows, until it is removed.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bot.domain.message_ledger import Posted
from bot.store.timestamps import moment, written


def next_retry(connection: sqlite3.Connection, table: str) -> datetime | None:
    """When the first message of a table is tried again that Discord refused to change."""
    (soonest,) = connection.execute(
        f"SELECT min(retry_at) FROM {table} WHERE retry_at IS NOT NULL"
    ).fetchone()
    return moment(soonest)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The messages of one kind; `kind` is the table of what they show."""

    kind: str

    @property
    def _key(self) -> str:
        return f"{self.kind}_id"

    @property
    def _messages(self) -> str:
        return f"{self.kind}_post"

    def composed(self, connection: sqlite3.Connection, ident: int, guild_id: int) -> None:
        """A post is made of this as it is now; its message is learnt of once it is sent."""
        connection.execute(
            f"INSERT INTO {self._messages} ({self._key}, guild_id, revision)"
            f" SELECT id, ?, revision FROM {self.kind} WHERE id = ?"
            " ON CONFLICT DO UPDATE SET revision = excluded.revision",
            (guild_id, ident),
        )

    def message_of(self, connection: sqlite3.Connection, ident: int, guild_id: int) -> tuple[int, int] | None:
        """The channel and message that show it in a guild."""
        row = connection.execute(
            f"SELECT channel_id, message_id FROM {self._messages}"
            f" WHERE {self._key} = ? AND guild_id = ? AND message_id IS NOT NULL",
            (ident, guild_id),
        ).fetchone()
        return (row[0], row[1]) if row else None

    def outdated(self, connection: sqlite3.Connection, now: datetime, limit: int) -> list[Posted]:
        """Messages that have yet to be edited or removed, those that are due."""
        rows = connection.execute(
            f"SELECT p.{self._key}, p.guild_id, p.channel_id, p.message_id, coalesce(s.revision, 0),"
            " s.id IS NULL OR s.hidden OR d.hidden, p.revision <> 0, p.tries"
            f" FROM {self._messages} p LEFT JOIN {self.kind} s ON s.id = p.{self._key}"
            " LEFT JOIN drama d ON d.id = s.drama_id WHERE p.message_id IS NOT NULL"
            " AND (s.id IS NULL OR s.hidden OR d.hidden OR p.revision <> s.revision)"
            f" AND (p.retry_at IS NULL OR p.retry_at <= ?) ORDER BY p.{self._key}, p.guild_id LIMIT ?",
            (written(now), limit),
        )
        return [
            Posted(ident, guild_id, channel_id, message_id, revision, bool(gone), bool(edited), tries)
            for ident, guild_id, channel_id, message_id, revision, gone, edited, tries in rows
        ]

    def next_retry(self, connection: sqlite3.Connection) -> datetime | None:
        """When the first of those that Discord refused is tried again."""
        return next_retry(connection, self._messages)

    def showing(self, connection: sqlite3.Connection, post: Posted) -> None:
        """The message shows it as it was at this revision."""
        connection.execute(
            f"UPDATE {self._messages} SET revision = ?, tries = 0, retry_at = NULL"
            f" WHERE {self._key} = ? AND guild_id = ? AND message_id = ?",
            (post.revision, post.id, post.guild_id, post.message_id),
        )

    def refused(self, connection: sqlite3.Connection, post: Posted, retry_at: datetime) -> None:
        """Discord would not have the message changed; it is tried again then."""
        connection.execute(
            f"UPDATE {self._messages} SET tries = tries + 1, retry_at = ?"
            f" WHERE {self._key} = ? AND guild_id = ? AND message_id = ?",
            (written(retry_at), post.id, post.guild_id, post.message_id),
        )

    def forget(self, connection: sqlite3.Connection, post: Posted) -> bool:
        """The message is gone, or will never be changed; False where it was forgotten before.

        Another message that shows the same meanwhile is none of its concern.
        """
        gone = connection.execute(
            f"DELETE FROM {self._messages} WHERE {self._key} = ? AND guild_id = ? AND message_id = ?",
            (post.id, post.guild_id, post.message_id),
        )
        return gone.rowcount == 1

    def withdrawn(self, connection: sqlite3.Connection, ident: int) -> None:
        """What it was to show is deleted: only messages that were sent are left, to be removed."""
        connection.execute(
            f"DELETE FROM {self._messages} WHERE {self._key} = ? AND message_id IS NULL", (ident,)
        )
