"""Assigns episodes to posts of the outbox, for each guild with an airing channel.

A plan serves many guilds at once: 2,500 guilds with a hundred episodes a day are a quarter of a million
announcements. So only the changes since the last plan go to the guilds, in whole sets of rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.domain import post_keys
from bot.domain.airing import POST_LIFE, Episode, LeftOut
from bot.domain.guilds import Purpose
from bot.domain.outbox import NewPost, Obstacle, Post, Target
from bot.store.posts import outbox
from bot.store.timestamps import moment as read_moment
from bot.store.timestamps import written

KIND = "airing"
# A post that has surely not been sent may still be changed. The first half says nothing new: SQLite
# takes a partial index only where its condition is repeated word for word.
_OPEN = (
    "o.state IN ('waiting', 'claimed', 'held')"
    " AND (o.state = 'waiting' OR o.state = 'held' AND o.tried_at IS NULL)"
)
_LIFE = f"{int(POST_LIFE.total_seconds())} seconds"
# Tables of the writer's own connection, emptied for each use: the episodes that changed, the guilds
# that are told, the posts that take what is new, and those that gained or lost an episode by it.
_TABLES = {
    "change": "drama_id INTEGER, episode INTEGER, at TEXT, bucket TEXT, fresh INTEGER,"
    " PRIMARY KEY (drama_id, episode)",
    "told": "guild_id INTEGER PRIMARY KEY",
    "spot": "guild_id INTEGER, bucket TEXT, outbox_id INTEGER, PRIMARY KEY (guild_id, bucket)",
    "need": "guild_id INTEGER, bucket TEXT, drama_id INTEGER, episode INTEGER,"
    " PRIMARY KEY (guild_id, bucket, drama_id, episode)",
    "touched": "outbox_id INTEGER PRIMARY KEY",
}


# --- the plan, the same for all guilds ---


def planned(connection: sqlite3.Connection) -> dict[Episode, datetime]:
    """The air times at the last update of the guilds' posts."""
    return {
        (drama_id, number): datetime.fromisoformat(at)
        for drama_id, number, at in connection.execute("SELECT drama_id, episode, at FROM airing_plan")
    }


def planned_until(connection: sqlite3.Connection) -> datetime | None:
    row = connection.execute("SELECT until FROM airing_planned").fetchone()
    return read_moment(row[0]) if row else None


def put_plan(connection: sqlite3.Connection, plan: Mapping[Episode, datetime], until: datetime) -> None:
    """Record that every guild's posts follow this plan, which reaches `until`."""
    connection.execute("DELETE FROM airing_plan")
    connection.executemany(
        "INSERT INTO airing_plan (drama_id, episode, at) VALUES (?, ?, ?)",
        [(drama_id, number, written(at)) for (drama_id, number), at in plan.items()],
    )
    connection.execute(
        "INSERT INTO airing_planned (only, until) VALUES (1, ?)"
        " ON CONFLICT (only) DO UPDATE SET until = max(until, excluded.until)",
        (written(until),),
    )


# --- the guilds ---


def guilds(connection: sqlite3.Connection) -> set[int]:
    """Every guild with an airing channel."""
    rows = connection.execute("SELECT guild_id FROM guild_channel WHERE purpose = ?", (Purpose.AIRING,))
    return {row[0] for row in rows}


def guilds_in_line(connection: sqlite3.Connection) -> set[int]:
    """The guilds whose posts follow the last plan. All others need the whole plan."""
    return {row[0] for row in connection.execute("SELECT guild_id FROM airing_guild")}


def forget(connection: sqlite3.Connection, guild_ids: Iterable[int]) -> int:
    """Delete waiting posts of guilds without a channel. Returns how many."""
    ids = list(guild_ids)
    gone = connection.executemany(
        f"DELETE FROM outbox AS o WHERE o.target = ? AND o.kind = '{KIND}' AND {_OPEN}",
        [(str(_target(guild_id)),) for guild_id in ids],
    ).rowcount
    out_of_line(connection, *ids)
    return gone


def out_of_line(connection: sqlite3.Connection, *guild_ids: int) -> None:
    """Record that these guilds do not follow the last plan, so they get the whole next one."""
    connection.executemany(
        "DELETE FROM airing_guild WHERE guild_id = ?", [(guild_id,) for guild_id in guild_ids]
    )


def _target(guild_id: int) -> Target:
    return Target(guild_id=guild_id, purpose=Purpose.AIRING)


def bring_in_line(
    connection: sqlite3.Connection,
    changed: Mapping[Episode, datetime | None],
    guild_ids: Iterable[int],
    *,
    fresh_from: datetime,
) -> int:
    """Apply changed air times (None: it no longer airs) to the waiting posts of these guilds.

    Only episodes from `fresh_from` on get a new post. Posts on their way or sent do not change, and their
    episodes get no other post. Doing it twice does no harm. Returns how many rows changed.
    """
    _lay_out(connection, changed, guild_ids, fresh_from)
    rows = _let_go(connection)
    rows += _assign(connection)
    _settle_touched(connection)
    connection.execute(
        "INSERT INTO airing_guild SELECT guild_id FROM temp.told WHERE true ON CONFLICT DO NOTHING"
    )
    return rows


