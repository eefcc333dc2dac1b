"""Reads lists from the catalogue: filtered dramas, genres, networks, people."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.domain.dramas import Billing, Drama, Filters, Job, Made, Person, PersonPage, Role, Sort
from bot.domain.results import Page
from bot.store.catalogue import catalogue
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, DRAMA_WIDTH, DramaNames, drama_from

# Of which table a filter is a list of dramas. All other filters are columns of the drama itself.
_LISTED = {"genre_id": "drama_genre", "network_id": "drama_network", "person_id": "credit"}
_COLUMNS = ("country", "year")
# A list as short as this is read first. With IN, SQLite begins with the list and looks at each of its dramas.
# With EXISTS it begins with all that else fits, and looks whether each is on the list.
READ_FIRST = 2_000
_UNSEEN = (
    " AND d.id NOT IN (SELECT p.drama_id FROM progress p WHERE p.member_id = :member AND p.status <> 'plan')"
    " AND d.id NOT IN (SELECT s.drama_id FROM score s WHERE s.member_id = :member)"
)
# Ids that are drawn before all dramas that fit are counted. That they miss is likely only where few fit, and
# those are counted fast.
DRAWN = 64

# Word for word the columns of the indices that serve them: else every match is sorted.
_BY_POPULARITY = "d.popularity IS NULL, d.popularity, d.id"
_ORDERS = {
    Sort.POPULARITY: _BY_POPULARITY,
    Sort.YEAR: f"d.year DESC, {_BY_POPULARITY}",  # SQLite puts NULL last in this direction
    Sort.TITLE: "d.title COLLATE NOCASE, d.id",
}

# Walking an order's index is slow if few of its dramas fit, or to its far end where each is looked for on a
# list. Sorting is slow if many fit.
SORTED_AT_MOST = 1_000
_WALKED_INDICES = {Sort.YEAR: "drama_by_year", Sort.TITLE: "drama_by_name"}
# By rating: the rated dramas as in the ranking of all servers, then the others.
_RATED = "n.guild_id = 0 AND n.scores > 0 AND n.hidden = 0"
_WALKED = f"FROM standing n INDEXED BY standing_by_rating WHERE {_RATED}"
_BEST_FIRST = "n.weighted DESC, n.scores DESC, n.popularity, n.drama_id"


def page(
    connection: sqlite3.Connection,
    filters: Filters,
    sort: Sort,
    index: int,
    size: int,
    among: Sequence[int] | None = None,
) -> Page:
    """One page of the dramas that pass the filters. An index past the end gives the last page.

    `among` keeps only those dramas, and `Sort.RELEVANCE` uses its order.
    """
    where, parameters = _where(connection, filters, among)
    total = _total(connection, filters, where, parameters)
    index = max(0, min(index, -(-total // size) - 1))
    if sort is Sort.RELEVANCE and among is not None:
        fitting = set(_ids(connection.execute(f"SELECT d.id FROM drama d WHERE {where}", parameters)))
        found = [ident for ident in among if ident in fitting][index * size : (index + 1) * size]
    else:
        bound = {**parameters, "size": size, "skip": index * size}
        near = index * size <= total // 2 or not list(_on_lists(filters, "d.id"))
        if total > SORTED_AT_MOST and near and among is None:
            found = _walked(connection, filters, sort, bound)
        else:
            found = _ids(connection.execute(_listing(where, sort), bound))
    return Page(tuple(catalogue.get_many(connection, found)), index, total, size)


def _total(
    connection: sqlite3.Connection, filters: Filters, where: str, parameters: Mapping[str, object]
) -> int:
    """How many dramas fit."""
    given = [name for name in (*_LISTED, *_COLUMNS) if getattr(filters, name) is not None]
    if len(given) == 1 and given[0] in _LISTED and "among" not in parameters:
        # All that are on the list but for the few that are hidden: no drama is looked at.
        name, table = given[0], _LISTED[given[0]]
        (total,) = connection.execute(
            f"SELECT (SELECT count(*) FROM {table} WHERE {name} = :{name}) - (SELECT count(*)"
            f" FROM drama d INDEXED BY drama_hidden CROSS JOIN {table} l ON l.drama_id = d.id"
            f" AND l.{name} = :{name} WHERE d.hidden = 1)",
            parameters,
        ).fetchone()
    else:
        (total,) = connection.execute(f"SELECT count(*) FROM drama d WHERE {where}", parameters).fetchone()
    return int(total)


def _ids(rows: Iterable[Sequence[Any]]) -> list[int]:
    return [row[0] for row in rows]


def _listing(where: str, sort: Sort, walked: str | None = None) -> str:
    """The SQL statement for the ids of `:size` dramas in order, after the first `:skip`.

    Only ids: what is skipped is then read in an index alone. `walked` is the index of the order to read them
    from. Otherwise SQLite chooses.
    """
    if sort is Sort.RATING:
        rated = f"drama d LEFT JOIN standing n ON n.drama_id = d.id AND {_RATED}"
        return (
            f"SELECT d.id FROM {rated} WHERE {where}"
            f" ORDER BY n.drama_id IS NULL, {_BEST_FIRST}, {_BY_POPULARITY} LIMIT :size OFFSET :skip"
        )
    order = _ORDERS.get(sort, _BY_POPULARITY)
    by = f" INDEXED BY {walked}" if walked else ""
    return f"SELECT d.id FROM drama d{by} WHERE {where} ORDER BY {order} LIMIT :size OFFSET :skip"


def _walked(
    connection: sqlite3.Connection, filters: Filters, sort: Sort, bound: Mapping[str, object]
) -> list[int]:
    """The same dramas as the listing's, without sorting: read from an index that has the order."""
    where = " AND ".join(["d.hidden = 0", *_columns(filters, "d"), *_on_lists(filters, "d.id")])
    if sort is not Sort.RATING:
        return _ids(connection.execute(_listing(where, sort, _WALKED_INDICES.get(sort)), bound))
    rated = " AND ".join(["", *_columns(filters, "n"), *_on_lists(filters, "n.drama_id")])
    best = f"SELECT n.drama_id {_WALKED}{rated} ORDER BY {_BEST_FIRST} LIMIT :size OFFSET :skip"
    found = _ids(connection.execute(best, bound))
    size, skip = int(str(bound["size"])), int(str(bound["skip"]))
    if len(found) < size:
        (before,) = connection.execute(f"SELECT count(*) {_WALKED}{rated}", bound).fetchone()
        unrated = f"{where} AND NOT EXISTS (SELECT 1 FROM standing n WHERE n.drama_id = d.id AND {_RATED})"
        rest = {**bound, "size": size - len(found), "skip": max(0, skip - before)}
        found += _ids(connection.execute(_listing(unrated, Sort.POPULARITY), rest))
    return found


