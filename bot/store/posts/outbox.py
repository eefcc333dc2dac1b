"""Stores the posts that wait to be sent, their claims and their results."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace as replaced
from datetime import datetime, timedelta
from typing import Any

from bot.domain import post_keys
from bot.domain.outbox import (
    STEPS_ASIDE,
    NewPost,
    Obstacle,
    Post,
    PostState,
    Target,
)
from bot.store.guilds.departures import is_here
from bot.store.timestamps import moment, written

# SQLite uses a partial index only if the query repeats its condition word for word.
OPEN = "state IN ('waiting', 'claimed', 'held')"
_COLUMNS = (
    "id, key, kind, target, due_at, payload, state, attempts, expires_at, retry_at, reason,"
    " channel_id, message_id, tried_at, uncertain"
)
_ASIDE = ", ".join(f"'{obstacle}'" for obstacle in sorted(STEPS_ASIDE))
# The oldest unsent post of its target. A post that is held because of itself lets others pass.
_FIRST = (
    f"NOT EXISTS (SELECT 1 FROM outbox e WHERE e.target = o.target AND e.{OPEN}"
    f" AND (e.due_at, e.id) < (o.due_at, o.id) AND NOT (e.state = 'held' AND e.reason IN ({_ASIDE})))"
)
# A younger row may be on its way already when an older one is planned: one at a time.
_ALONE = (
    "NOT EXISTS (SELECT 1 FROM outbox c WHERE c.target = o.target AND c.state = 'claimed'"
    " AND c.id <> o.id AND (c.ready_at > :now OR c.id IN (SELECT value FROM json_each(:under_way))))"
)
# Never post to a guild that the bot has left: what waits for it stays, in case it comes back.
HERE = is_here("o.guild_id")
# Never claim a post that this process is sending, even if a changed clock ended its claim.
_NOT_UNDER_WAY = "o.id NOT IN (SELECT value FROM json_each(:under_way))"
# A row of a later version, which this one cannot read, is checked again after this time.
_UNREADABLE_FOR = timedelta(hours=6)


def put(connection: sqlite3.Connection, post: NewPost) -> int:
    """Plan a post. Returns its id. A post with a known key stays as it is."""
    _insert(connection, post)
    row = connection.execute("SELECT id FROM outbox WHERE key = ?", (post.key,)).fetchone()
    return int(row[0])


def put_all(connection: sqlite3.Connection, posts: Collection[NewPost]) -> dict[str, int]:
    """Plan any number of posts in one statement. Returns their ids by key. Posts with known keys stay."""
    connection.execute(
        "INSERT INTO outbox (key, kind, target, due_at, expires_at, payload)"
        " SELECT value ->> 'key', value ->> 'kind', value ->> 'target', value ->> 'due_at',"
        "  value ->> 'expires_at', value ->> 'payload' FROM json_each(?) WHERE true"
        " ON CONFLICT (key) DO NOTHING",
        (json.dumps([_values(post) for post in posts], ensure_ascii=False),),
    )
    rows = connection.execute(
        "SELECT key, id FROM outbox WHERE key IN (SELECT value FROM json_each(?))",
        (json.dumps([post.key for post in posts]),),
    )
    return dict(rows.fetchall())


def put_anew(connection: sqlite3.Connection, post: NewPost) -> int:
    """Plan a post.

    Returns its id. An open one with this key stays. After finished ones, it is another post.
    """
    known = states(connection, post.key)
    for key, state in known.items():
        if state not in (PostState.SENT, PostState.DROPPED):
            return put(connection, replaced(post, key=key))
    return put(connection, replaced(post, key=post_keys.free(post.key, known)))


def states(connection: sqlite3.Connection, key: str) -> dict[str, PostState]:
    """The posts with this key and its later ones, with the state of each."""
    first, end = post_keys.again_between(key)
    rows = connection.execute(
        "SELECT key, state FROM outbox WHERE key = ?1 UNION ALL"
        " SELECT key, state FROM outbox WHERE key >= ?2 AND key < ?3",
        (key, first, end),
    )
    return {found: PostState(state) for found, state in rows}


def withdraw_all(connection: sqlite3.Connection, key: str) -> int:
    """Delete the planned posts with this key and its later ones. Returns how many."""
    return sum(withdraw(connection, found) for found in states(connection, key))


def withdraw_between(connection: sqlite3.Connection, first: str, end: str) -> int:
    """Delete the planned posts with keys from `first` to before `end`. Returns how many."""
    keys = connection.execute("SELECT key FROM outbox WHERE key >= ? AND key < ?", (first, end)).fetchall()
    return sum(withdraw(connection, key) for (key,) in keys)


def replace(connection: sqlite3.Connection, post: NewPost) -> bool:
    """Plan a post, or change the planned one with this key. False if it is on its way, sent or dropped."""
    if _insert(connection, post):
        return True
    changed = connection.execute(
        "UPDATE outbox SET kind = :kind, target = :target, due_at = :due_at, expires_at = :expires_at,"
        " payload = :payload"
        " WHERE key = :key AND (state = 'waiting' OR state = 'held' AND tried_at IS NULL)",
        _values(post),
    )
    return changed.rowcount == 1


def withdraw(connection: sqlite3.Connection, key: str) -> bool:
    """Delete a planned post, so that its key is free again. False if there is none, or it is too late."""
    gone = connection.execute(
        "DELETE FROM outbox WHERE key = ? AND (state = 'waiting' OR state = 'held' AND tried_at IS NULL)",
        (key,),
    )
    return gone.rowcount == 1


def is_planned(connection: sqlite3.Connection, kind: str, target: Target) -> bool:
    """Whether a post of this kind must still be composed for the target."""
    row = connection.execute(
        f"SELECT 1 FROM outbox WHERE target = ? AND {OPEN} AND state <> 'claimed' AND kind = ? LIMIT 1",
        (str(target), kind),
    ).fetchone()
    return row is not None


def get(connection: sqlite3.Connection, key: str) -> Post | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM outbox WHERE key = ?", (key,)).fetchone()
    return _post(row) if row else None


def claim(
    connection: sqlite3.Connection,
    now: datetime,
    claimed_by: str,
    lease: timedelta,
    limit: int,
    under_way: Collection[int] = (),
) -> list[Post]:
    """Claim at most `limit` ready posts, for each target only its oldest unsent one.

    The claim lasts until `now` + `lease`. Each post is as it was before, but `channel_id` is its current
    channel. `tried_at` tells whether to look for it there first. `under_way` are the posts that this process
    is sending.
    """
    at = written(now)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM outbox o WHERE {OPEN} AND ready_at <= :now"
        f" AND {_FIRST} AND {_ALONE} AND {HERE} AND {_NOT_UNDER_WAY}"
        " ORDER BY ready_at, due_at, id LIMIT :limit",
        {"now": at, "limit": limit, "under_way": json.dumps(sorted(under_way))},
    ).fetchall()
    posts = [_aimed(connection, post) for post in _readable(connection, rows, now)]
    connection.executemany(
        "UPDATE outbox SET state = 'claimed', claimed_by = ?, claimed_until = ?, channel_id = ?,"
        " tried_at = coalesce(tried_at, ?) WHERE id = ?",
        [(claimed_by, written(now + lease), post.channel_id, at, post.id) for post in posts],
    )
    return posts


def sent(
    connection: sqlite3.Connection,
    post_id: int,
    claimed_by: str,
    now: datetime,
    channel_id: int | None,
    message_id: int | None,
) -> bool:
    """Mark a claimed post as sent. False if another has taken the claim."""
    return _settle(
        connection,
        post_id,
        claimed_by,
        "state = 'sent', done_at = ?, channel_id = ?, message_id = ?, reason = NULL",
        (written(now), channel_id, message_id),
    )


def uncertain(connection: sqlite3.Connection, post_id: int, claimed_by: str) -> bool:
    """Record an attempt with an unknown result: the post stays claimed, and is looked for."""
    changed = connection.execute(
        "UPDATE outbox SET uncertain = uncertain + 1 WHERE id = ? AND state = 'claimed' AND claimed_by = ?",
        (post_id, claimed_by),
    )
    return changed.rowcount == 1


def unsent(connection: sqlite3.Connection, post_id: int, claimed_by: str, ready_at: datetime) -> bool:
    """Release a claimed post that was certainly not sent."""
    return _settle(
        connection, post_id, claimed_by, "state = 'waiting', tried_at = NULL, retry_at = ?", _one(ready_at)
    )


def held(
    connection: sqlite3.Connection,
    post_id: int,
    claimed_by: str,
    obstacle: Obstacle,
    retry_at: datetime,
    *,
    surely_unsent: bool = True,
) -> bool:
    """Hold a claimed post until `retry_at`, and with it all later posts to the same target."""
    return _settle(
        connection,
        post_id,
        claimed_by,
        "state = 'held', attempts = attempts + 1, reason = ?, retry_at = ?"
        + (", tried_at = NULL" if surely_unsent else ""),
        (str(obstacle), written(retry_at)),
    )


def dropped(
    connection: sqlite3.Connection, post_id: int, claimed_by: str, now: datetime, reason: str
) -> bool:
    """Mark a claimed post as never to be sent."""
    return _settle(
        connection,
        post_id,
        claimed_by,
        "state = 'dropped', done_at = ?, reason = ?",
        (written(now), reason),
    )


def next_ready(
    connection: sqlite3.Connection, now: datetime, under_way: Collection[int] = ()
) -> datetime | None:
    """When the next post can be claimed, unless a post is planned, sent or changed before."""
    at = written(now)
    first = connection.execute(
        f"SELECT ready_at FROM outbox o WHERE {OPEN} AND {_FIRST} AND {_ALONE} AND {HERE}"
        f" AND {_NOT_UNDER_WAY} ORDER BY ready_at, due_at, id LIMIT 1",
        {"now": at, "under_way": json.dumps(sorted(under_way))},
    ).fetchone()
    (runs_out,) = connection.execute(
        "SELECT min(ready_at) FROM outbox WHERE state = 'claimed' AND ready_at > ?", (at,)
    ).fetchone()
    return moment(min(filter(None, (first[0] if first else None, runs_out)), default=None))


def _insert(connection: sqlite3.Connection, post: NewPost) -> bool:
    added = connection.execute(
        "INSERT INTO outbox (key, kind, target, due_at, expires_at, payload)"
        " VALUES (:key, :kind, :target, :due_at, :expires_at, :payload)"
        " ON CONFLICT (key) DO NOTHING",
        _values(post),
    )
    return added.rowcount == 1


def _values(post: NewPost) -> dict[str, str | None]:
    return {
        "key": post.key,
        "kind": post.kind,
        "target": str(post.target),
        "due_at": written(post.due_at),
        "expires_at": written(post.expires_at) if post.expires_at else None,
        "payload": json.dumps(dict(post.payload), ensure_ascii=False, sort_keys=True),
    }


def _settle(
    connection: sqlite3.Connection,
    post_id: int,
    claimed_by: str,
    assignments: str,
    values: Sequence[str | int | None],
) -> bool:
    changed = connection.execute(
        f"UPDATE outbox SET {assignments}, claimed_by = NULL, claimed_until = NULL"
        " WHERE id = ? AND state = 'claimed' AND claimed_by = ?",
        (*values, post_id, claimed_by),
    )
    return changed.rowcount == 1


def _one(moment: datetime) -> tuple[str]:
    return (written(moment),)


def _readable(connection: sqlite3.Connection, rows: Sequence[Sequence[Any]], now: datetime) -> Iterator[Post]:
    """The posts that this version can read. Others are held, and block no later posts."""
    for row in rows:
        try:
            post = _post(row)
        except (ValueError, TypeError):  # JSON or a target that this version does not know
            connection.execute(
                "UPDATE outbox SET state = 'held', reason = ?, attempts = attempts + 1, retry_at = ?"
                " WHERE id = ?",
                (str(Obstacle.FAULT), written(now + _UNREADABLE_FOR), row[0]),
            )
        else:
            yield post


def _aimed(connection: sqlite3.Connection, post: Post) -> Post:
    """The post with its channel. If it may be in another channel already, that one is searched first."""
    if post.tried_at is not None:
        return post
    return replaced(post, channel_id=_channel(connection, post.target))


def _channel(connection: sqlite3.Connection, target: Target) -> int | None:
    """The channel that moderators have set for a target. A member's own channel comes from Discord."""
    if target.purpose is None:
        return target.channel_id
    row = connection.execute(
        "SELECT channel_id FROM guild_channel WHERE guild_id = ? AND purpose = ?",
        (target.guild_id, str(target.purpose)),
    ).fetchone()
    return row[0] if row else None


def _post(row: Sequence[Any]) -> Post:
    (
        ident,
        key,
        kind,
        target,
        due,
        payload,
        state,
        attempts,
        expires,
        retry_at,
        reason,
        channel,
        message,
        tried,
        uncertain,
    ) = row
    return Post(
        id=ident,
        key=key,
        kind=kind,
        target=Target.read(target),
        due_at=datetime.fromisoformat(due),
        payload=json.loads(payload),
        state=PostState(state),
        attempts=attempts,
        expires_at=moment(expires),
        retry_at=moment(retry_at) if state == PostState.HELD else None,
        reason=reason,
        channel_id=channel,
        message_id=message,
        tried_at=moment(tried),
        uncertain=uncertain,
    )
