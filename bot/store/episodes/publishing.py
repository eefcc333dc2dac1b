"""Stores posts of synopses, their schedules, and submissions that wait for a curator."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from bot.domain.episodes import Synopsis, SynopsisState
from bot.domain.paces import Pace
from bot.domain.publishing import Schedule, Submission, SynopsisPost
from bot.domain.screening import Passed
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, drama_from
from bot.store.guilds.departures import is_here
from bot.store.timestamps import moment, written

# --- posts ---

_SYNOPSES = "kind = 'synopsis' AND subject = 0"
_OF_EPISODE = f"{_SYNOPSES} AND drama_id = ? AND episode = ? AND guild_id = ? AND copy = 0"


def post_of(
    connection: sqlite3.Connection, guild_id: int, drama_id: int, episode: int
) -> SynopsisPost | None:
    """The post of an episode's synopsis, planned or sent."""
    row = connection.execute(
        f"SELECT guild_id, drama_id, episode, channel_id, message_id FROM posted WHERE {_OF_EPISODE}",
        (drama_id, episode, guild_id),
    ).fetchone()
    return SynopsisPost(*row) if row else None


def planned(
    connection: sqlite3.Connection, guild_id: int, drama_id: int, episode: int, outbox_id: int
) -> None:
    """A post is planned; where another stands already, that becomes one of its copies, and follows too."""
    connection.execute(
        f"UPDATE posted SET copy = message_id WHERE {_OF_EPISODE} AND message_id IS NOT NULL",
        (drama_id, episode, guild_id),
    )
    connection.execute(
        "INSERT INTO posted (kind, subject, drama_id, episode, guild_id, outbox_id)"
        " VALUES ('synopsis', 0, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET outbox_id = excluded.outbox_id",
        (drama_id, episode, guild_id, outbox_id),
    )


def composed(connection: sqlite3.Connection, outbox_id: int) -> None:
    """Record that the post shows the current synopsis."""
    connection.execute("UPDATE posted SET shown = revision WHERE outbox_id = ?", (outbox_id,))


def last_posted(connection: sqlite3.Connection, guild_id: int, drama_id: int) -> int:
    """The number of the last posted episode. 0 if there is none."""
    (number,) = connection.execute(
        "SELECT coalesce(max(episode), 0) FROM posted"
        f" WHERE {_SYNOPSES} AND drama_id = ? AND guild_id = ? AND shown_as IS NULL",
        (drama_id, guild_id),
    ).fetchone()
    return int(number)


def languages(connection: sqlite3.Connection, drama_id: int, episode: int, guild_id: int | None) -> list[str]:
    """The languages in which an episode's synopsis is published for a guild."""
    rows = connection.execute(
        "SELECT DISTINCT language FROM synopsis WHERE drama_id = ? AND episode = ? AND state = 'published'"
        " AND (guild_id IS NULL OR guild_id = ?) ORDER BY language",
        (drama_id, episode, guild_id),
    )
    return [language for (language,) in rows]


def told(connection: sqlite3.Connection, drama_id: int, episode: int, guild_id: int | None) -> dict[str, str]:
    """The synopsis of an episode as it is published for a guild in each language, in their order.

    A guild's own goes before the catalogue's.
    """
    rows = connection.execute(
        "SELECT language, text FROM synopsis WHERE drama_id = ? AND episode = ? AND state = 'published'"
        " AND (guild_id IS NULL OR guild_id = ?) ORDER BY language, guild_id IS NOT NULL, id DESC",
        (drama_id, episode, guild_id),
    )
    return dict(rows.fetchall())


def told_from(
    connection: sqlite3.Connection, guild_id: int, drama_id: int, first: int, last: int
) -> tuple[int, int | None]:
    """How many of these episodes have a synopsis for a guild, and the first that a schedule would wait for.

    A schedule does not wait for posted episodes.
    """
    told = {
        episode
        for (episode,) in connection.execute(
            "SELECT DISTINCT episode FROM synopsis WHERE drama_id = ? AND episode BETWEEN ? AND ?"
            " AND state = 'published' AND (guild_id IS NULL OR guild_id = ?)",
            (drama_id, first, last, guild_id),
        )
    }
    posted = {
        episode
        for (episode,) in connection.execute(
            f"SELECT episode FROM posted WHERE {_SYNOPSES} AND drama_id = ?"
            " AND episode BETWEEN ? AND ? AND guild_id = ? AND shown_as IS NULL",
            (drama_id, first, last, guild_id),
        )
    }
    return len(told), next((n for n in range(first, last + 1) if n not in told and n not in posted), None)


