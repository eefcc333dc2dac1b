"""Reads lists from the catalogue: filtered dramas, genres, networks, people."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.domain.dramas import Billing, Drama, Filters, Page, Person, PersonPage, Role, Sort
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, DramaNames, drama_from

# IN, not EXISTS: then SQLite begins with the few dramas of a person, and does not look at all of them.
_CONDITIONS = {
    "genre_id": "d.id IN (SELECT l.drama_id FROM drama_genre l WHERE l.genre_id = :genre_id)",
    "country": "d.country = :country",
    "year": "d.year = :year",
    "network_id": "d.id IN (SELECT l.drama_id FROM drama_network l WHERE l.network_id = :network_id)",
    "person_id": "d.id IN (SELECT c.drama_id FROM credit c WHERE c.person_id = :person_id)",
}
_UNSEEN = (
    " AND d.id NOT IN (SELECT p.drama_id FROM progress p WHERE p.member_id = :member AND p.status <> 'plan')"
    " AND d.id NOT IN (SELECT s.drama_id FROM score s WHERE s.member_id = :member)"
)
# Ids that are drawn before all dramas that fit are counted. That they miss is likely only where few fit, and
# those are counted fast.
DRAWN = 64

# Word for word the columns of the indices that serve them (migration 0040): else every match is sorted.
_BY_POPULARITY = "d.popularity IS NULL, d.popularity, d.id"
_ORDERS = {
    Sort.POPULARITY: _BY_POPULARITY,
    Sort.YEAR: f"d.year DESC, {_BY_POPULARITY}",  # SQLite puts NULL last in this direction
    Sort.TITLE: "d.title COLLATE NOCASE, d.id",
}

# Walking an order's index is slow if few of its dramas fit, or to its far end. Sorting is slow if many fit.
SORTED_AT_MOST = 1_000
_WALKED_INDICES = {Sort.YEAR: "drama_by_year", Sort.TITLE: "drama_by_name"}
# By rating: the rated dramas as in the ranking of all servers, then the others.
_RATED = "n.guild_id = 0 AND n.scores > 0 AND n.hidden = 0"
_WALKED = f"""
    FROM standing n INDEXED BY standing_by_rating CROSS JOIN drama d ON d.id = n.drama_id WHERE {_RATED}"""
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
    where, parameters = _where(filters)
    if among is not None:
        where += " AND d.id IN (SELECT value FROM json_each(:among))"
        parameters["among"] = "[" + ",".join(map(str, among)) + "]"
    total = connection.execute(f"SELECT count(*) FROM drama d WHERE {where}", parameters).fetchone()[0]
    index = max(0, min(index, -(-total // size) - 1))
    if sort is Sort.RELEVANCE and among is not None:
        rows = connection.execute(f"SELECT {DRAMA_COLUMNS} FROM drama d WHERE {where}", parameters).fetchall()
        place = {ident: at for at, ident in enumerate(among)}
        rows.sort(key=lambda row: place[row[0]])
        rows = rows[index * size : (index + 1) * size]
    else:
        skip = index * size
        bound = {**parameters, "size": size, "skip": skip}
        walks = total > SORTED_AT_MOST and skip <= total // 2
        if walks and sort is Sort.RATING:
            rows = _walked_by_rating(connection, where, bound)
        else:
            index_of = _WALKED_INDICES.get(sort) if walks else None
            rows = connection.execute(_listing(where, sort, index_of), bound).fetchall()
    return Page(tuple(drama_from(row) for row in rows), index, total, size)


def _listing(where: str, sort: Sort, walked: str | None = None) -> str:
    """The SQL statement for `:size` dramas in order, after the first `:skip`.

    `walked` is the index of the order to read them from. Otherwise SQLite chooses.
    """
    if sort is Sort.RATING:
        rated = f"drama d LEFT JOIN standing n ON n.drama_id = d.id AND {_RATED}"
        return (
            f"SELECT {DRAMA_COLUMNS} FROM {rated} WHERE {where}"
            f" ORDER BY n.drama_id IS NULL, {_BEST_FIRST}, {_BY_POPULARITY} LIMIT :size OFFSET :skip"
        )
    order = _ORDERS.get(sort, _BY_POPULARITY)
    by = f" INDEXED BY {walked}" if walked else ""
    return f"SELECT {DRAMA_COLUMNS} FROM drama d{by} WHERE {where} ORDER BY {order} LIMIT :size OFFSET :skip"


def _walked_by_rating(
    connection: sqlite3.Connection, where: str, bound: dict[str, object]
) -> list[tuple[object, ...]]:
    """The same dramas as the listing by rating, without sorting."""
    rows = connection.execute(
        f"SELECT {DRAMA_COLUMNS} {_WALKED} AND {where} ORDER BY {_BEST_FIRST} LIMIT :size OFFSET :skip", bound
    ).fetchall()
    size, skip = int(str(bound["size"])), int(str(bound["skip"]))
    if len(rows) < size:
        (rated,) = connection.execute(f"SELECT count(*) {_WALKED} AND {where}", bound).fetchone()
        unrated = f"{where} AND NOT EXISTS (SELECT 1 FROM standing n WHERE n.drama_id = d.id AND {_RATED})"
        rest = {**bound, "size": size - len(rows), "skip": max(0, skip - rated)}
        rows += connection.execute(_listing(unrated, Sort.POPULARITY), rest).fetchall()
    return rows


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
    where, parameters = _where(filters)
    if unseen_by is not None:
        where += _UNSEEN
        parameters["member"] = unseen_by
    (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM drama").fetchone()
    drawn = json.dumps([1 + int(draw() * last) for _ in range(DRAWN)])
    row = connection.execute(
        f"SELECT {DRAMA_COLUMNS} FROM json_each(:drawn) w CROSS JOIN drama d ON d.id = w.value"
        f" WHERE {where} LIMIT 1",
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


def _where(filters: Filters) -> tuple[str, dict[str, object]]:
    given = {name: getattr(filters, name) for name in _CONDITIONS}
    conditions = [_CONDITIONS[name] for name, value in given.items() if value is not None]
    return " AND ".join(["d.hidden = 0", *conditions]), given


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
    one = "" if drama_id is None else " WHERE p.id IN (SELECT person_id FROM credit WHERE drama_id = :id)"
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
    row = connection.execute("SELECT id, name, native_name FROM person WHERE id = ?", (person_id,)).fetchone()
    if row is None:
        return None
    roles = connection.execute(
        f"SELECT {DRAMA_COLUMNS}, c.character, c.billing FROM credit c JOIN drama d ON d.id = c.drama_id"
        " WHERE c.person_id = ? AND d.hidden = 0 ORDER BY d.year IS NULL, d.year DESC, d.popularity, d.id",
        (person_id,),
    )
    return PersonPage(Person(*row), tuple(Role(drama_from(r), r[7], Billing(r[8])) for r in roles))
