"""Stores watch clubs, their members and their steps."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from bot.domain.clubs import (
    REMINDED_BEFORE,
    Advance,
    Club,
    ClubPace,
    ClubState,
    ClubStep,
    KeptStep,
    StepStanding,
    Summary,
)
from bot.domain.paces import Pace
from bot.domain.progress import Progress
from bot.domain.scores import HALF_POINTS_MAX
from bot.domain.spoilers import is_past
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, drama_from
from bot.store.episodes import episodes
from bot.store.guilds.departures import is_here
from bot.store.members import members
from bot.store.timestamps import moment, written

_CLUB = (
    "c.id, c.guild_id, c.channel_id, c.role_id, c.episodes, c.days, c.at, c.zone, c.advance, c.state,"
    " c.started_by, c.started_at, c.ended_at"
)
_CLUBS = f"SELECT {_CLUB}, {DRAMA_COLUMNS} FROM club c JOIN drama d ON d.id = c.drama_id"
# SQLite uses the index of the clubs that have not ended only where its condition is repeated word for word.
_RUNNING = "state = 'running' AND state <> 'ended'"
_WIDTH = _CLUB.count(",") + 1
STEP_COLUMNS = "s.number, s.first_episode, s.last_episode, s.opened_at, s.until, s.closed_at IS NOT NULL"


# --- clubs ---


def get(connection: sqlite3.Connection, club_id: int) -> Club | None:
    """A club, ended or not."""
    row = connection.execute(f"{_CLUBS} WHERE c.id = ?", (club_id,)).fetchone()
    return _club(row) if row else None


def of_guild(connection: sqlite3.Connection, guild_id: int) -> list[Club]:
    """The clubs of a guild that have not ended, the latest first."""
    rows = connection.execute(
        f"{_CLUBS} WHERE c.guild_id = ? AND c.state <> 'ended' ORDER BY c.id DESC", (guild_id,)
    )
    return [_club(row) for row in rows]


def of_places(connection: sqlite3.Connection, guild_id: int, channel_ids: Sequence[int]) -> list[Club]:
    """The clubs of a guild that post to one of these channels, or whose drama has one of these threads."""
    about = {
        drama_id
        for channel_id in channel_ids
        for (drama_id,) in connection.execute(
            "SELECT drama_id FROM thread WHERE guild_id = ? AND thread_id = ?", (guild_id, channel_id)
        )
    }
    clubs = of_guild(connection, guild_id)
    return [club for club in clubs if club.channel_id in channel_ids or club.drama.id in about]


def start(
    connection: sqlite3.Connection,
    *,
    guild_id: int,
    drama_id: int,
    channel_id: int,
    role_id: int | None,
    pace: ClubPace,
    advance: Advance,
    started_by: int,
    now: datetime,
) -> Club:
    ident = connection.execute(
        "INSERT INTO club (guild_id, drama_id, channel_id, role_id, episodes, days, at, zone, advance,"
        " started_by, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (guild_id, drama_id, channel_id, role_id, *_paced(pace), str(advance), started_by, written(now)),
    ).lastrowid
    club = get(connection, ident or 0)
    if club is None:
        raise LookupError("the club that was just started is not there")
    return club


def put_pace(connection: sqlite3.Connection, club_id: int, pace: ClubPace) -> None:
    connection.execute(
        "UPDATE club SET episodes = ?, days = ?, at = ?, zone = ? WHERE id = ?", (*_paced(pace), club_id)
    )


def put_advance(connection: sqlite3.Connection, club_id: int, advance: Advance) -> None:
    connection.execute("UPDATE club SET advance = ? WHERE id = ?", (str(advance), club_id))


def put_state(connection: sqlite3.Connection, club_id: int, state: ClubState, now: datetime) -> None:
    """Pause, resume or end a club."""
    ended = written(now) if state is ClubState.ENDED else None
    connection.execute("UPDATE club SET state = ?, ended_at = ? WHERE id = ?", (str(state), ended, club_id))


def hidden_drama(connection: sqlite3.Connection, club_id: int) -> bool:
    """Whether moderators removed a club's drama from the catalogue."""
    row = connection.execute(
        "SELECT d.hidden FROM club c JOIN drama d ON d.id = c.drama_id WHERE c.id = ?", (club_id,)
    ).fetchone()
    return bool(row and row[0])


# --- members ---


def is_member(connection: sqlite3.Connection, club_id: int, member_id: int) -> bool:
    return _wish(connection, club_id, member_id) is not None


def wants_reminders(connection: sqlite3.Connection, club_id: int, member_id: int) -> bool:
    """Whether a member of the club asked to be reminded."""
    return bool(_wish(connection, club_id, member_id))


def join(connection: sqlite3.Connection, club_id: int, member_id: int, now: datetime) -> bool:
    """Add a member to a club. False if they are already in it."""
    changed = connection.execute(
        "INSERT INTO club_member (club_id, member_id, joined_at) VALUES (?, ?, ?)"
        " ON CONFLICT (club_id, member_id) DO UPDATE SET left_at = NULL, joined_at = excluded.joined_at"
        " WHERE left_at IS NOT NULL",
        (club_id, member_id, written(now)),
    )
    return changed.rowcount == 1