def best_known_dramas(connection: sqlite3.Connection, limit: int) -> list[Drama]:
    """The dramas with the best ranks of popularity. Reads no more of the catalogue than these."""
    rows = connection.execute(
        f"SELECT {DRAMA_COLUMNS} FROM drama d WHERE d.hidden = 0 ORDER BY {_BY_POPULARITY} LIMIT ?", (limit,)
    )
    return [drama_from(row) for row in rows]


def random_drama(
    connection: sqlite3.Connection,
    filters: Filters,
    *,
    draw: Callable[[], float],
    unseen_by: int | None = None,
) -> Drama | None:
    """One of the dramas that pass the filters, each as likely. `draw` gives random numbers, 0 to below 1.

    With `unseen_by`, dramas that this member has started, finished or dropped are left out.
    """
    where, parameters = _where(connection, filters)
    fits = " AND ".join(["d.hidden = 0", *_columns(filters, "d"), *_on_lists(filters, "d.id")])
    if unseen_by is not None:
        where, fits = where + _UNSEEN, fits + _UNSEEN
        parameters["member"] = unseen_by
    (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM drama").fetchone()
    drawn = json.dumps([1 + int(draw() * last) for _ in range(DRAWN)])
    row = connection.execute(
        f"SELECT {DRAMA_COLUMNS} FROM json_each(:drawn) w CROSS JOIN drama d ON d.id = w.value"
        f" WHERE {fits} LIMIT 1",
        {**parameters, "drawn": drawn},
    ).fetchone() or _counted(connection, where, parameters, draw())
    return drama_from(row) if row else None


def _counted(
    connection: sqlite3.Connection, where: str, parameters: Mapping[str, object], chance: float
) -> tuple[Any, ...] | None:
    """The row of one drama, `chance` of the way through those that pass; None where none does."""
    (total,) = connection.execute(f"SELECT count(*) FROM drama d WHERE {where}", parameters).fetchone()
    row: tuple[Any, ...] | None = connection.execute(
        f"SELECT {DRAMA_COLUMNS} FROM drama d WHERE {where} ORDER BY d.id LIMIT 1 OFFSET :skip",
        {**parameters, "skip": int(chance * total)},
    ).fetchone()
    return row


def _where(
    connection: sqlite3.Connection, filters: Filters, among: Sequence[int] | None = None
) -> tuple[str, dict[str, object]]:
    """The conditions of the filters on `d`, as an SQL expression that reads the shortest list first."""
    given: dict[str, object] = {name: getattr(filters, name) for name in (*_LISTED, *_COLUMNS)}
    conditions = ["d.hidden = 0", *_columns(filters, "d")]
    first = None if among is not None else _read_first(connection, filters)
    if among is not None:
        conditions.append("d.id IN (SELECT value FROM json_each(:among))")
        given["among"] = json.dumps(list(among))
    if first is not None:
        conditions.append(f"d.id IN (SELECT l.drama_id FROM {_LISTED[first]} l WHERE l.{first} = :{first})")
    return " AND ".join([*conditions, *_on_lists(filters, "d.id", but=first)]), given


def _read_first(connection: sqlite3.Connection, filters: Filters) -> str | None:
    """The filter whose list is read first. None if a column of the drama leaves fewer."""
    lengths = {
        name: connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {name} = ? LIMIT ?)",
            (getattr(filters, name), READ_FIRST),
        ).fetchone()[0]
        for name, table in _LISTED.items()
        if getattr(filters, name) is not None
    }
    shortest = min(lengths, key=lengths.__getitem__, default=None)
    if shortest is None or (lengths[shortest] == READ_FIRST and list(_columns(filters, "d"))):
        return None
    return shortest


