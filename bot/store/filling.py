"""Adding dramas to the catalogue and filling what it lacks, from files and sources."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum

from bot.domain.dramas import CatalogueEntry
from bot.store.catalogue import PLAIN_COLUMNS


class Change(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Finder:
    """Finds the drama that an entry means: by a source's id, else by its name's key.

    The key of a name is `search`'s affair, so it is handed in. Two entries with the same
    key are the same drama when they agree on country and year as far as both know them.
    """

    def __init__(self, connection: sqlite3.Connection, key: Callable[[str], str]):
        self._connection = connection
        self._key = key
        self._by_source: dict[tuple[str, str], int] = {
            (source, source_id): ident
            for source, source_id, ident in connection.execute(
                "SELECT source, source_id, drama_id FROM drama_source"
            )
        }
        self._by_key: dict[str, list[tuple[int, str | None, int | None]]] = {}
        self._sources_of: dict[int, set[str]] = {}
        for (source, _), ident in self._by_source.items():
            self._sources_of.setdefault(ident, set()).add(source)
        for ident, title, native_title, country, year in connection.execute(
            "SELECT id, title, native_title, country, year FROM drama"
        ):
            self._remember_names(ident, title, native_title, country, year)

    def find(self, entry: CatalogueEntry) -> int | None:
        for source in entry.sources:
            if source in self._by_source:
                return self._by_source[source]
        named_by = {source for source, _ in entry.sources}
        for name in (entry.title, entry.native_title):
            for ident, country, year in self._by_key.get(self._key(name), ()) if name else ():
                # The same catalogue would have given the same drama the same id.
                if named_by & self._sources_of.get(ident, set()):
                    continue
                if _agree(country, entry.country) and _agree(year, entry.year):
                    return ident
        return None

    def remember(self, ident: int, entry: CatalogueEntry) -> None:
        for source in entry.sources:
            self._by_source[source] = ident
            self._sources_of.setdefault(ident, set()).add(source[0])
        self._remember_names(ident, entry.title, entry.native_title, entry.country, entry.year)

    def _remember_names(
        self, ident: int, title: str, native_title: str | None, country: str | None, year: int | None
    ) -> None:
        for name in (title, native_title):
            if name:
                self._by_key.setdefault(self._key(name), []).append((ident, country, year))


def _agree(left: object, right: object) -> bool:
    return left is None or right is None or left == right


def store(
    connection: sqlite3.Connection, finder: Finder, entry: CatalogueEntry, *, overwrite: bool = False
) -> tuple[int, Change]:
    """Add a drama or fill the one that it is; returns its id and what happened.

    What is known stays, gaps are filled, names, genres, cast and the like are added. With
    `overwrite` the entry's own values win over the known ones; nothing is ever removed.
    """
    before = connection.total_changes
    ident = finder.find(entry)
    added = ident is None
    if ident is None:
        cursor = connection.execute("INSERT INTO drama (title) VALUES (?)", (entry.title,))
        assert cursor.lastrowid is not None  # noqa: S101 - an INSERT always has one
        ident = cursor.lastrowid
        _fill_plain(connection, ident, entry, overwrite=True)
    else:
        _fill_plain(connection, ident, entry, overwrite=overwrite)
    _add_names(connection, ident, entry)
    _add_parts(connection, ident, entry, overwrite=overwrite)
    finder.remember(ident, entry)
    if added:
        return ident, Change.ADDED
    return ident, Change.CHANGED if connection.total_changes > before else Change.UNCHANGED


def _fill_plain(
    connection: sqlite3.Connection, ident: int, entry: CatalogueEntry, *, overwrite: bool
) -> None:
    columns = ", ".join(PLAIN_COLUMNS)
    known = connection.execute(f"SELECT {columns} FROM drama WHERE id = ?", (ident,)).fetchone()
    changes: dict[str, object] = {}
    for column, old in zip(PLAIN_COLUMNS, known, strict=True):
        new = _plain(getattr(entry, column))
        if new is not None and new != old and (old is None or overwrite):
            changes[column] = new
    _keep_old_names(connection, ident, dict(zip(PLAIN_COLUMNS, known, strict=True)), changes)
    if changes:
        assignments = ", ".join(f"{column} = :{column}" for column in changes)
        connection.execute(
            f"UPDATE drama SET {assignments}, updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
            " WHERE id = :id",
            {**changes, "id": ident},
        )


def _keep_old_names(
    connection: sqlite3.Connection, ident: int, known: dict[str, object], changes: dict[str, object]
) -> None:
    """A title that gives way goes on as an alias; an alias that becomes a title is none any more."""
    for column in ("title", "native_title"):
        if column in changes and known[column]:
            _append(connection, "alias", ("name",), ident, [(known[column],)])
    for column in ("title", "native_title"):
        if column in changes:
            connection.execute("DELETE FROM alias WHERE drama_id = ? AND name = ?", (ident, changes[column]))


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def _add_names(connection: sqlite3.Connection, ident: int, entry: CatalogueEntry) -> None:
    """Every name of the entry that is not already the drama's title or native title."""
    title, native_title = connection.execute(
        "SELECT title, native_title FROM drama WHERE id = ?", (ident,)
    ).fetchone()
    wanted = dict.fromkeys((entry.title, entry.native_title, *entry.aliases))
    names = [name for name in wanted if name and name not in (title, native_title)]
    _append(connection, "alias", ("name",), ident, [(name,) for name in names])


