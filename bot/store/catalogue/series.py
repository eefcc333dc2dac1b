"""Finds the drama just before another: by relations, the source's seasons, or its name."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator

from bot.domain.series import earlier_names, kind_of
from bot.domain.sources import SourcePart, source_part

# A prequel that was made later is not a season to watch first.
_NOT_LATER = "e.hidden = 0 AND e.id <> d.id AND ifnull(e.year <= d.year, 1)"
# A relation is stored with one of the two dramas, with the other's title: "its prequel", or "its sequel".
_RELATED = (
    "SELECT d.id, e.id, ifnull(e.year, 0), r.kind, e.country FROM drama d"
    " JOIN relation r ON r.drama_id = d.id JOIN drama e ON e.title = r.title"
    f" WHERE d.id IN ({{marks}}) AND r.kind LIKE '%prequel' AND {_NOT_LATER}"
    " UNION ALL"
    " SELECT d.id, e.id, ifnull(e.year, 0), r.kind, d.country FROM drama d"
    " JOIN relation r ON r.title = d.title JOIN drama e ON e.id = r.drama_id"
    f" WHERE d.id IN ({{marks}}) AND r.kind LIKE '%sequel' AND {_NOT_LATER}"
)


def before(connection: sqlite3.Connection, drama_ids: Collection[int]) -> dict[int, int]:
    """The visible drama that comes just before, for each of the dramas that has one."""
    return (
        _by_name(connection, drama_ids)
        | _by_seasons(connection, drama_ids)
        | _by_relation(connection, drama_ids)
    )


def _by_relation(connection: sqlite3.Connection, drama_ids: Collection[int]) -> dict[int, int]:
    marks = _marks(drama_ids)
    nearest: dict[int, tuple[int, int]] = {}
    for drama_id, earlier, year, kind, country in connection.execute(
        _RELATED.format(marks=marks), [*drama_ids, *drama_ids]
    ):
        named = kind_of(kind)[1]
        if named is not None and country is not None and named != country:
            continue  # another drama of the same title is meant
        nearest[drama_id] = max(nearest.get(drama_id, (year, -earlier)), (year, -earlier))
    return {drama_id: -ident for drama_id, (_, ident) in nearest.items()}


def _by_seasons(connection: sqlite3.Connection, drama_ids: Collection[int]) -> dict[int, int]:
    """The drama with the seasons of the same show just before the drama's own."""
    rows = connection.execute(
        f"SELECT drama_id, source, source_id FROM drama_source WHERE drama_id IN ({_marks(drama_ids)})"
        " AND source_id LIKE '%/%'",
        [*drama_ids],
    ).fetchall()
    nearest: dict[int, tuple[int, int]] = {}
    for drama_id, source, source_id in rows:
        part = source_part(source, source_id)
        if part is None or part.seasons is None or part.seasons[0] == 1:
            continue
        for last, other in _seasons_of(connection, part):
            if other != drama_id and last < part.seasons[0]:
                nearest[drama_id] = max(nearest.get(drama_id, (last, other)), (last, other))
    return {drama_id: other for drama_id, (_, other) in nearest.items()}


def _seasons_of(connection: sqlite3.Connection, part: SourcePart) -> Iterator[tuple[int, int]]:
    """The visible dramas with seasons of the part's show, each with its last season."""
    rows = connection.execute(
        "SELECT s.drama_id, s.source_id FROM drama_source s JOIN drama e ON e.id = s.drama_id"
        # '0' is the character behind '/': all ids that begin with the show and a slash.
        " WHERE s.source = ?1 AND s.source_id > ?2 || '/' AND s.source_id < ?2 || '0' AND e.hidden = 0",
        (part.source, part.show),
    )
    for drama_id, source_id in rows:
        other = source_part(part.source, source_id)
        if other is not None and other.seasons is not None:
            yield other.seasons[1], drama_id


def _by_name(connection: sqlite3.Connection, drama_ids: Collection[int]) -> dict[int, int]:
    titles = connection.execute(
        f"SELECT id, title FROM drama WHERE id IN ({_marks(drama_ids)})", [*drama_ids]
    ).fetchall()
    found: dict[int, int] = {}
    for drama_id, title in titles:
        names = earlier_names(title)
        if not names:
            continue
        rows = connection.execute(
            f"SELECT e.title, e.id FROM drama d JOIN drama e ON e.title IN ({_marks(names)})"
            f" AND ifnull(e.country = d.country, 1) WHERE d.id = ? AND {_NOT_LATER}"
            " ORDER BY e.year, e.id DESC",
            [*names, drama_id],
        )
        bearing = dict(rows.fetchall())
        nearest = next((bearing[name] for name in names if name in bearing), None)
        if nearest is not None:
            found[drama_id] = nearest
    return found


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))