# --- schedules ---

_SCHEDULE = "s.guild_id, s.next_episode, s.days, s.at, s.zone, s.next_at"
# From the schedules to their dramas: a planner that has counted no schedule would begin with every drama.
_SCHEDULES = (
    f"SELECT {_SCHEDULE}, {DRAMA_COLUMNS} FROM synopsis_schedule s CROSS JOIN drama d ON d.id = s.drama_id"
    " WHERE d.hidden = 0"
)


def put_schedule(connection: sqlite3.Connection, schedule: Schedule, set_by: int, now: datetime) -> None:
    """Store a drama's publishing schedule, in place of an earlier one."""
    pace = schedule.pace
    connection.execute(
        "INSERT INTO synopsis_schedule (guild_id, drama_id, next_episode, days, at, zone, next_at, set_by,"
        " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (guild_id, drama_id) DO UPDATE SET"
        " next_episode = excluded.next_episode, days = excluded.days, at = excluded.at,"
        " zone = excluded.zone, next_at = excluded.next_at, set_by = excluded.set_by",
        (
            schedule.guild_id,
            schedule.drama.id,
            schedule.next_episode,
            pace.days,
            f"{pace.at:%H:%M}",
            pace.zone,
            written(schedule.next_at) if schedule.next_at else None,
            set_by,
            written(now),
        ),
    )


def move_schedule(
    connection: sqlite3.Connection, schedule: Schedule, next_episode: int, next_at: datetime | None
) -> None:
    """Set a schedule's next episode and its time. None: as soon as its synopsis exists."""
    connection.execute(
        "UPDATE synopsis_schedule SET next_episode = ?, next_at = ? WHERE guild_id = ? AND drama_id = ?",
        (next_episode, written(next_at) if next_at else None, schedule.guild_id, schedule.drama.id),
    )


def remove_schedule(connection: sqlite3.Connection, guild_id: int, drama_id: int) -> bool:
    """End a schedule; False if there is none."""
    gone = connection.execute(
        "DELETE FROM synopsis_schedule WHERE guild_id = ? AND drama_id = ?", (guild_id, drama_id)
    )
    return gone.rowcount == 1


def schedules_of(connection: sqlite3.Connection, guild_id: int) -> list[Schedule]:
    """The schedules of a guild, the first due first, paused ones last."""
    rows = connection.execute(
        f"{_SCHEDULES} AND s.guild_id = ? ORDER BY s.next_at IS NULL, s.next_at, s.drama_id", (guild_id,)
    )
    return [_schedule(row) for row in rows]


def schedule_of(connection: sqlite3.Connection, guild_id: int, drama_id: int) -> Schedule | None:
    row = connection.execute(
        f"{_SCHEDULES} AND s.guild_id = ? AND s.drama_id = ?", (guild_id, drama_id)
    ).fetchone()
    return _schedule(row) if row else None


def due(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Schedule]:
    """Schedules that are due, and paused ones whose missing text exists now."""
    rows = connection.execute(
        f"{_SCHEDULES} AND (s.next_at <= :now OR s.next_at IS NULL AND EXISTS (SELECT 1 FROM synopsis y"
        " WHERE y.drama_id = s.drama_id AND y.episode = s.next_episode AND y.state = 'published'"
        f" AND (y.guild_id IS NULL OR y.guild_id = s.guild_id))) AND {is_here('s.guild_id')}"
        " ORDER BY s.next_at, s.guild_id, s.drama_id LIMIT :limit",
        {"now": written(now), "limit": limit},
    )
    return [_schedule(row) for row in rows]


def due_after(connection: sqlite3.Connection, moment: datetime) -> list[Schedule]:
    """Schedules that are due after this moment."""
    rows = connection.execute(f"{_SCHEDULES} AND s.next_at > ?", (written(moment),))
    return [_schedule(row) for row in rows]


def next_due(connection: sqlite3.Connection) -> datetime | None:
    (soonest,) = connection.execute(
        "SELECT min(s.next_at) FROM synopsis_schedule s JOIN drama d ON d.id = s.drama_id"
        f" WHERE s.next_at IS NOT NULL AND d.hidden = 0 AND {is_here('s.guild_id')}"
    ).fetchone()
    return moment(soonest)