def leave(connection: sqlite3.Connection, club_id: int, member_id: int, now: datetime) -> bool:
    """Remove a member from a club. False if they are not in it."""
    changed = connection.execute(
        "UPDATE club_member SET left_at = ?, reminded = 0"
        " WHERE club_id = ? AND member_id = ? AND left_at IS NULL",
        (written(now), club_id, member_id),
    )
    return changed.rowcount == 1


def put_reminders(connection: sqlite3.Connection, club_id: int, member_id: int, *, wanted: bool) -> None:
    connection.execute(
        "UPDATE club_member SET reminded = ? WHERE club_id = ? AND member_id = ? AND left_at IS NULL",
        (int(wanted), club_id, member_id),
    )


def put_ahead(connection: sqlite3.Connection, club_id: int, member_id: int, step: int) -> None:
    """Record that a member had seen a step before it opened, or before they joined."""
    connection.execute(
        "UPDATE club_member SET ahead_of = ? WHERE club_id = ? AND member_id = ?", (step, club_id, member_id)
    )


def to_remind(connection: sqlite3.Connection, standing: StepStanding) -> list[int]:
    """The members who are behind and asked to be reminded."""
    rows = connection.execute(
        "SELECT member_id FROM club_member WHERE club_id = ? AND left_at IS NULL AND reminded = 1"
        " ORDER BY member_id",
        (standing.club.id,),
    )
    return [member_id for (member_id,) in rows if member_id not in standing.caught_up]


# --- steps ---


def open_step(
    connection: sqlite3.Connection,
    club_id: int,
    number: int,
    batch: tuple[int, int],
    now: datetime,
    until: datetime,
) -> None:
    connection.execute(
        "INSERT INTO club_step (club_id, number, first_episode, last_episode, opened_at, until)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (club_id, number, *batch, written(now), written(until)),
    )


def close_step(connection: sqlite3.Connection, at: StepStanding, now: datetime, *, over: bool) -> None:
    """Close a step. If it is `over`, not cut short, record how many had caught up."""
    counted = (at.members, len(at.caught_up)) if over else (None, None)
    connection.execute(
        "UPDATE club_step SET closed_at = ?, members = ?, caught_up = ? WHERE club_id = ? AND number = ?",
        (written(now), *counted, at.club.id, at.step.number),
    )


def put_until(connection: sqlite3.Connection, club_id: int, until: datetime | None) -> None:
    """Set the deadline of the open step."""
    connection.execute(
        "UPDATE club_step SET until = ? WHERE club_id = ? AND closed_at IS NULL",
        (written(until) if until else None, club_id),
    )


def step(connection: sqlite3.Connection, club_id: int, number: int | None = None) -> ClubStep | None:
    """A step of a club. Without a number, the last one."""
    row = connection.execute(
        f"SELECT {STEP_COLUMNS} FROM club_step s WHERE s.club_id = ? AND s.number = ifnull(?,"
        " (SELECT max(number) FROM club_step WHERE club_id = s.club_id))",
        (club_id, number),
    ).fetchone()
    return step_from(row) if row else None


def progress(connection: sqlite3.Connection, club: Club) -> dict[int, Progress | None]:
    """The members of a club in order of joining, with the progress of each."""
    rows = connection.execute(
        f"SELECT m.member_id, p.member_id, {members.PROGRESS_COLUMNS} FROM club_member m"
        " LEFT JOIN progress p ON p.member_id = m.member_id AND p.drama_id = ?"
        " WHERE m.club_id = ? AND m.left_at IS NULL ORDER BY m.joined_at, m.member_id",
        (club.drama.id, club.id),
    )
    return {
        member_id: members.progress_from(columns) if listed is not None else None
        for member_id, listed, *columns in rows
    }


def standing(connection: sqlite3.Connection, club: Club, at: ClubStep) -> StepStanding:
    everybody = progress(connection, club)
    caught_up = tuple(member_id for member_id, far in everybody.items() if is_past(far, at.last))
    rows = connection.execute(
        "SELECT member_id FROM club_member WHERE club_id = ? AND left_at IS NULL AND ahead_of = ?",
        (club.id, at.number),
    )
    ahead = frozenset(member_id for (member_id,) in rows)
    last = episodes.last_number(connection, club.drama)
    return StepStanding(club, at, len(everybody), caught_up, last, ahead)


# --- the end ---


def kept(connection: sqlite3.Connection, club: Club) -> list[KeptStep]:
    """How well members kept the pace at every finished step, in order."""
    rows = connection.execute(
        "SELECT first_episode, last_episode, members, caught_up FROM club_step"
        " WHERE club_id = ? AND members IS NOT NULL ORDER BY number",
        (club.id,),
    )
    return [KeptStep(*row) for row in rows]


