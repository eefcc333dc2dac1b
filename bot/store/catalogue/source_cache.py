"""Stores the answers of other catalogues, so that nothing is asked twice."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain.sources import SourceAnswer
from bot.store.pieces import HEAVY_PIECE
from bot.store.timestamps import written

MOST = 5_000  # answers; a show in full takes some 30 KB
MOST_BYTES = 64 * 1024 * 1024  # of all bodies together


def get(connection: sqlite3.Connection, url: str) -> SourceAnswer | None:
    row = connection.execute(
        "SELECT body, fetched_at, fresh_until, etag, last_modified FROM answer WHERE url = ?", (url,)
    ).fetchone()
    if row is None:
        return None
    body, fetched_at, fresh_until, etag, last_modified = row
    moments = datetime.fromisoformat(fetched_at), datetime.fromisoformat(fresh_until)
    return SourceAnswer(body, *moments, etag, last_modified)


def put(connection: sqlite3.Connection, url: str, answer: SourceAnswer) -> None:
    """Store an answer in place of the old one. Beyond `MOST` or `MOST_BYTES`, some of the oldest go."""
    connection.execute(
        "INSERT INTO answer (url, body, bytes, etag, last_modified, fetched_at, fresh_until)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET body = excluded.body,"
        " bytes = excluded.bytes, etag = excluded.etag, last_modified = excluded.last_modified,"
        " fetched_at = excluded.fetched_at, fresh_until = excluded.fresh_until",
        (
            url,
            answer.body,
            len(answer.body),
            answer.etag,
            answer.last_modified,
            written(answer.fetched_at),
            written(answer.fresh_until),
        ),
    )
    _bound(connection)


def purge(connection: sqlite3.Connection, before: datetime, typed: str, typed_before: datetime) -> int:
    """Delete a piece of the answers fetched before a moment, and of those without room.

    Keys that start with `typed` have a moment of their own. Returns how many; 0 when none is left.
    """
    gone = connection.execute(
        "DELETE FROM answer WHERE url IN (SELECT url FROM answer"
        " WHERE fetched_at < ?1 OR (fetched_at < ?2 AND substr(url, 1, length(?3)) = ?3) LIMIT ?4)",
        (written(before), written(typed_before), typed, HEAVY_PIECE),
    ).rowcount
    return gone or _bound(connection)


def _bound(connection: sqlite3.Connection) -> int:
    """Delete a piece of the answers for which there is no room, the oldest first. Returns how many."""
    count, size = connection.execute("SELECT count(*), ifnull(sum(bytes), 0) FROM answer").fetchone()
    if count <= MOST and size <= MOST_BYTES:
        return 0
    # From the oldest on, each that leaves too much behind: what was deleted before it counts no more.
    return connection.execute(
        "DELETE FROM answer WHERE url IN (SELECT url FROM (SELECT url, row_number() OVER oldest AS place,"
        " sum(bytes) OVER oldest - bytes AS size FROM (SELECT fetched_at, url, bytes FROM answer"
        " ORDER BY fetched_at, url LIMIT ?1)"
        " WINDOW oldest AS (ORDER BY fetched_at, url ROWS UNBOUNDED PRECEDING))"
        " WHERE ?2 - place >= ?3 OR ?4 - size > ?5)",
        (HEAVY_PIECE, count, MOST, size, MOST_BYTES),
    ).rowcount
