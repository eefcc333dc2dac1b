"""Curators' changes of dramas: fields, lists, names, hiding and restoring."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.domain.curating import Curated, GivenByMembers, Section
from bot.domain.dramas import Credit, Drama, EpisodeFacts, Link, Music, Quote, Relation, StaffMember
from bot.domain.sources import source_part
from bot.store.catalogue import catalogue
from bot.store.catalogue.catalogue import CATALOGUES, DRAMA_COLUMNS, DRAMA_WIDTH, PLAIN_COLUMNS, drama_from
from bot.store.catalogue.drama_rows import named, new_drama_id, plain
from bot.store.catalogue.provenance import origins
from bot.store.timestamps import written


def curated(connection: sqlite3.Connection, drama_id: int) -> Curated | None:
    """A drama with the origins of its fields. None if it is unknown or hidden."""
    found = catalogue.details(connection, drama_id)
    if found is None:
        return None
    (created_at,) = connection.execute("SELECT created_at FROM drama WHERE id = ?", (drama_id,)).fetchone()
    rows = connection.execute(
        "SELECT source, source_id, first_episode FROM drama_source WHERE drama_id = ?"
        " ORDER BY first_episode, source DESC, source_id",
        (drama_id,),
    )
    parts = (source_part(*row) for row in rows)
    return Curated(
        found.drama,
        found.entry,
        datetime.fromisoformat(created_at).astimezone(UTC),
        origins(connection, drama_id),
        tuple(part for part in parts if part is not None),
    )


def add(connection: sqlite3.Connection, fields: Mapping[str, object], now: datetime) -> int:
    """Add a drama with these plain fields. Returns its id."""
    ident = new_drama_id(connection)
    connection.execute(
        "INSERT INTO drama (id, title, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)",
        (ident, fields["title"], written(now)),
    )
    put_plain(connection, ident, fields, now)
    return ident


def namesakes(connection: sqlite3.Connection, title: str) -> list[tuple[Drama, bool]]:
    """The dramas with exactly this title, and whether each is hidden. Merged ones are left out."""
    rows = connection.execute(
        f"SELECT {DRAMA_COLUMNS}, d.hidden FROM drama d WHERE d.title = ? AND d.merged_into IS NULL"
        " ORDER BY d.hidden, d.id",
        (title,),
    )
    return [(drama_from(row), bool(row[DRAMA_WIDTH])) for row in rows]


def put_plain(
    connection: sqlite3.Connection, drama_id: int, changes: Mapping[str, object], now: datetime
) -> None:
    """Set columns of `drama` by their names in `CatalogueEntry`. None empties a column."""
    if unknown := set(changes) - set(PLAIN_COLUMNS):
        raise ValueError(f"no such columns: {unknown}")
    for column, value in changes.items():
        connection.execute(f"UPDATE drama SET {column} = ? WHERE id = ?", (plain(value), drama_id))
    touch(connection, drama_id, now)


def put_summary(connection: sqlite3.Connection, drama_id: int, language: str, text: str | None) -> None:
    """Set a summary in a language other than English. None removes it."""
    if text is None:
        connection.execute("DELETE FROM summary WHERE drama_id = ? AND language = ?", (drama_id, language))
        return
    connection.execute(
        "INSERT INTO summary (drama_id, language, text) VALUES (?, ?, ?)"
        " ON CONFLICT (drama_id, language) DO UPDATE SET text = excluded.text",
        (drama_id, language, text),
    )


def touch(connection: sqlite3.Connection, drama_id: int, now: datetime) -> None:
    connection.execute("UPDATE drama SET updated_at = ? WHERE id = ?", (written(now), drama_id))


def put_labels(connection: sqlite3.Connection, drama_id: int, table: str, names: Sequence[str]) -> None:
    """Set the genres or networks of a drama, in this order. `table` is `genre` or `network`."""
    if table not in ("genre", "network"):
        raise ValueError(table)
    before = connection.execute(f"SELECT {table}_id FROM drama_{table} WHERE drama_id = ?", (drama_id,))
    old = before.fetchall()
    connection.execute(f"DELETE FROM drama_{table} WHERE drama_id = ?", (drama_id,))
    connection.executemany(
        f"INSERT INTO drama_{table} (drama_id, {table}_id, position) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(drama_id, named(connection, table, name), position) for position, name in enumerate(names)],
    )
    # Else a search would still offer a name that no drama has.
    connection.executemany(
        f"DELETE FROM {table} WHERE id = ?1 AND NOT EXISTS"
        f" (SELECT 1 FROM drama_{table} WHERE {table}_id = ?1)",
        old,
    )


def put_cast(connection: sqlite3.Connection, drama_id: int, cast: Sequence[Credit]) -> None:
    """Set the whole cast in this order. A person without any part left is deleted."""
    _put_people(
        connection,
        drama_id,
        "credit",
        ("character", "billing"),
        [(credit.person, credit.character, str(credit.billing)) for credit in cast],
    )


def put_staff(connection: sqlite3.Connection, drama_id: int, staff: Sequence[StaffMember]) -> None:
    """Set all people behind the camera in this order. A person without any part left is deleted."""
    _put_people(
        connection, drama_id, "staff", ("job",), [(member.person, str(member.job)) for member in staff]
    )


def _put_people(
    connection: sqlite3.Connection,
    drama_id: int,
    table: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[str | None, ...]],
) -> None:
    """Set the rows of a table of people. The first value of each row is the person's name."""
    before = connection.execute(f"SELECT person_id FROM {table} WHERE drama_id = ?", (drama_id,))
    old = {row[0] for row in before}
    connection.execute(f"DELETE FROM {table} WHERE drama_id = ?", (drama_id,))
    people = [named(connection, "person", str(name)) for name, *_ in rows]
    connection.executemany(
        f"INSERT INTO {table} (drama_id, person_id, position, {', '.join(columns)})"
        f" VALUES (?, ?, ?{', ?' * len(columns)})",
        [
            (drama_id, person, position, *row[1:])
            for position, (person, row) in enumerate(zip(people, rows, strict=True))
        ],
    )
    connection.executemany(
        "DELETE FROM person WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM credit WHERE person_id = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM staff WHERE person_id = ?1)",
        [(person,) for person in old],
    )


