"""Stores which shows may be which dramas, curators' decisions, and which dramas to look for at sources."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.freshness import next_lookup, next_try
from bot.domain.matches import Answer, Question, Side
from bot.domain.sources import SourceName, SourcePart, source_part
from bot.store.catalogue import source_links
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, DRAMA_WIDTH, drama_from
from bot.store.timestamps import moment, written

_SOURCES = ", ".join(f"'{name}'" for name in SourceName)
# A question waits until it is answered. The answer yes shows in the data: the two entries are merged, or the
# drama has the show.
_WAITS = f"""
    m.answer IS NULL AND d.hidden = 0 AND CASE
        WHEN m.other_id IS NOT NULL THEN o.hidden = 0 AND o.id <> d.id
        WHEN m.was_id IS NOT NULL THEN EXISTS (SELECT 1 FROM drama_source s WHERE s.drama_id = d.id
            AND s.source = m.source AND s.source_id = m.was_id)
        ELSE NOT EXISTS (SELECT 1 FROM drama_source s WHERE s.drama_id = d.id AND s.source IN ({_SOURCES}))
            AND NOT EXISTS (SELECT 1 FROM drama_source s JOIN drama h ON h.id = s.drama_id
                WHERE s.source = m.source AND s.source_id = m.source_id AND h.hidden = 0)
    END"""
_FROM = (
    "FROM catalogue_match m CROSS JOIN drama d ON d.id = m.drama_id LEFT JOIN drama o ON o.id = m.other_id"
)


# --- what tells dramas apart ---


def entries(connection: sqlite3.Connection, idents: Iterable[int]) -> dict[int, CatalogueEntry]:
    """Names, country, kind, first day, year and episode count of visible dramas."""
    wanted = "[" + ",".join(map(str, dict.fromkeys(idents))) + "]"
    chosen = "FROM drama d WHERE d.id IN (SELECT value FROM json_each(?)) AND d.hidden = 0"
    aliases: dict[int, list[str]] = {}
    for ident, name in connection.execute(
        f"SELECT a.drama_id, a.name FROM alias a WHERE a.drama_id IN (SELECT d.id {chosen})", (wanted,)
    ):
        aliases.setdefault(ident, []).append(name)
    rows = connection.execute(f"SELECT {DRAMA_COLUMNS}, d.aired_from {chosen} ORDER BY d.id", (wanted,))
    return {row[0]: _entry(row, tuple(aliases.get(row[0], ()))) for row in rows}


def _entry(row: tuple[Any, ...], aliases: tuple[str, ...]) -> CatalogueEntry:
    drama, day = drama_from(row), row[DRAMA_WIDTH]
    return CatalogueEntry(
        drama.title,
        drama.native_title,
        aliases,
        drama.country,
        drama.kind,
        drama.year,
        drama.episodes,
        aired_from=date.fromisoformat(day) if day else None,
    )


def begun_around(
    connection: sqlite3.Connection, days: Iterable[date], country: str | None, within: timedelta
) -> list[int]:
    """A country's dramas, hidden or not, whose first episode aired around one of these days."""
    found: dict[int, None] = {}
    for day in days:
        rows = connection.execute(
            "SELECT id FROM drama WHERE aired_from BETWEEN ? AND ? AND ifnull(country = ?, 1)"
            " AND merged_into IS NULL ORDER BY id",
            ((day - within).isoformat(), (day + within).isoformat(), country),
        )
        found.update(dict.fromkeys(row[0] for row in rows))
    return list(found)


# --- questions ---


def ask(
    connection: sqlite3.Connection,
    drama_id: int,
    part: SourcePart,
    said: Side,
    now: datetime,
    *,
    was: SourcePart | None = None,
    other_id: int | None = None,
) -> bool:
    """Ask curators whether the show is the drama. False if they were already asked and nothing is new.

    For a show that became another (`was`), they are asked again when it becomes yet another.
    """
    known = connection.execute(
        "SELECT answer, said FROM catalogue_match WHERE drama_id = ? AND source = ? AND source_id = ?",
        (drama_id, part.source, part.source_id),
    ).fetchone()
    if known is not None and not (was is not None and Side.read(known[1]).title != said.title):
        if other_id is not None and known[0] is None:
            connection.execute(
                "UPDATE catalogue_match SET other_id = ?"
                " WHERE drama_id = ? AND source = ? AND source_id = ? AND other_id IS NULL",
                (other_id, drama_id, part.source, part.source_id),
            )
        return False
    connection.execute(
        "INSERT INTO catalogue_match (drama_id, source, source_id, was_id, other_id, said, asked_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (drama_id, source, source_id) DO UPDATE SET"
        " was_id = excluded.was_id, other_id = excluded.other_id, said = excluded.said, answer = NULL,"
        " asked_at = excluded.asked_at",
        (
            drama_id,
            part.source,
            part.source_id,
            was.source_id if was is not None else None,
            other_id,
            said.write(),
            written(now),
        ),
    )
    return True


def answered(connection: sqlite3.Connection, drama_id: int, part: SourcePart, title: str) -> Answer | None:
    """A curator's decision about a show that became another with this title."""
    row = connection.execute(
        "SELECT answer, said FROM catalogue_match WHERE drama_id = ? AND source = ? AND source_id = ?",
        (drama_id, part.source, part.source_id),
    ).fetchone()
    return Answer(row[0]) if row is not None and row[0] and Side.read(row[1]).title == title else None