def _schedule(row: Sequence[Any]) -> Schedule:
    guild_id, episode, days, at, zone, next_at = row[:6]
    pace = Pace(days, time.fromisoformat(at), zone)
    return Schedule(guild_id, drama_from(tuple(row[6:])), episode, pace, moment(next_at))


# --- submissions ---

_SUBMISSION = (
    "s.id, s.episode, s.language, s.text, s.state, s.author_id, s.guild_id, s.created_at, s.returned_reason"
)
_FROM = f"SELECT {_SUBMISSION}, {DRAMA_COLUMNS} FROM synopsis s JOIN drama d ON d.id = s.drama_id"


def waiting(connection: sqlite3.Connection, guild_id: int) -> list[int]:
    """A guild's waiting submissions, the oldest first."""
    rows = connection.execute(
        "SELECT s.id FROM synopsis s JOIN drama d ON d.id = s.drama_id AND d.hidden = 0"
        " WHERE s.guild_id = ? AND s.state = 'submitted' ORDER BY s.created_at, s.id",
        (guild_id,),
    )
    return [ident for (ident,) in rows]


def arrived(connection: sqlite3.Connection, guild_id: int, since: datetime) -> list[Synopsis]:
    """A guild's waiting submissions that came since then, the oldest first."""
    rows = connection.execute(
        f"{_FROM} WHERE s.guild_id = ? AND s.state = 'submitted' AND s.created_at >= ? AND d.hidden = 0"
        " ORDER BY s.created_at, s.id",
        (guild_id, written(since)),
    )
    return [_submission(row).synopsis for row in rows]


def submission(connection: sqlite3.Connection, ident: int, state: SynopsisState | None) -> Submission | None:
    """A synopsis, if it is in this state. None: any state."""
    row = connection.execute(
        f"{_FROM} WHERE s.id = ? AND (? IS NULL OR s.state = ?)", (ident, state, state)
    ).fetchone()
    return _submission(row) if row else None


def same_text(connection: sqlite3.Connection, form: Synopsis) -> int | None:
    """The waiting submission in a form's place with exactly the same text."""
    row = connection.execute(
        "SELECT id FROM synopsis WHERE drama_id = ? AND episode = ? AND guild_id IS ?"
        " AND state = 'submitted' AND language = ? AND text = ? ORDER BY id DESC LIMIT 1",
        (form.drama.id, form.episode, form.guild_id, form.language, form.text),
    ).fetchone()
    return int(row[0]) if row else None


def waits(connection: sqlite3.Connection, form: Synopsis) -> bool:
    """Whether another text of the author already waits in the form's place."""
    row = connection.execute(
        "SELECT 1 FROM synopsis WHERE drama_id = ? AND episode = ? AND guild_id IS ?"
        " AND state = 'submitted' AND language = ? AND author_id = ? LIMIT 1",
        (form.drama.id, form.episode, form.guild_id, form.language, form.author_id),
    ).fetchone()
    return row is not None


def publish(connection: sqlite3.Connection, found: Synopsis, now: datetime) -> None:
    """Publish a submission unchanged. It replaces the guild's text in that language."""
    connection.execute(
        "UPDATE synopsis SET state = 'withdrawn', updated_at = ?"
        " WHERE drama_id = ? AND episode = ? AND language = ? AND guild_id IS ? AND state = 'published'",
        (written(now), found.drama.id, found.episode, found.language, found.guild_id),
    )
    settle(connection, found.id, SynopsisState.PUBLISHED, now)


def settle(
    connection: sqlite3.Connection,
    ident: int,
    state: SynopsisState,
    now: datetime,
    reason: Passed | None = None,
) -> None:
    """End a submission's wait."""
    connection.execute(
        "UPDATE synopsis SET state = ?, updated_at = ?, returned_reason = ? WHERE id = ?",
        (str(state), written(now), reason, ident),
    )


def _submission(row: Sequence[Any]) -> Submission:
    ident, episode, language, text, state, author_id, guild_id, created, reason = row[:9]
    synopsis = Synopsis(
        ident, drama_from(tuple(row[9:])), episode, language, text, SynopsisState(state), author_id, guild_id
    )
    return Submission(synopsis, datetime.fromisoformat(created), reason)
