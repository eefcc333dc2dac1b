"""Stores members, the guilds where they were seen, and their progress."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.dramas import Drama
from bot.domain.members import KnownMember
from bot.domain.progress import Progress, Status, stamp
from bot.domain.titles import Titles
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, drama_from
from bot.store.members import alone
from bot.store.timestamps import moment, written

PROGRESS_COLUMNS = "p.status, p.episode, p.started_on, p.finished_on, p.rewatches, p.note, p.earlier_episode"


def seen(connection: sqlite3.Connection, member_id: int, guild_id: int | None, now: datetime) -> None:
    """Record that a member uses the bot, in which guild, and since when."""
    connection.execute(
        "INSERT INTO member (id, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING", (member_id, written(now))
    )
    if guild_id is not None:
        connection.execute(
            "INSERT INTO guild_member (guild_id, member_id, first_seen) VALUES (?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (guild_id, member_id, written(now)),
        )
    else:
        alone.renew(connection, member_id, now)


def reads_in(connection: sqlite3.Connection, member_id: int, discord_language: str) -> None:
    """Record the language of a member's Discord. The member must have been seen (`seen`)."""
    connection.execute(
        "UPDATE member SET discord_language = ? WHERE id = ? AND discord_language IS NOT ?",
        (discord_language, member_id, discord_language),
    )


def get(connection: sqlite3.Connection, member_id: int) -> KnownMember | None:
    """What the store knows of a member. None if they were never seen."""
    row = connection.execute(
        "SELECT language, stars_out_of, titles, (SELECT seen_at FROM member_alone WHERE member_id = id),"
        " discord_language FROM member WHERE id = ?",
        (member_id,),
    ).fetchone()
    if row is None:
        return None
    seen_on = connection.execute("SELECT guild_id FROM guild_member WHERE member_id = ?", (member_id,))
    guilds = frozenset(guild_id for (guild_id,) in seen_on)
    return KnownMember(
        row[0],
        row[1],
        guilds,
        titles=Titles(row[2]),
        alone_since=moment(row[3]),
        discord_language=row[4],
    )


def places(connection: sqlite3.Connection, member_id: int, limit: int) -> list[int]:
    """The guilds where a member was seen, the latest first."""
    rows = connection.execute(
        "SELECT guild_id FROM guild_member WHERE member_id = ? ORDER BY first_seen DESC, guild_id LIMIT ?",
        (member_id, limit),
    )
    return [guild_id for (guild_id,) in rows]


def is_new_on_any(
    connection: sqlite3.Connection, member_id: int, guild_ids: Collection[int], now: datetime
) -> bool:
    """Whether one of these guilds holds what new members write, and has seen this one for less long."""
    rows = connection.execute(
        "SELECT g.id, g.newcomer_days, gm.first_seen FROM guild_member gm JOIN guild g ON g.id = gm.guild_id"
        " WHERE gm.member_id = ? AND g.newcomer_days > 0",
        (member_id,),
    )
    return any(
        guild_id in guild_ids and first_seen > written(now - timedelta(days=days))
        for guild_id, days, first_seen in rows
    )


def today(connection: sqlite3.Connection, member_id: int, now: datetime) -> date:
    """A member's current day, in the zone of their digest, else in UTC."""
    row = connection.execute("SELECT zone FROM digest WHERE member_id = ?", (member_id,)).fetchone()
    return now.astimezone(ZoneInfo(row[0]) if row else UTC).date()


def progress(connection: sqlite3.Connection, member_id: int, drama_id: int) -> Progress | None:
    row = connection.execute(
        f"SELECT {PROGRESS_COLUMNS} FROM progress p WHERE p.member_id = ? AND p.drama_id = ?",
        (member_id, drama_id),
    ).fetchone()
    return progress_from(row) if row else None


def progress_from(row: Sequence[Any]) -> Progress:
    """A `Progress` from the columns of `PROGRESS_COLUMNS`."""
    status, episode, started_on, finished_on, rewatches, note, earlier_episode = row
    began, ended = _date(started_on), _date(finished_on)
    return Progress(Status(status), episode, began, ended, rewatches, note, earlier_episode)


def put_progress(
    connection: sqlite3.Connection,
    member_id: int,
    drama_id: int,
    progress: Progress,
    at: datetime,
) -> None:
    """Store a member's progress, and since when."""
    connection.execute(
        "INSERT INTO progress"
        " (member_id, drama_id, status, episode, started_on, finished_on, rewatches, note, earlier_episode,"
        " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (member_id, drama_id) DO UPDATE SET"
        " status = excluded.status, episode = excluded.episode, started_on = excluded.started_on,"
        " finished_on = excluded.finished_on, rewatches = excluded.rewatches, note = excluded.note,"
        " earlier_episode = excluded.earlier_episode, updated_at = excluded.updated_at",
        (
            member_id,
            drama_id,
            str(progress.status),
            progress.episode,
            _text(progress.started_on),
            _text(progress.finished_on),
            progress.rewatches,
            progress.note,
            progress.earlier_episode,
            stamp(at),
        ),
    )


def drop_progress(connection: sqlite3.Connection, member_id: int, drama_id: int) -> bool:
    """Delete a member's progress. Returns whether there was any."""
    gone = connection.execute(
        "DELETE FROM progress WHERE member_id = ? AND drama_id = ?", (member_id, drama_id)
    )
    return gone.rowcount > 0


def recent(connection: sqlite3.Connection, member_id: int, limit: int) -> list[Drama]:
    """What a member watches: started dramas first, then planned ones, the last changed first."""
    rows = connection.execute(
        f"SELECT {DRAMA_COLUMNS} FROM progress p JOIN drama d ON d.id = p.drama_id"
        " WHERE p.member_id = ? AND d.hidden = 0"
        " ORDER BY CASE p.status WHEN 'watching' THEN 0 WHEN 'on hold' THEN 1 WHEN 'plan' THEN 2 ELSE 3 END,"
        " p.updated_at DESC LIMIT ?",
        (member_id, limit),
    )
    return [drama_from(row) for row in rows]


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