def put_links(connection: sqlite3.Connection, drama_id: int, links: Sequence[Link]) -> None:
    """Set all links in this order. A link that stays keeps its id."""
    rows = [(str(link.kind), link.title, link.url, link.spoils_episode) for link in links]
    _put_titled(connection, drama_id, "link", ("url", "spoils_episode"), rows)


def put_music(connection: sqlite3.Connection, drama_id: int, music: Sequence[Music]) -> None:
    """Set all pieces of music in this order."""
    rows = [(str(piece.kind), piece.title, piece.artist, piece.url) for piece in music]
    _put_titled(connection, drama_id, "music", ("artist", "url"), rows)


def put_relations(connection: sqlite3.Connection, drama_id: int, relations: Sequence[Relation]) -> None:
    """Set all related titles in this order."""
    _put_titled(connection, drama_id, "relation", (), [(one.kind, one.title) for one in relations])


def _put_titled(
    connection: sqlite3.Connection,
    drama_id: int,
    table: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[object, ...]],
) -> None:
    """Set a table's rows, which kind and title tell apart, in this order. One that stays keeps its row."""
    wanted = {row[:2] for row in rows}
    for kind, title in connection.execute(
        f"SELECT kind, title FROM {table} WHERE drama_id = ?", (drama_id,)
    ).fetchall():
        if (kind, title) not in wanted:
            connection.execute(
                f"DELETE FROM {table} WHERE drama_id = ? AND kind = ? AND title = ?", (drama_id, kind, title)
            )
    values = ("position", *columns)
    names = ("drama_id", "kind", "title", *values)
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES (?{', ?' * (len(names) - 1)})"
        " ON CONFLICT (drama_id, kind, title) DO UPDATE SET "
        + ", ".join(f"{column} = excluded.{column}" for column in values),
        [(drama_id, *row[:2], position, *row[2:]) for position, row in enumerate(rows)],
    )


