"""Links dramas to shows of other catalogues, and stores when to refresh them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.airing import slot
from bot.domain.dramas import Drama
from bot.domain.freshness import SHORTLY, before_airing, next_refresh, next_try
from bot.domain.sources import SourcePart, source_part
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, drama_from
from bot.store.timestamps import moment, written

_HOUR = timedelta(hours=1)
SLIPS = 4  # so many answers that a show is gone before we believe it


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """The drama here that is a source's show. `hidden` if moderators removed it."""

    drama: Drama
    hidden: bool


def standing(connection: sqlite3.Connection, drama_id: int) -> LinkHolder:
    """A drama, visible or hidden. For a merged one, the drama that it was merged into."""
    *drama, hidden = connection.execute(
        f"SELECT {DRAMA_COLUMNS}, d.hidden FROM drama w JOIN drama d ON d.id = ifnull(w.merged_into, w.id)"
        " WHERE w.id = ?",
        (drama_id,),
    ).fetchone()
    return LinkHolder(drama_from(tuple(drama)), bool(hidden))


def holder(connection: sqlite3.Connection, source: str, show: str) -> LinkHolder | None:
    """The drama that is this show or a part of it. Of several, a visible one, then the oldest."""
    row = connection.execute(
        "SELECT s.drama_id FROM drama_source s JOIN drama d ON d.id = s.drama_id"
        # '0' is the character behind '/': all ids that begin with the show and a slash.
        " WHERE s.source = ?1 AND (s.source_id = ?2 OR (s.source_id > ?2 || '/' AND s.source_id < ?2 || '0'))"
        " ORDER BY d.hidden, s.drama_id LIMIT 1",
        (source, show),
    ).fetchone()
    return standing(connection, row[0]) if row else None


def holder_of_season(
    connection: sqlite3.Connection, source: str, show: str, season: int
) -> LinkHolder | None:
    """The drama that contains this season of the show. Of several, a visible one."""
    rows = connection.execute(
        "SELECT s.source_id, s.drama_id FROM drama_source s JOIN drama d ON d.id = s.drama_id"
        " WHERE s.source = ?1 AND (s.source_id = ?2 OR (s.source_id > ?2 || '/' AND s.source_id < ?2 || '0'))"
        " ORDER BY d.hidden, s.drama_id",
        (source, show),
    ).fetchall()
    for source_id, drama_id in rows:
        part = source_part(source, source_id)
        if part is not None and part.holds(season):
            return standing(connection, drama_id)
    return None


def overlapping(connection: sqlite3.Connection, part: SourcePart) -> list[int]:
    """The visible dramas that have this part of a show, or some of it."""
    rows = connection.execute(
        "SELECT s.source_id, s.drama_id FROM drama_source s JOIN drama d ON d.id = s.drama_id"
        " WHERE s.source = ?1 AND (s.source_id = ?2 OR (s.source_id > ?2 || '/' AND s.source_id < ?2 || '0'))"
        " AND d.hidden = 0 ORDER BY s.drama_id",
        (part.source, part.show),
    ).fetchall()
    held = ((source_part(part.source, source_id), drama_id) for source_id, drama_id in rows)
    return list(dict.fromkeys(ident for other, ident in held if other is not None and other.overlaps(part)))


def holder_of_part(connection: sqlite3.Connection, part: SourcePart) -> LinkHolder | None:
    """The drama that has exactly this part."""
    row = connection.execute(
        "SELECT drama_id FROM drama_source WHERE source = ? AND source_id = ?", (part.source, part.source_id)
    ).fetchone()
    return standing(connection, row[0]) if row else None


def parts(connection: sqlite3.Connection, drama_id: int) -> tuple[SourcePart, ...]:
    """The parts of sources' shows that form the drama, in the order of its episodes."""
    rows = connection.execute(
        "SELECT source, source_id, first_episode FROM drama_source WHERE drama_id = ?"
        " ORDER BY first_episode, source DESC, source_id",
        (drama_id,),
    )
    found = (source_part(source, source_id, first) for source, source_id, first in rows)
    return tuple(part for part in found if part is not None)


def put_parts(connection: sqlite3.Connection, drama_id: int, wanted: Iterable[SourcePart]) -> None:
    """Set the parts that form the drama. Ids of catalogues that cannot be asked stay."""
    connection.executemany(
        "DELETE FROM drama_source WHERE source = ? AND source_id = ?",
        [(part.source, part.source_id) for part in parts(connection, drama_id)],
    )
    for part in wanted:
        put_part(connection, drama_id, part)
    # Values from a source that is no longer linked count as values of a file.
    connection.execute(
        "UPDATE episode SET source = NULL, show = NULL, season = NULL, season_number = NULL,"
        " broadcast_id = NULL WHERE drama_id = ?1 AND source IS NOT NULL"
        " AND source NOT IN (SELECT source FROM drama_source WHERE drama_id = ?1)",
        (drama_id,),
    )
    # A new numbering replaces the numbers that curators held before.
    connection.execute("DELETE FROM provenance WHERE drama_id = ? AND field = 'episode numbers'", (drama_id,))
    if not parts(connection, drama_id):
        connection.execute("UPDATE drama SET refresh_due = NULL WHERE id = ?", (drama_id,))


