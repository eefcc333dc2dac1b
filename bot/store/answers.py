"""What catalogues outside answered, kept so that nobody is asked twice for the same."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain.sources import Answer
from bot.store.moments import written


def get(connection: sqlite3.Connection, url: str) -> Answer | None:
    row = connection.execute(
        "SELECT body, fetched_at, fresh_until, etag, last_modified FROM answer WHERE url = ?", (url,)
    ).fetchone()
    if row is None:
        return None
    body, fetched_at, fresh_until, etag, last_modified = row
    moments = datetime.fromisoformat(fetched_at), datetime.fromisoformat(fresh_until)
    return Answer(body, *moments, etag, last_modified)


def put(connection: sqlite3.Connection, url: str, answer: Answer) -> None:
    """Keep an answer instead of the one before."""
    connection.execute(
        "INSERT INTO answer (url, body, etag, last_modified, fetched_at, fresh_until)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET body = excluded.body,"
        " etag = excluded.etag, last_modified = excluded.last_modified,"
        " fetched_at = excluded.fetched_at, fresh_until = excluded.fresh_until",
        (
            url,
            answer.body,
            answer.etag,
            answer.last_modified,
            written(answer.fetched_at),
            written(answer.fresh_until),
        ),
    )


def purge(connection: sqlite3.Connection, before: datetime) -> int:
    """Forget what was fetched before a moment; returns how many answers that were."""
    return connection.execute("DELETE FROM answer WHERE fetched_at < ?", (written(before),)).rowcount
