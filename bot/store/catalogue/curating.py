"""Curators' changes of dramas: fields, lists, names, hiding and restoring."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.domain.curating import Curated, GivenByMembers
from bot.domain.dramas import Credit, Drama, EpisodeFacts, Link
from bot.domain.sources import source_part
from bot.store.catalogue import catalogue
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, DRAMA_WIDTH, PLAIN_COLUMNS, drama_from
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
    """Set the whole cast in this order. A person without any role left is deleted."""
    rows = connection.execute("SELECT person_id FROM credit WHERE drama_id = ?", (drama_id,))
    old = {row[0] for row in rows}
    connection.execute("DELETE FROM credit WHERE drama_id = ?", (drama_id,))
    people = [named(connection, "person", credit.person) for credit in cast]
    connection.executemany(
        "INSERT INTO credit (drama_id, person_id, position, character, billing) VALUES (?, ?, ?, ?, ?)",
        [
            (drama_id, person, position, credit.character, str(credit.billing))
            for position, (person, credit) in enumerate(zip(people, cast, strict=True))
        ],
    )
    connection.executemany(
        "DELETE FROM person WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM credit WHERE person_id = ?1)",
        [(person,) for person in old],
    )


def put_links(connection: sqlite3.Connection, drama_id: int, links: Sequence[Link]) -> None:
    """Set all links in this order. A link that stays keeps its id."""
    for row in connection.execute(
        "SELECT id, kind, title FROM link WHERE drama_id = ?", (drama_id,)
    ).fetchall():
        if (row[1], row[2]) not in {(str(link.kind), link.title) for link in links}:
            connection.execute("DELETE FROM link WHERE id = ?", (row[0],))
    connection.executemany(
        "INSERT INTO link (drama_id, position, kind, title, url, spoils_episode) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (drama_id, kind, title) DO UPDATE SET position = excluded.position,"
        " url = excluded.url, spoils_episode = excluded.spoils_episode",
        [
            (drama_id, position, str(link.kind), link.title, link.url, link.spoils_episode)
            for position, link in enumerate(links)
        ],
    )


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