def put_part(connection: sqlite3.Connection, drama_id: int, part: SourcePart) -> None:
    """Add a part to the drama, and remove it from any other drama."""
    connection.execute(
        "INSERT INTO drama_source (source, source_id, drama_id, first_episode) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (source, source_id) DO UPDATE SET drama_id = excluded.drama_id,"
        " first_episode = excluded.first_episode",
        (part.source, part.source_id, drama_id, part.first_episode),
    )


def rename_part(connection: sqlite3.Connection, was: SourcePart, became: SourcePart) -> None:
    """Change the id of a part that the source has under another id now."""
    connection.execute(
        "UPDATE OR REPLACE drama_source SET source_id = ? WHERE source = ? AND source_id = ?",
        (became.source_id, was.source, was.source_id),
    )


def added_lately(connection: sqlite3.Connection, member_id: int, now: datetime) -> int:
    """How many dramas a member has added within an hour, among the latest 20,000 changes."""
    (count,) = connection.execute(
        "SELECT count(*) FROM audit WHERE id > (SELECT max(id) - 20000 FROM audit)"
        " AND actor_id = ? AND action = 'catalogue.add' AND at > ?",
        (member_id, written(now - _HOUR)),
    ).fetchone()
    return int(count)


# --- when ---


def schedule(connection: sqlite3.Connection, drama_id: int, now: datetime, *, running: bool) -> None:
    """Record a refresh now, and schedule the next one."""
    due = next_refresh(drama_id, now, running=running)
    for airs_at in moments_after(connection, drama_id, now, due):
        if (sooner := before_airing(now, airs_at)) is not None:
            due = min(due, sooner)
            break
    connection.execute(
        "UPDATE drama SET refreshed_at = ?, refresh_due = ?, refresh_failures = 0 WHERE id = ?",
        (written(now), written(due), drama_id),
    )


def moments_after(
    connection: sqlite3.Connection, drama_id: int, now: datetime, until: datetime | None = None
) -> list[datetime]:
    """The moments when episodes of the drama air from now on, the earliest first."""
    rows = connection.execute(
        "SELECT e.airs_at, e.air_date, d.air_time, d.country FROM episode e JOIN drama d ON d.id = e.drama_id"
        " WHERE e.drama_id = ? AND (e.airs_at > ? OR e.air_date >= ?)",
        (drama_id, written(now), (now - timedelta(days=2)).date().isoformat()),
    )
    slots = (
        slot(moment(airs_at), date.fromisoformat(day) if day else None, air_time, country)
        for airs_at, day, air_time, country in rows
    )
    found = (known.moment for known in slots if known is not None)
    return sorted(at for at in found if now < at and (until is None or at - SHORTLY < until))


def missing(connection: sqlite3.Connection, drama_id: int, now: datetime) -> None:
    """Record that no source has the drama any more, and schedule the next try.

    It is tried again in some hours while the drama has dates to come, and after the first answers: a deleted
    show rarely comes back, but a single answer may be a mistake.
    """
    (failures,) = connection.execute(
        "SELECT refresh_failures FROM drama WHERE id = ?", (drama_id,)
    ).fetchone()
    if failures < SLIPS or moments_after(connection, drama_id, now):
        postpone(connection, drama_id, now)
    else:
        schedule(connection, drama_id, now, running=False)


def postpone(connection: sqlite3.Connection, drama_id: int, now: datetime) -> None:
    """Record that a source of the drama did not answer. It is asked again in some hours."""
    (failures,) = connection.execute(
        "SELECT refresh_failures FROM drama WHERE id = ?", (drama_id,)
    ).fetchone()
    connection.execute(
        "UPDATE drama SET refresh_due = ?, refresh_failures = refresh_failures + 1 WHERE id = ?",
        (written(next_try(drama_id, now, failures)), drama_id),
    )


def due(connection: sqlite3.Connection, now: datetime, limit: int) -> list[int]:
    """The dramas that are due for a refresh, the longest overdue first."""
    rows = connection.execute(
        "SELECT id FROM drama WHERE refresh_due <= ? AND hidden = 0 ORDER BY refresh_due, id LIMIT ?",
        (written(now), limit),
    )
    return [row[0] for row in rows]


def next_due(connection: sqlite3.Connection) -> datetime | None:
    row = connection.execute(
        "SELECT refresh_due FROM drama WHERE refresh_due IS NOT NULL AND hidden = 0"
        " ORDER BY refresh_due LIMIT 1"
    ).fetchone()
    return moment(row[0]) if row else None