def put_quotes(connection: sqlite3.Connection, drama_id: int, quotes: Sequence[Quote]) -> None:
    """Set all quotes of the catalogue. Those that members saved stay; a quote that stays keeps its id."""
    texts = {quote.text for quote in quotes}
    for ident, text in connection.execute(
        f"SELECT id, text FROM quote WHERE drama_id = ? AND {CATALOGUES}", (drama_id,)
    ).fetchall():
        if text not in texts:
            connection.execute("DELETE FROM quote WHERE id = ?", (ident,))
    for quote in quotes:
        said = (quote.speaker, quote.episode, drama_id, quote.text)
        changed = connection.execute(
            f"UPDATE quote SET speaker = ?, episode = ? WHERE drama_id = ? AND text = ? AND {CATALOGUES}",
            said,
        )
        if not changed.rowcount:
            connection.execute(
                "INSERT INTO quote (speaker, episode, drama_id, text) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                said,
            )


# How the list of each section is stored.
PUT: Mapping[Section, Callable[[sqlite3.Connection, int, Sequence[Any]], None]] = {
    Section.CAST: put_cast,
    Section.STAFF: put_staff,
    Section.LINKS: put_links,
    Section.MUSIC: put_music,
    Section.RELATIONS: put_relations,
    Section.QUOTES: put_quotes,
}


def put_episode(connection: sqlite3.Connection, drama_id: int, episode: EpisodeFacts) -> None:
    """Set an episode's title and day. Its other facts stay, but a new day removes the hour."""
    connection.execute(
        "INSERT INTO episode (drama_id, number, title, air_date) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (drama_id, number) DO UPDATE SET title = excluded.title,"
        " airs_at = CASE WHEN air_date IS excluded.air_date THEN airs_at END, air_date = excluded.air_date",
        (drama_id, episode.number, episode.title, plain(episode.air_date)),
    )


def drop_episode(connection: sqlite3.Connection, drama_id: int, number: int) -> None:
    connection.execute("DELETE FROM episode WHERE drama_id = ? AND number = ?", (drama_id, number))


# --- names ---


def add_alias(connection: sqlite3.Connection, drama_id: int, name: str) -> None:
    connection.execute(
        "INSERT INTO alias (drama_id, name, position) VALUES"
        " (?1, ?2, (SELECT ifnull(max(position), -1) + 1 FROM alias WHERE drama_id = ?1))"
        " ON CONFLICT DO NOTHING",
        (drama_id, name),
    )


def drop_alias(connection: sqlite3.Connection, drama_id: int, name: str) -> None:
    connection.execute("DELETE FROM alias WHERE drama_id = ? AND name = ?", (drama_id, name))


# --- out of sight and back ---


def set_hidden(connection: sqlite3.Connection, drama_id: int, now: datetime, *, hidden: bool) -> bool:
    """Hide or restore a drama. Returns whether that changed anything. A merged drama stays hidden."""
    changed = connection.execute(
        "UPDATE drama SET hidden = ?2, updated_at = ?3"
        " WHERE id = ?1 AND hidden <> ?2 AND merged_into IS NULL RETURNING id",
        (drama_id, int(hidden), written(now)),
    )
    return bool(changed.fetchall())


def hidden_dramas(connection: sqlite3.Connection) -> list[Drama]:
    """The removed dramas, the last removed first. Merged ones are left out."""
    rows = connection.execute(
        f"SELECT {DRAMA_COLUMNS} FROM drama d WHERE d.hidden = 1 AND d.merged_into IS NULL"
        " ORDER BY d.updated_at DESC, d.id DESC"
    )
    return [drama_from(row) for row in rows]


def kept(connection: sqlite3.Connection, drama_id: int) -> GivenByMembers:
    """What members gave a drama."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM score WHERE drama_id = ?1)"
        " + (SELECT count(*) FROM episode_score WHERE drama_id = ?1),"
        " (SELECT count(*) FROM progress WHERE drama_id = ?1),"
        " (SELECT count(*) FROM synopsis WHERE drama_id = ?1 AND author_id IS NOT NULL)",
        (drama_id,),
    ).fetchone()
    return GivenByMembers(*row)
