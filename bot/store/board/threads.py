"""Stores the board's threads, claims to open them, and which are outdated."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain import leases
from bot.domain.board import AiringStage, Batch, Listed, Sought, Thread, ThreadFound
from bot.domain.message_ledger import Kind
from bot.store.catalogue import catalogue
from bot.store.pieces import PIECE
from bot.store.timestamps import moment, written

_COLUMNS = "id, guild_id, drama_id, first_episode, last_episode, channel_id, thread_id, opener_id, active_at"
_IN_CHANNELS = "channel_id IN (SELECT value FROM json_each(?))"
_UNKNOWN = "unknown"  # the stage of a drama of which too little is known
_PUT_OFF = (
    "retry_at IS NOT NULL AND kind IN ('opener', 'tags')"
    " AND subject = (SELECT id FROM thread WHERE thread_id = ?)"
)
# There on Discord, and of a drama that is still in the catalogue. One look for each thread: `IN (SELECT …)`
# would read the whole catalogue first.
_STANDS = (
    "thread_id IS NOT NULL AND EXISTS (SELECT 1 FROM drama d WHERE d.id = thread.drama_id AND d.hidden = 0)"
)


def of_drama(connection: sqlite3.Connection, guild_id: int, drama_id: int) -> list[Thread]:
    """Every thread of a drama in a guild, in order, also deleted ones and those being opened."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM thread WHERE guild_id = ? AND drama_id = ? ORDER BY first_episode",
        (guild_id, drama_id),
    )
    return [_thread(row) for row in rows]


def get(connection: sqlite3.Connection, ident: int) -> Thread | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM thread WHERE id = ?", (ident,)).fetchone()
    return _thread(row) if row else None


def at(connection: sqlite3.Connection, thread_id: int) -> Thread | None:
    """The thread with this Discord id."""
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
    """The thread if it exists. Else claims the right to open it for a while, unless another has it."""
    connection.execute(
        "INSERT INTO thread (guild_id, drama_id, first_episode, last_episode) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (guild_id, drama_id, first_episode) DO UPDATE SET last_episode = excluded.last_episode"
        " WHERE thread_id IS NULL AND claimed_by IS NULL",
        (guild_id, drama_id, batch.first, batch.last),
    )
    *row, claimed, lapses, unsure = connection.execute(
        f"SELECT {_COLUMNS}, claimed_by, claimed_until, unsure_since FROM thread"
        " WHERE guild_id = ? AND drama_id = ? AND first_episode = ?",
        (guild_id, drama_id, batch.first),
    ).fetchone()
    thread = _thread(row)
    if thread.thread_id is not None:
        return Sought(thread, ThreadFound.THERE)
    lapsed = moment(lapses)
    if claimed is not None and claimed != claimed_by and lapsed is not None and lapsed > now:
        return Sought(thread, ThreadFound.THEIRS)
    since = moment(unsure)
    if since is not None and since > now:  # a clock that ran ahead has dated it
        since = now - leases.UNKNOWN
    if claimed is not None and claimed != claimed_by and lapsed is not None:
        # A claim that was neither released nor used: the result of that attempt is unknown. An attempt after
        # it may have ended before it found what the first one made, so the first of them counts.
        since = min(filter(None, (since, lapsed - (until - now))))
    connection.execute(
        "UPDATE thread SET claimed_by = ?, claimed_until = ?, unsure_since = ? WHERE id = ?",
        (claimed_by, written(until), written(since) if since is not None else None, thread.id),
    )
    return Sought(thread, ThreadFound.OURS, since)


def opener_sent(
    connection: sqlite3.Connection, ident: int, claimed_by: str, channel_id: int, opener_id: int | None
) -> None:
    """Store the message to which the thread will be attached. None means that it is gone."""
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
    """Record that the claimed thread is open. False if another has taken the claim.

    Its neighbours are then outdated.
    """
    found = connection.execute(
        "UPDATE thread SET channel_id = ?, thread_id = ?, opener_id = ?, opened_at = ?, active_at = ?,"
        " claimed_by = NULL, claimed_until = NULL, unsure_since = NULL, stage = NULL"
        " WHERE id = ? AND claimed_by = ? AND thread_id IS NULL",
        (channel_id, thread_id, opener_id, written(now), written(now), ident, claimed_by),
    )
    return found.rowcount == 1


def release(connection: sqlite3.Connection, ident: int, claimed_by: str) -> None:
    """Release a claim that certainly opened no thread; an earlier one may have, if that is not known."""
    # A batch that never had a thread leaves no trace: the next one may be of another size.
    connection.execute(
        "DELETE FROM thread WHERE id = ? AND claimed_by = ? AND opened_at IS NULL AND opener_id IS NULL"
        " AND unsure_since IS NULL",
        (ident, claimed_by),
    )
    connection.execute(
        "UPDATE thread SET claimed_by = NULL, claimed_until = NULL WHERE id = ? AND claimed_by = ?",
        (ident, claimed_by),
    )


def lapse(connection: sqlite3.Connection, ident: int, claimed_by: str, now: datetime) -> None:
    """End a claim that may have opened a thread: the next caller must look for it."""
    connection.execute(
        "UPDATE thread SET claimed_until = ? WHERE id = ? AND claimed_by = ?",
        (written(now), ident, claimed_by),
    )