def _lay_out(
    connection: sqlite3.Connection,
    changed: Mapping[Episode, datetime | None],
    guild_ids: Iterable[int],
    fresh_from: datetime,
) -> None:
    for table, columns in _TABLES.items():
        connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({columns}) WITHOUT ROWID")
        connection.execute(f"DELETE FROM temp.{table}")
    connection.executemany(
        "INSERT INTO temp.change VALUES (?, ?, ?, ?, ?)",
        [
            (drama_id, number, written(at), post_keys.bucket(at), at >= fresh_from)
            if at is not None
            else (drama_id, number, None, None, False)
            for (drama_id, number), at in changed.items()
        ],
    )
    connection.executemany("INSERT INTO temp.told VALUES (?)", [(guild_id,) for guild_id in guild_ids])


def _let_go(connection: sqlite3.Connection) -> int:
    """Remove episodes that no longer air from waiting posts."""
    gone = (
        "FROM temp.change c CROSS JOIN temp.told g CROSS JOIN airing_post a ON a.guild_id = g.guild_id"
        " AND a.drama_id = c.drama_id AND a.episode = c.episode"
        f" CROSS JOIN outbox o ON o.id = a.outbox_id WHERE c.at IS NULL AND {_OPEN}"
    )
    connection.execute(f"INSERT INTO temp.touched SELECT DISTINCT a.outbox_id {gone}")
    return connection.execute(
        "DELETE FROM airing_post WHERE (guild_id, drama_id, episode) IN"
        f" (SELECT a.guild_id, a.drama_id, a.episode {gone})"
    ).rowcount


def _assign(connection: sqlite3.Connection) -> int:
    """Put every changed episode into the waiting post of its quarter hour."""
    connection.execute(
        "INSERT INTO temp.need SELECT g.guild_id, c.bucket, c.drama_id, c.episode"
        " FROM temp.told g CROSS JOIN temp.change c"
        " LEFT JOIN airing_post a ON a.guild_id = g.guild_id AND a.drama_id = c.drama_id"
        "  AND a.episode = c.episode"
        " LEFT JOIN outbox o ON o.id = a.outbox_id WHERE c.at IS NOT NULL"
        f" AND ((a.guild_id IS NULL AND c.fresh) OR (a.at <> c.at AND {_OPEN}))"
    )
    connection.execute(
        "INSERT INTO temp.touched SELECT DISTINCT a.outbox_id FROM temp.need n"
        " CROSS JOIN airing_post a USING (guild_id, drama_id, episode) WHERE true ON CONFLICT DO NOTHING"
    )
    _open_posts(connection)
    return connection.execute(
        "INSERT INTO airing_post (guild_id, drama_id, episode, at, outbox_id)"
        " SELECT n.guild_id, n.drama_id, n.episode, c.at, s.outbox_id FROM temp.need n"
        " JOIN temp.change c USING (drama_id, episode) JOIN temp.spot s USING (guild_id, bucket) WHERE true"
        " ON CONFLICT (guild_id, drama_id, episode) DO UPDATE SET outbox_id = excluded.outbox_id,"
        "  at = excluded.at"
    ).rowcount


def _open_posts(connection: sqlite3.Connection) -> None:
    """The waiting post for every guild and quarter hour that needs one. Makes missing ones.

    A sent post cannot grow, so the next post of its quarter hour has a key of its own.
    """
    needed = connection.execute(
        "SELECT n.guild_id, n.bucket, max(c.at) FROM temp.need n JOIN temp.change c USING (drama_id, episode)"
        " GROUP BY n.guild_id, n.bucket"
    ).fetchall()
    wanted = {
        post_keys.airing(guild_id, at): (guild_id, quarter, at)
        for guild_id, quarter, at in ((g, q, datetime.fromisoformat(text)) for g, q, text in needed)
    }
    waiting, taken = _known_posts(connection, wanted)
    free = {key: post_keys.free(key, taken) for key in wanted if key not in waiting}
    new = [
        NewPost(key, KIND, _target(guild_id), at, expires_at=at + POST_LIFE)
        for key, (guild_id, _, at) in ((free[first], wanted[first]) for first in free)
    ]
    ids = outbox.put_all(connection, new)
    waiting.update({first: ids[key] for first, key in free.items()})
    spots = [(guild_id, quarter, waiting[key]) for key, (guild_id, quarter, _) in wanted.items()]
    connection.execute(
        "INSERT INTO temp.spot SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)",
        (json.dumps(spots),),
    )