def scores(connection: sqlite3.Connection, club: Club) -> list[int]:
    """How many of a club's members gave its drama each score, by half points, starting at one."""
    rows = connection.execute(
        "SELECT s.overall, count(*) FROM club_member m"
        " JOIN score s ON s.member_id = m.member_id AND s.drama_id = ?"
        " WHERE m.club_id = ? AND m.left_at IS NULL GROUP BY s.overall",
        (club.drama.id, club.id),
    )
    given = dict(rows.fetchall())
    return [given.get(half_points, 0) for half_points in range(1, HALF_POINTS_MAX + 1)]


def tell_end(connection: sqlite3.Connection, at: Summary) -> None:
    """Note what the post at a club's end is to say by now."""
    connection.execute("UPDATE club SET told = ? WHERE id = ?", (at.fingerprint, at.club.id))


def outdate_end(connection: sqlite3.Connection, at: Summary) -> None:
    """The post at a club's end says something else than what its members have seen and scored by now."""
    tell_end(connection, at)
    connection.execute(
        "UPDATE posted SET revision = revision + 1 WHERE kind = 'club end' AND subject = ?", (at.club.id,)
    )


def ended(connection: sqlite3.Connection, since: datetime) -> list[tuple[int, str | None]]:
    """The clubs that ended since then and have their post: club, and what it is to tell."""
    rows = connection.execute(
        "SELECT c.id, c.told FROM club c INDEXED BY club_ended WHERE c.state = 'ended' AND c.ended_at > ?"
        " AND EXISTS (SELECT 1 FROM posted WHERE kind = 'club end' AND subject = c.id"
        " AND message_id IS NOT NULL)",
        (written(since),),
    )
    return sorted(rows, key=lambda row: int(row[0]))


def any_ended(connection: sqlite3.Connection, since: datetime) -> bool:
    row = connection.execute(
        "SELECT 1 FROM club WHERE state = 'ended' AND ended_at > ? LIMIT 1", (written(since),)
    ).fetchone()
    return row is not None


# --- the clock ---


def due(connection: sqlite3.Connection, now: datetime) -> list[Club]:
    """The running clubs where a step may be over or a reminder may be due."""
    rows = connection.execute(
        f"SELECT {_CLUB}, {DRAMA_COLUMNS} FROM club c INDEXED BY club_running"
        " CROSS JOIN club_step s ON s.club_id = c.id AND s.closed_at IS NULL"
        " JOIN drama d ON d.id = c.drama_id"
        f" WHERE {_RUNNING} AND (c.advance = 'together' OR s.until <= ?)"
        f" AND {is_here('c.guild_id')} ORDER BY c.id",
        (written(now + REMINDED_BEFORE),),
    )
    return [_club(row) for row in rows]


def next_due(connection: sqlite3.Connection, now: datetime) -> datetime | None:
    """When the next step ends or the next reminder is due, whichever comes first."""
    times = [
        (found - before)
        for before in (timedelta(0), REMINDED_BEFORE)
        if (found := moment(_first_after(connection, now + before))) is not None
    ]
    return min(times, default=None)


def any_together(connection: sqlite3.Connection) -> bool:
    """Whether a running club continues when everyone has caught up."""
    row = connection.execute(
        f"SELECT 1 FROM club WHERE {_RUNNING} AND advance = 'together' LIMIT 1"
    ).fetchone()
    return row is not None


def _first_after(connection: sqlite3.Connection, now: datetime) -> object:
    (found,) = connection.execute(
        "SELECT min(s.until) FROM club c INDEXED BY club_running"
        " CROSS JOIN club_step s ON s.club_id = c.id AND s.closed_at IS NULL"
        f" WHERE {_RUNNING} AND s.until > ?",
        (written(now),),
    ).fetchone()
    return found


# --- rows ---


def _wish(connection: sqlite3.Connection, club_id: int, member_id: int) -> int | None:
    row = connection.execute(
        "SELECT reminded FROM club_member WHERE club_id = ? AND member_id = ? AND left_at IS NULL",
        (club_id, member_id),
    ).fetchone()
    return int(row[0]) if row else None


def _paced(pace: ClubPace) -> tuple[int, int, str, str]:
    return pace.episodes, pace.pace.days, pace.pace.at.strftime("%H:%M"), pace.pace.zone


def _club(row: Sequence[Any]) -> Club:
    ident, guild, channel, role, count, days, at, zone, advance, state, by, started, ended = row[:_WIDTH]
    return Club(
        id=ident,
        guild_id=guild,
        drama=drama_from(tuple(row[_WIDTH:])),
        channel_id=channel,
        role_id=role,
        pace=ClubPace(count, Pace(days, time.fromisoformat(at), zone)),
        advance=Advance(advance),
        state=ClubState(state),
        started_by=by,
        started_at=datetime.fromisoformat(started),
        ended_at=moment(ended),
    )


def step_from(row: Sequence[Any]) -> ClubStep:
    number, first, last, opened, until, closed = row
    return ClubStep(number, first, last, datetime.fromisoformat(opened), moment(until), bool(closed))