def gone(connection: sqlite3.Connection, thread_id: int) -> Thread | None:
    """Record that a thread was deleted. Returns the stored thread, None if it was not the board's."""
    known = at(connection, thread_id)
    if known is not None:
        connection.execute("UPDATE thread SET thread_id = NULL, opener_id = NULL WHERE id = ?", (known.id,))
    return known


def gone_with(connection: sqlite3.Connection, guild_id: int, channel_id: int) -> int:
    """Record for a piece of its threads that a guild's channel was deleted with them.

    Returns how many were the board's; 0 when none is left.
    """
    return connection.execute(
        "UPDATE thread SET thread_id = NULL, opener_id = NULL WHERE id IN (SELECT id FROM thread"
        " WHERE guild_id = ? AND channel_id = ? AND thread_id IS NOT NULL LIMIT ?)",
        (guild_id, channel_id, PIECE),
    ).rowcount


def channels(connection: sqlite3.Connection, guild_id: int, drama_id: int | None = None) -> set[int]:
    """The channels with threads of the board, or of one drama."""
    if drama_id is not None:
        found = connection.execute(
            f"SELECT channel_id FROM thread WHERE guild_id = ? AND drama_id = ? AND {_STANDS}",
            (guild_id, drama_id),
        )
    else:
        found = connection.execute(
            f"SELECT DISTINCT channel_id FROM thread WHERE guild_id = ? AND {_STANDS}", (guild_id,)
        )
    return {ident for (ident,) in found if ident is not None}


def page(
    connection: sqlite3.Connection, guild_id: int, visible: Collection[int], limit: int, offset: int
) -> list[Listed]:
    """The existing threads in these channels, the most active first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM thread WHERE guild_id = ? AND {_STANDS} AND {_IN_CHANNELS}"
        " ORDER BY active_at DESC, id DESC LIMIT ? OFFSET ?",
        (guild_id, json.dumps(sorted(visible)), limit, offset),
    )
    threads = [_thread(row) for row in rows]
    dramas = {one.id: one for one in catalogue.get_many(connection, [one.drama_id for one in threads])}
    return [Listed(dramas[one.drama_id], one) for one in threads]


def count(connection: sqlite3.Connection, guild_id: int, visible: Collection[int]) -> int:
    (found,) = connection.execute(
        f"SELECT count(*) FROM thread WHERE guild_id = ? AND {_STANDS} AND {_IN_CHANNELS}",
        (guild_id, json.dumps(sorted(visible))),
    ).fetchone()
    return int(found)


def active(connection: sqlite3.Connection, guild_id: int, seen: Mapping[int, datetime]) -> None:
    """Record when someone last wrote in these threads, by Discord's ids. Ignores other threads."""
    connection.executemany(
        "UPDATE thread SET active_at = ? WHERE guild_id = ? AND thread_id = ? AND active_at < ?",
        [(written(when), guild_id, ident, written(when)) for ident, when in seen.items()],
    )


# --- what is out of date ---


def touch(connection: sqlite3.Connection, ident: int, kind: Kind) -> None:
    """No one knows whether its message, or its tags, show what they should."""
    connection.execute(
        "UPDATE posted SET revision = revision + 1 WHERE kind = ? AND subject = ?", (kind, ident)
    )


@dataclass(frozen=True, slots=True)
class Told:
    """The stage in the tags of a drama's threads (None: not checked), and the facts about its airing."""

    drama_id: int
    stage: str | None
    aired_from: date | None
    aired_to: date | None
    year: int | None

    def tells(self, stage: AiringStage | None) -> bool:
        return self.stage == (stage or _UNKNOWN)


def stages_told(connection: sqlite3.Connection) -> list[Told]:
    """Every drama with threads, once for each stage in their tags."""
    rows = connection.execute(
        "SELECT t.drama_id, t.stage, d.aired_from, d.aired_to, d.year"
        " FROM (SELECT DISTINCT drama_id, stage FROM thread WHERE thread_id IS NOT NULL) t"
        " JOIN drama d ON d.id = t.drama_id AND d.hidden = 0"
    )
    return [Told(ident, stage, _date(first), _date(last), year) for ident, stage, first, last, year in rows]


def outdate_tags(connection: sqlite3.Connection, told: Told) -> None:
    """The drama's threads whose tags tell this have others to get."""
    connection.execute(
        "UPDATE posted SET revision = revision + 1 WHERE kind = 'tags' AND revision = shown AND subject IN"
        " (SELECT id FROM thread WHERE drama_id = ? AND stage IS ? AND thread_id IS NOT NULL)",
        (told.drama_id, told.stage),
    )


def tagged(connection: sqlite3.Connection, ident: int, stage: AiringStage | None) -> None:
    """Record that the thread's tags show this stage, or that there are no tags for it."""
    connection.execute("UPDATE thread SET stage = ? WHERE id = ?", (stage or _UNKNOWN, ident))


def woken(connection: sqlite3.Connection, thread_id: int) -> bool:
    """Make a thread's postponed update due, because it was opened again. False if there was none."""
    found = connection.execute(f"UPDATE posted SET tries = 0, retry_at = NULL WHERE {_PUT_OFF}", (thread_id,))
    return found.rowcount > 0


def is_put_off(connection: sqlite3.Connection, thread_id: int) -> bool:
    row = connection.execute(f"SELECT 1 FROM posted WHERE {_PUT_OFF}", (thread_id,)).fetchone()
    return row is not None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


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
