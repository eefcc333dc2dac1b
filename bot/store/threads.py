"""The board's threads, and the claims of those who open one."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.board import Batch, Listed, Sought, Standing, Thread
from bot.store import catalogue
from bot.store.moments import moment, written

_COLUMNS = "id, guild_id, drama_id, first_episode, last_episode, channel_id, thread_id, opener_id, active_at"
# There on Discord, and of a drama that is still in the catalogue.
_STANDS = "guild_id = ? AND thread_id IS NOT NULL AND drama_id IN (SELECT id FROM drama WHERE hidden = 0)"


def of(connection: sqlite3.Connection, guild_id: int, drama_id: int) -> list[Thread]:
    """Every thread of a drama in a guild, those that are gone or being opened too, in their order."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM thread WHERE guild_id = ? AND drama_id = ? ORDER BY first_episode",
        (guild_id, drama_id),
    )
    return [_thread(row) for row in rows]


def get(connection: sqlite3.Connection, ident: int) -> Thread | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM thread WHERE id = ?", (ident,)).fetchone()
    return _thread(row) if row else None


def at(connection: sqlite3.Connection, thread_id: int) -> Thread | None:
    """The thread with this id of Discord's."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM thread WHERE thread_id = ?", (thread_id,)).fetchone()
    return _thread(row) if row else None


def claim(
    connection: sqlite3.Connection,
    guild_id: int,
    drama_id: int,
    batch: Batch,
    claimed_by: str,
    now: datetime,
    until: datetime,
) -> Sought:
    """The thread if it is there; else the right to open it until then, unless another has it."""
    connection.execute(
        "INSERT INTO thread (guild_id, drama_id, first_episode, last_episode) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (guild_id, drama_id, first_episode) DO UPDATE SET last_episode = excluded.last_episode"
        " WHERE thread_id IS NULL AND claimed_by IS NULL",
        (guild_id, drama_id, batch.first, batch.last),
    )
    *row, claimed, lapses = connection.execute(
        f"SELECT {_COLUMNS}, claimed_by, claimed_until FROM thread"
        " WHERE guild_id = ? AND drama_id = ? AND first_episode = ?",
        (guild_id, drama_id, batch.first),
    ).fetchone()
    thread = _thread(row)
    if thread.thread_id is not None:
        return Sought(thread, Standing.THERE)
    lapsed = moment(lapses)
    if claimed is not None and claimed != claimed_by and lapsed is not None and lapsed > now:
        return Sought(thread, Standing.THEIRS)
    connection.execute(
        "UPDATE thread SET claimed_by = ?, claimed_until = ? WHERE id = ?",
        (claimed_by, written(until), thread.id),
    )
    # A claim that was neither given back nor kept: nobody knows how far that attempt came.
    broken_off = claimed is not None and claimed != claimed_by and lapsed is not None
    unsure = lapsed - (until - now) if broken_off and lapsed is not None else None
    return Sought(thread, Standing.OURS, unsure)


def opener_sent(
    connection: sqlite3.Connection, ident: int, claimed_by: str, channel_id: int, opener_id: int | None
) -> None:
    """Keep the message that the thread is to hang on; with None that it is gone."""
    connection.execute(
        "UPDATE thread SET channel_id = ?, opener_id = ? WHERE id = ? AND claimed_by = ?",
        (channel_id, opener_id, ident, claimed_by),
    )


def opened(
    connection: sqlite3.Connection,
    ident: int,
    claimed_by: str,
    channel_id: int,
    thread_id: int,
    opener_id: int,
    now: datetime,
) -> bool:
    """The claimed thread is open; False if the claim was lost to another."""
    found = connection.execute(
        "UPDATE thread SET channel_id = ?, thread_id = ?, opener_id = ?, opened_at = ?, active_at = ?,"
        " claimed_by = NULL, claimed_until = NULL WHERE id = ? AND claimed_by = ? AND thread_id IS NULL",
        (channel_id, thread_id, opener_id, written(now), written(now), ident, claimed_by),
    )
    return found.rowcount == 1


def release(connection: sqlite3.Connection, ident: int, claimed_by: str) -> None:
    """Give a claim back: surely no thread was opened under it."""
    # A batch that never had a thread leaves no trace: the next one may be of another size.
    connection.execute(
        "DELETE FROM thread WHERE id = ? AND claimed_by = ? AND opened_at IS NULL AND opener_id IS NULL",
        (ident, claimed_by),
    )
    connection.execute(
        "UPDATE thread SET claimed_by = NULL, claimed_until = NULL WHERE id = ? AND claimed_by = ?",
        (ident, claimed_by),
    )


def lapse(connection: sqlite3.Connection, ident: int, claimed_by: str, now: datetime) -> None:
    """End a claim under which a thread may have been opened: who comes next has to look for it."""
    connection.execute(
        "UPDATE thread SET claimed_until = ? WHERE id = ? AND claimed_by = ?",
        (written(now), ident, claimed_by),
    )


def gone(connection: sqlite3.Connection, thread_id: int) -> Thread | None:
    """A thread was deleted on Discord: as it was known, None if it was none of the board's."""
    known = at(connection, thread_id)
    if known is not None:
        connection.execute("UPDATE thread SET thread_id = NULL, opener_id = NULL WHERE id = ?", (known.id,))
    return known


def gone_with(connection: sqlite3.Connection, channel_id: int) -> int:
    """A channel was deleted, and every thread in it; how many of the board's that were."""
    return connection.execute(
        "UPDATE thread SET thread_id = NULL, opener_id = NULL WHERE channel_id = ?", (channel_id,)
    ).rowcount


def page(connection: sqlite3.Connection, guild_id: int, limit: int, offset: int) -> list[Listed]:
    """The threads that are there, the most active first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM thread WHERE {_STANDS} ORDER BY active_at DESC, id DESC LIMIT ? OFFSET ?",
        (guild_id, limit, offset),
    )
    threads = [_thread(row) for row in rows]
    dramas = {one.id: one for one in catalogue.get_many(connection, [one.drama_id for one in threads])}
    return [Listed(dramas[one.drama_id], one) for one in threads]


def count(connection: sqlite3.Connection, guild_id: int) -> int:
    (found,) = connection.execute(f"SELECT count(*) FROM thread WHERE {_STANDS}", (guild_id,)).fetchone()
    return int(found)


def active(connection: sqlite3.Connection, guild_id: int, seen: Mapping[int, datetime]) -> None:
    """When somebody last wrote in these threads, by Discord's ids; others than the board's do no harm."""
    connection.executemany(
        "UPDATE thread SET active_at = ? WHERE guild_id = ? AND thread_id = ? AND active_at < ?",
        [(written(when), guild_id, ident, written(when)) for ident, when in seen.items()],
    )


def _thread(row: Sequence[Any]) -> Thread:
    ident, guild_id, drama_id, first, last, channel_id, thread_id, opener_id, active_at = row
    return Thread(
        ident,
        guild_id,
        drama_id,
        Batch(first, last),
        channel_id,
        thread_id,
        opener_id,
        moment(active_at),
    )