def _columns(filters: Filters, table: str) -> Iterator[str]:
    return (f"{table}.{name} = :{name}" for name in _COLUMNS if getattr(filters, name) is not None)


def _on_lists(filters: Filters, drama: str, but: str | None = None) -> Iterator[str]:
    """That `drama`, a column, is on each list but one."""
    return (
        f"EXISTS (SELECT 1 FROM {table} l WHERE l.drama_id = {drama} AND l.{name} = :{name})"
        for name, table in _LISTED.items()
        if name != but and getattr(filters, name) is not None
    )


def labels(connection: sqlite3.Connection, table: str) -> dict[str, int]:
    """The genres or networks, those with the most dramas first. `table` is `genre` or `network`."""
    if table not in ("genre", "network"):
        raise ValueError(table)
    return dict(
        connection.execute(
            f"SELECT t.name, t.id FROM {table} t LEFT JOIN drama_{table} l ON l.{table}_id = t.id"
            " GROUP BY t.id ORDER BY count(l.drama_id) DESC, t.name"
        )
    )


def label(connection: sqlite3.Connection, table: str, ident: int) -> str | None:
    """The name of a genre or network."""
    if table not in ("genre", "network"):
        raise ValueError(table)
    row = connection.execute(f"SELECT name FROM {table} WHERE id = ?", (ident,)).fetchone()
    return row[0] if row else None


def years(connection: sqlite3.Connection) -> list[int]:
    """The years in which visible dramas started, newest first."""
    return [
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT year FROM drama WHERE hidden = 0 AND year > 0 ORDER BY year DESC"
        )
    ]


def people_names(connection: sqlite3.Connection, drama_id: int | None = None) -> Iterator[DramaNames]:
    """Every person's names (or a cast's) for the index in memory. More roles mean better known."""
    one = (
        ""
        if drama_id is None
        else (
            " WHERE p.id IN (SELECT person_id FROM credit WHERE drama_id = :id"
            " UNION SELECT person_id FROM staff WHERE drama_id = :id)"
        )
    )
    rows = connection.execute(
        "SELECT p.id, p.name, p.native_name, -count(c.drama_id) FROM person p"
        f" LEFT JOIN credit c ON c.person_id = p.id{one} GROUP BY p.id",
        {"id": drama_id},
    )
    for ident, name, native_name, popularity in rows:
        yield DramaNames(ident, (name, native_name) if native_name else (name,), popularity)


def best_known(connection: sqlite3.Connection, limit: int) -> list[Person]:
    """The people with the most roles."""
    rows = connection.execute(
        "SELECT p.id, p.name, p.native_name FROM credit c JOIN person p ON p.id = c.person_id"
        " GROUP BY p.id ORDER BY count(*) DESC, p.name LIMIT ?",
        (limit,),
    )
    return [Person(*row) for row in rows]


def people(connection: sqlite3.Connection, idents: Sequence[int]) -> list[Person]:
    """The people in the order of the given ids."""
    marks = ",".join("?" * len(idents))
    rows = connection.execute(f"SELECT id, name, native_name FROM person WHERE id IN ({marks})", idents)
    found = {row[0]: Person(*row) for row in rows}
    return [found[ident] for ident in idents if ident in found]


def person_page(connection: sqlite3.Connection, person_id: int) -> PersonPage | None:
    row = connection.execute(
        "SELECT id, name, native_name, photo_url, photo_source FROM person WHERE id = ?", (person_id,)
    ).fetchone()
    if row is None:
        return None
    roles = connection.execute(
        f"SELECT {DRAMA_COLUMNS}, c.character, c.billing FROM credit c JOIN drama d ON d.id = c.drama_id"
        " WHERE c.person_id = ? AND d.hidden = 0 ORDER BY d.year IS NULL, d.year DESC, d.popularity, d.id",
        (person_id,),
    )
    made = connection.execute(
        f"SELECT {DRAMA_COLUMNS}, group_concat(s.job)"
        " FROM staff s JOIN drama d ON d.id = s.drama_id WHERE s.person_id = ? AND d.hidden = 0"
        " GROUP BY d.id ORDER BY d.year IS NULL, d.year DESC, d.popularity, d.id",
        (person_id,),
    )
    return PersonPage(
        Person(*row),
        tuple(Role(drama_from(r), r[DRAMA_WIDTH], Billing(r[DRAMA_WIDTH + 1])) for r in roles),
        tuple(Made(drama_from(r), tuple(map(Job, sorted(r[DRAMA_WIDTH].split(","))))) for r in made),
    )