def settled(connection: sqlite3.Connection, drama_id: int, source: SourceName, show: str) -> bool | None:
    """Whether a show or its season was decided. False if the question waits, None if there is none."""
    rows = connection.execute(
        "SELECT answer IS NOT NULL FROM catalogue_match WHERE drama_id = ?1 AND source = ?2"
        " AND (source_id = ?3 OR (source_id > ?3 || '/' AND source_id < ?3 || '0'))",
        (drama_id, source, show),
    ).fetchall()
    return any(row[0] for row in rows) if rows else None


def bound(connection: sqlite3.Connection, drama_id: int, part: SourcePart, said: Side, now: datetime) -> None:
    """Record that the rule matched the two, so that it does not match them again after an undo."""
    connection.execute(
        "INSERT INTO catalogue_match (drama_id, source, source_id, said, answer, asked_at)"
        " VALUES (?, ?, ?, ?, 'same', ?) ON CONFLICT DO NOTHING",
        (drama_id, part.source, part.source_id, said.write(), written(now)),
    )


def put_answer(connection: sqlite3.Connection, question: Question, answer: Answer) -> None:
    connection.execute("UPDATE catalogue_match SET answer = ? WHERE id = ?", (answer, question.id))


def get(connection: sqlite3.Connection, match_id: int) -> Question | None:
    """A question that waits for a decision."""
    found = _questions(connection, "AND m.id = ?", (match_id,))
    return next(found, None)


def about(connection: sqlite3.Connection, match_id: int) -> Question | None:
    """A question, decided or not."""
    return next(_questions(connection, "", (match_id,), waits="m.id = ?"), None)


def waiting(connection: sqlite3.Connection) -> int:
    return int(connection.execute(f"SELECT count(*) {_FROM} WHERE {_WAITS}").fetchone()[0])


def at(connection: sqlite3.Connection, place: int) -> Question | None:
    """The waiting question at this place, the oldest first."""
    return next(_questions(connection, "ORDER BY m.id LIMIT 1 OFFSET ?", (place,)), None)


def _questions(
    connection: sqlite3.Connection, further: str, parameters: tuple[object, ...], *, waits: str = _WAITS
) -> Iterator[Question]:
    rows = connection.execute(
        f"SELECT {DRAMA_COLUMNS}, m.id, m.source, m.source_id, m.was_id, m.other_id, m.said, m.answer"
        f" {_FROM} WHERE {waits} {further}",
        parameters,
    ).fetchall()
    for row in rows:
        ident, source, source_id, was_id, other_id, said, answer = row[DRAMA_WIDTH:]
        part = source_part(source, source_id)
        if part is None:
            continue
        yield Question(
            ident,
            drama_from(row),
            part,
            Side.read(said),
            source_part(source, was_id) if was_id is not None else None,
            _drama(connection, other_id) if other_id is not None else None,
            Answer(answer) if answer else None,
        )


def _drama(connection: sqlite3.Connection, drama_id: int) -> Drama:
    return source_links.standing(connection, drama_id).drama


# --- dramas that no source is known to have ---

# Without a first day, a year and a length, the rule can never find a drama again.
_UNLINKED = f"""
    FROM drama d LEFT JOIN source_lookup l ON l.drama_id = d.id
    WHERE d.hidden = 0 AND d.kind IN ('drama', 'special')
    AND (d.aired_from IS NOT NULL OR (d.year IS NOT NULL AND d.episodes IS NOT NULL))
    AND NOT EXISTS (SELECT 1 FROM drama_source s WHERE s.drama_id = d.id AND s.source IN ({_SOURCES}))"""


def to_look_up(connection: sqlite3.Connection, now: datetime, limit: int) -> list[int]:
    """The due dramas without a source, the best known first."""
    rows = connection.execute(
        f"SELECT d.id {_UNLINKED} AND ifnull(l.due, '') <= ?"
        " ORDER BY d.popularity IS NULL, d.popularity, d.id LIMIT ?",
        (written(now), limit),
    )
    return [row[0] for row in rows]


def next_look_up(connection: sqlite3.Connection) -> datetime | None:
    """When the next drama is due. A drama that was never looked for is overdue."""
    (due,) = connection.execute(f"SELECT min(ifnull(l.due, '0001-01-01T00:00:00Z')) {_UNLINKED}").fetchone()
    return moment(due)


def looked_up(
    connection: sqlite3.Connection, drama_id: int, now: datetime, *, silent: bool, first_day: date | None
) -> None:
    """Record a look-up. The next one is in hours if a source was silent, else in weeks or months."""
    row = connection.execute("SELECT failures FROM source_lookup WHERE drama_id = ?", (drama_id,)).fetchone()
    failures = row[0] if row else 0
    due = next_try(drama_id, now, failures) if silent else next_lookup(drama_id, now, first_day)
    _put_due(connection, drama_id, due, failures + 1 if silent else 0)


def look_up_no_more(connection: sqlite3.Connection, drama_id: int) -> None:
    """Record a curator's decision that the drama is at no source."""
    _put_due(connection, drama_id, datetime.max.replace(tzinfo=UTC), 0)


def _put_due(connection: sqlite3.Connection, drama_id: int, due: datetime, failures: int) -> None:
    connection.execute(
        "INSERT INTO source_lookup (drama_id, due, failures) VALUES (?, ?, ?) ON CONFLICT (drama_id)"
        " DO UPDATE SET due = excluded.due, failures = excluded.failures",
        (drama_id, written(due), failures),
    )