def _add_parts(connection: sqlite3.Connection, ident: int, entry: CatalogueEntry, *, overwrite: bool) -> None:
    for table, link, values in (
        ("genre", "drama_genre", entry.genres),
        ("network", "drama_network", entry.networks),
    ):
        ids = [(_named(connection, table, value),) for value in values]
        _append(connection, link, (f"{table}_id",), ident, ids)
    people = [(_named(connection, "person", credit.person), credit) for credit in entry.cast]
    _append(
        connection,
        "credit",
        ("person_id", "character", "billing"),
        ident,
        [(person, credit.character, str(credit.billing)) for person, credit in people],
    )
    _fill(connection, "credit", ("person_id",), ("character", "billing"), overwrite, [
        (ident, person, credit.character, str(credit.billing)) for person, credit in people
    ])  # fmt: skip
    links = [(str(link.kind), link.title, link.url, link.spoils_episode) for link in entry.links]
    _append(connection, "link", ("kind", "title", "url", "spoils_episode"), ident, links)
    _fill(connection, "link", ("kind", "title"), ("url", "spoils_episode"), overwrite, [
        (ident, *link) for link in links
    ])  # fmt: skip
    _append(
        connection,
        "relation",
        ("kind", "title"),
        ident,
        [(relation.kind, relation.title) for relation in entry.relations],
    )
    music = [(str(piece.kind), piece.title, piece.artist) for piece in entry.music]
    _append(connection, "music", ("kind", "title", "artist"), ident, music)
    _fill(connection, "music", ("kind", "title"), ("artist",), overwrite, [
        (ident, *piece) for piece in music
    ])  # fmt: skip
    _add_episodes(connection, ident, entry, overwrite=overwrite)
    connection.executemany(
        "INSERT INTO quote (drama_id, text, speaker, episode) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(ident, quote.text, quote.speaker, quote.episode) for quote in entry.quotes],
    )
    _fill(connection, "quote", ("text",), ("speaker", "episode"), overwrite, [
        (ident, quote.text, quote.speaker, quote.episode) for quote in entry.quotes
    ])  # fmt: skip
    connection.executemany(
        "INSERT INTO drama_source (source, source_id, drama_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(source, source_id, ident) for source, source_id in entry.sources],
    )


def _add_episodes(
    connection: sqlite3.Connection, ident: int, entry: CatalogueEntry, *, overwrite: bool
) -> None:
    connection.executemany(
        "INSERT INTO episode (drama_id, number) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(ident, episode.number) for episode in entry.episode_list],
    )
    _fill(
        connection,
        "episode",
        ("number",),
        ("title", "air_date", "minutes", "audience_percent"),
        overwrite,
        [
            (ident, e.number, e.title, _plain(e.air_date), e.minutes, e.audience_percent)
            for e in entry.episode_list
        ],
    )
    for synopsis in entry.synopses:
        connection.execute(
            "INSERT INTO synopsis (drama_id, episode, language, state, text)"
            " VALUES (?, ?, ?, 'published', ?) ON CONFLICT DO NOTHING",
            (ident, synopsis.episode, synopsis.language, synopsis.text),
        )
        if overwrite:
            connection.execute(
                "UPDATE synopsis SET text = :text, updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
                " WHERE drama_id = :drama AND episode = :episode AND language = :language"
                " AND guild_id IS NULL AND state = 'published' AND text <> :text",
                {
                    "drama": ident,
                    "episode": synopsis.episode,
                    "language": synopsis.language,
                    "text": synopsis.text,
                },
            )


def _append(
    connection: sqlite3.Connection,
    table: str,
    columns: tuple[str, ...],
    ident: int,
    rows: Sequence[tuple[object, ...]],
) -> None:
    """Insert the rows that the drama lacks behind those it has, keeping their order."""
    if not rows:
        return
    connection.executemany(
        f"INSERT INTO {table} (drama_id, position, {', '.join(columns)}) VALUES"
        f" (?, (SELECT ifnull(max(position), -1) + 1 FROM {table} WHERE drama_id = ?),"
        f" {', '.join('?' * len(columns))}) ON CONFLICT DO NOTHING",
        [(ident, ident, *row) for row in rows],
    )


def _fill(
    connection: sqlite3.Connection,
    table: str,
    keys: tuple[str, ...],
    columns: tuple[str, ...],
    overwrite: bool,
    rows: Sequence[tuple[object, ...]],
) -> None:
    """Set what is empty (or, to overwrite, what differs); rows are drama, keys, values."""
    where = " AND ".join(f"{key} = ?" for key in ("drama_id", *keys))
    for column, at in zip(columns, range(1 + len(keys), 1 + len(keys) + len(columns)), strict=True):
        test = f"{column} IS NOT ?" if overwrite else f"{column} IS NULL"
        connection.executemany(
            f"UPDATE {table} SET {column} = ? WHERE {where} AND {test}",
            [
                (row[at], *row[: 1 + len(keys)], *((row[at],) if overwrite else ()))
                for row in rows
                if row[at] is not None
            ],
        )


def _named(connection: sqlite3.Connection, table: str, name: str) -> int:
    """The id of a genre, network or person, made on first sight."""
    row = connection.execute(f"SELECT id FROM {table} WHERE name = ?", (name,)).fetchone()
    if row is None:
        row = connection.execute(f"INSERT INTO {table} (name) VALUES (?) RETURNING id", (name,)).fetchone()
    ident: int = row[0]
    return ident


assert {field.name for field in fields(CatalogueEntry)} >= set(PLAIN_COLUMNS)  # noqa: S101 - a slip of ours
