"""Remembers the episodes sent to calendars: their UIDs, and how they have changed since."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from bot.domain.airing import Airing, CalendarEvent, Slot, zone_of
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, DRAMA_WIDTH, drama_from
from bot.store.timestamps import moment as read_moment
from bot.store.timestamps import written

_COLUMNS = f"{DRAMA_COLUMNS}, c.episode, c.uid, c.day, c.at, c.minutes, c.sequence, c.stamp, c.cancelled"

# These dramas, and those that became one of them. By their ids: `ifnull(merged_into, id)` reads every drama.
_THEIRS = (
    "SELECT d.id FROM json_each(?{0}) w JOIN drama d ON d.id = w.value AND d.merged_into IS NULL"
    " UNION ALL SELECT d.id FROM json_each(?{0}) w JOIN drama d ON d.merged_into = w.value"
)


def events(
    connection: sqlite3.Connection,
    airings: Sequence[Airing],
    drama_ids: Iterable[int],
    start: datetime,
    now: datetime,
    *,
    whole: bool,
) -> list[CalendarEvent]:
    """These episodes as events.

    Episodes of these dramas that were sent before and no longer air are cancelled.

    An event that differs from the last one sent counts as changed at `now`. `whole`: the airings are all that
    these dramas have from `start` on, so missing ones are cancelled.
    """
    ids = sorted({*drama_ids, *(airing.drama.id for airing in airings)})
    for airing in airings:
        if airing.number is not None:
            _put(connection, airing, now)
    if whole:
        _cancel(connection, airings, ids, start, now)
    found = _of(connection, ids, start)
    wanted = {(airing.drama.id, airing.number) for airing in airings}
    shown = [event for event in found if event.cancelled or (event.drama.id, event.number) in wanted]
    return sorted(shown, key=lambda event: (event.slot.moment, event.drama.id, event.number))


def _put(connection: sqlite3.Connection, airing: Airing, now: datetime) -> None:
    slot, at = airing.slot, airing.slot.at
    connection.execute(
        "INSERT INTO calendar_event (drama_id, episode, uid, day, at, minutes, title, stamp)"
        " VALUES (:drama, :episode, :uid, :day, :at, :minutes, :title, :now)"
        " ON CONFLICT (drama_id, episode) DO UPDATE SET day = excluded.day, at = excluded.at,"
        " minutes = excluded.minutes, title = excluded.title, stamp = excluded.stamp, cancelled = 0,"
        " sequence = sequence + 1"
        " WHERE (day, at, minutes, title, cancelled)"
        " IS NOT (excluded.day, excluded.at, excluded.minutes, excluded.title, 0)",
        {
            "drama": airing.drama.id,
            "episode": airing.number,
            "uid": _free_uid(connection, airing.drama.id, airing.number or 0),
            "day": slot.day.isoformat(),
            "at": written(at) if at is not None else None,
            "minutes": airing.minutes,
            "title": airing.drama.title,
            "now": written(now),
        },
    )


def _free_uid(connection: sqlite3.Connection, drama_id: int, number: int) -> str:
    """The UID of an episode that was never sent: its numbers, unless another was once sent under them."""
    base = uid = f"drama-{drama_id}-episode-{number}"
    more = 1
    while connection.execute(
        "SELECT 1 FROM calendar_event WHERE uid = ? AND (drama_id, episode) <> (?, ?)",
        (f"{uid}@namida", drama_id, number),
    ).fetchone():
        more += 1
        uid = f"{base}-{more}"
    return f"{uid}@namida"


def _cancel(
    connection: sqlite3.Connection, airings: Sequence[Airing], ids: list[int], start: datetime, now: datetime
) -> None:
    """Cancel sent episodes that are no longer among these, or that belong to a merged drama."""
    wanted = json.dumps([[airing.drama.id, airing.number] for airing in airings])
    connection.execute(
        "UPDATE calendar_event SET cancelled = 1, sequence = sequence + 1, stamp = ?1"
        " WHERE cancelled = 0 AND ifnull(at, day) >= ?3"
        f" AND drama_id IN ({_THEIRS.format(2)})"
        " AND (drama_id, episode) NOT IN"
        " (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?4))",
        (written(now), json.dumps(ids), written(start), wanted),
    )


def _of(connection: sqlite3.Connection, ids: list[int], start: datetime) -> list[CalendarEvent]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM calendar_event c JOIN drama d ON d.id = c.drama_id"
        f" WHERE c.drama_id IN ({_THEIRS.format(1)})"
        " AND (d.hidden = 0 OR d.merged_into IS NOT NULL) AND ifnull(c.at, c.day) >= ?2",
        (json.dumps(ids), start.date().isoformat()),
    )
    return [_event(row) for row in rows]


def _event(row: tuple[Any, ...]) -> CalendarEvent:
    drama = drama_from(row)
    number, uid, day, at, minutes, sequence, stamp, cancelled = row[DRAMA_WIDTH:]
    slot = Slot(date.fromisoformat(day), read_moment(at), zone_of(drama.country))
    changed = datetime.fromisoformat(stamp)
    return CalendarEvent(drama, number, slot, minutes, uid, sequence, changed, bool(cancelled))


def of_country(connection: sqlite3.Connection, country: str, start: datetime) -> list[int]:
    """The dramas of a country that have sent episodes from the day of `start` on."""
    rows = connection.execute(
        "SELECT c.drama_id FROM calendar_event c CROSS JOIN drama d ON d.id = c.drama_id"
        " WHERE ifnull(c.at, c.day) >= ? AND d.country = ?",
        (start.date().isoformat(), country),
    )
    return sorted({row[0] for row in rows})