def _known_posts(connection: sqlite3.Connection, keys: Iterable[str]) -> tuple[dict[str, int], set[str]]:
    """For each quarter hour the first waiting post, and all keys in use."""
    known = connection.execute(
        f"SELECT w.value ->> 0, o.key, o.id, {_OPEN} FROM json_each(?) w"
        " CROSS JOIN outbox o ON o.key >= w.value ->> 0 AND o.key < w.value ->> 1 ORDER BY o.id",
        (json.dumps([post_keys.airing_between(key) for key in keys]),),
    ).fetchall()
    waiting: dict[str, int] = {}
    for key, _, ident, waits in known:
        if waits:
            waiting.setdefault(key, ident)
    return waiting, {taken for _, taken, _, _ in known}


def _settle_touched(connection: sqlite3.Connection) -> None:
    """Make a waiting post due when its last episode airs. Delete it if it has none."""
    connection.execute(
        "INSERT INTO temp.touched SELECT DISTINCT a.outbox_id FROM temp.need n"
        " CROSS JOIN airing_post a USING (guild_id, drama_id, episode) WHERE true ON CONFLICT DO NOTHING"
    )
    connection.execute(
        "DELETE FROM outbox AS o WHERE o.id IN (SELECT outbox_id FROM temp.touched)"
        f" AND {_OPEN} AND NOT EXISTS (SELECT 1 FROM airing_post a WHERE a.outbox_id = o.id)"
    )
    connection.execute(
        "UPDATE outbox AS o SET due_at = n.at, expires_at = strftime('%Y-%m-%dT%H:%M:%SZ', n.at, ?)"
        " FROM (SELECT t.outbox_id, max(a.at) AS at FROM temp.touched t"
        "  CROSS JOIN airing_post a ON a.outbox_id = t.outbox_id GROUP BY t.outbox_id) n"
        f" WHERE o.id = n.outbox_id AND o.due_at <> n.at AND {_OPEN}",
        (_LIFE,),
    )


# --- one post ---


def episodes_of(connection: sqlite3.Connection, outbox_id: int) -> list[Episode]:
    """The episodes that a post announces."""
    return connection.execute(
        "SELECT drama_id, episode FROM airing_post WHERE outbox_id = ? ORDER BY drama_id, episode",
        (outbox_id,),
    ).fetchall()


def leave_out(connection: sqlite3.Connection, outbox_id: int, episodes: Iterable[Episode]) -> bool:
    """Remove these episodes from the post. Returns whether the guild's next plan must be a whole one."""
    left = list(episodes)
    if not left:
        return False
    connection.execute(
        "DELETE FROM airing_guild WHERE guild_id IN (SELECT guild_id FROM airing_post WHERE outbox_id = ?)",
        (outbox_id,),
    )
    connection.executemany(
        "DELETE FROM airing_post WHERE outbox_id = ? AND drama_id = ? AND episode = ?",
        [(outbox_id, drama_id, number) for drama_id, number in left],
    )
    return True


def part(connection: sqlite3.Connection, post: Post, drama_ids: Iterable[int]) -> int:
    """Move these dramas from a post that was certainly not sent to another of its quarter hour.

    Returns its id.
    """
    (first,) = connection.execute(
        "SELECT min(at) FROM airing_post WHERE outbox_id = ?", (post.id,)
    ).fetchone()
    at = datetime.fromisoformat(first)
    assert post.target.guild_id is not None  # noqa: S101 - announcements are for guilds alone
    key = post_keys.airing(post.target.guild_id, at)
    taken = {
        row[0]
        for row in connection.execute(
            "SELECT key FROM outbox WHERE key >= ? AND key < ?", post_keys.airing_between(key)
        )
    }
    other = outbox.put(
        connection,
        NewPost(post_keys.free(key, taken), KIND, post.target, post.due_at, expires_at=post.expires_at),
    )
    connection.executemany(
        "UPDATE airing_post SET outbox_id = ? WHERE outbox_id = ? AND drama_id = ?",
        [(other, post.id, drama_id) for drama_id in drama_ids],
    )
    return other


def left_out(connection: sqlite3.Connection, guild_id: int, since: datetime) -> list[LeftOut]:
    """The dramas whose posts are held, or were dropped since then, because of a fault. The latest first."""
    rows = connection.execute(
        "SELECT d.title, a.episode, o.state = 'held' FROM ("
        "SELECT id FROM outbox WHERE guild_id = ?1 AND state = 'held'"
        " UNION ALL SELECT id FROM outbox WHERE guild_id = ?1 AND state = 'dropped' AND done_at >= ?5"
        ") w CROSS JOIN outbox o ON o.id = w.id"
        " CROSS JOIN airing_post a ON a.outbox_id = o.id JOIN drama d ON d.id = a.drama_id"
        " WHERE o.target = ?2 AND o.kind = ?3 AND o.reason = ?4 AND d.hidden = 0"
        " ORDER BY o.id DESC, a.drama_id, a.episode",
        (guild_id, str(_target(guild_id)), KIND, str(Obstacle.FAULT), written(since)),
    )
    found: dict[tuple[str, bool], list[int]] = {}
    for title, number, waits in rows:
        found.setdefault((title, bool(waits)), []).append(number)
    return [LeftOut(title, tuple(numbers), waits) for (title, waits), numbers in found.items()]
