"""Adding dramas to the catalogue and filling what it lacks, from files and sources."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from enum import StrEnum

from bot.domain.dramas import CatalogueEntry
from bot.store.belongings import append, fill, keep_old_names, named, plain
from bot.store.catalogue import PLAIN_COLUMNS
from bot.store.curated import left_by_curators
from bot.store.moments import written


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
            "SELECT ifnull(merged_into, id), title, native_title, country, year FROM drama"
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
    connection: sqlite3.Connection,
    finder: Finder,
    entry: CatalogueEntry,
    now: datetime,
    *,
    overwrite: bool = False,
) -> tuple[int, Change]:
    """Add a drama or fill the one that it is; returns its id and what happened.

    What is known stays, gaps are filled, names, genres, cast and the like are added. With
    `overwrite` the entry's own values win over the known ones; nothing is ever removed. What a
    curator decided stands either way.
    """
    before = connection.total_changes
    ident = finder.find(entry)
    added = ident is None
    if ident is None:
        ident = add_plain(connection, entry, now)
    else:
        entry = left_by_curators(connection, ident, entry)
        _fill_plain(connection, ident, entry, now, overwrite=overwrite)
    _add_names(connection, ident, entry)
    _add_parts(connection, ident, entry, now, overwrite=overwrite)
    finder.remember(ident, entry)
    if added:
        return ident, Change.ADDED
    return ident, Change.CHANGED if connection.total_changes > before else Change.UNCHANGED


def add_plain(connection: sqlite3.Connection, entry: CatalogueEntry, now: datetime) -> int:
    """A new drama with the entry's plain fields; returns its id."""
    columns = (*PLAIN_COLUMNS, "created_at", "updated_at")
    cursor = connection.execute(
        f"INSERT INTO drama ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        [*(plain(getattr(entry, column)) for column in PLAIN_COLUMNS), written(now), written(now)],
    )
    assert cursor.lastrowid is not None  # noqa: S101 - an INSERT always has one
    return cursor.lastrowid


def _fill_plain(
    connection: sqlite3.Connection, ident: int, entry: CatalogueEntry, now: datetime, *, overwrite: bool
) -> None:
    columns = ", ".join(PLAIN_COLUMNS)
    known = connection.execute(f"SELECT {columns} FROM drama WHERE id = ?", (ident,)).fetchone()
    changes: dict[str, object] = {}
    for column, old in zip(PLAIN_COLUMNS, known, strict=True):
        new = plain(getattr(entry, column))
        if new is not None and new != old and (old is None or overwrite):
            changes[column] = new
    keep_old_names(connection, ident, dict(zip(PLAIN_COLUMNS, known, strict=True)), changes)
    if changes:
        assignments = ", ".join(f"{column} = :{column}" for column in changes)
        connection.execute(
            f"UPDATE drama SET {assignments}, updated_at = :now WHERE id = :id",
            {**changes, "id": ident, "now": written(now)},
        )


def _add_names(connection: sqlite3.Connection, ident: int, entry: CatalogueEntry) -> None:
    """Every name of the entry that is not already the drama's title or native title."""
    title, native_title = connection.execute(
        "SELECT title, native_title FROM drama WHERE id = ?", (ident,)
    ).fetchone()
    wanted = dict.fromkeys((entry.title, entry.native_title, *entry.aliases))
    names = [name for name in wanted if name and name not in (title, native_title)]
    append(connection, "alias", ("name",), ident, [(name,) for name in names])


def _add_parts(
    connection: sqlite3.Connection, ident: int, entry: CatalogueEntry, now: datetime, *, overwrite: bool
) -> None:
    for table, link, values in (
        ("genre", "drama_genre", entry.genres),
        ("network", "drama_network", entry.networks),
    ):
        ids = [(named(connection, table, value),) for value in values]
        append(connection, link, (f"{table}_id",), ident, ids)
    people = [(named(connection, "person", credit.person), credit) for credit in entry.cast]
    append(
        connection,
        "credit",
        ("person_id", "character", "billing"),
        ident,
        [(person, credit.character, str(credit.billing)) for person, credit in people],
    )
    fill(connection, "credit", ("person_id",), ("character", "billing"), overwrite, [
        (ident, person, credit.character, str(credit.billing)) for person, credit in people
    ])  # fmt: skip
    links = [(str(link.kind), link.title, link.url, link.spoils_episode) for link in entry.links]
    append(connection, "link", ("kind", "title", "url", "spoils_episode"), ident, links)
    fill(connection, "link", ("kind", "title"), ("url", "spoils_episode"), overwrite, [
        (ident, *link) for link in links
    ])  # fmt: skip
    append(
        connection,
        "relation",
        ("kind", "title"),
        ident,
        [(relation.kind, relation.title) for relation in entry.relations],
    )
    music = [(str(piece.kind), piece.title, piece.artist) for piece in entry.music]
    append(connection, "music", ("kind", "title", "artist"), ident, music)
    fill(connection, "music", ("kind", "title"), ("artist",), overwrite, [
        (ident, *piece) for piece in music
    ])  # fmt: skip
    _add_episodes(connection, ident, entry, now, overwrite=overwrite)
    connection.executemany(
        "INSERT INTO quote (drama_id, text, speaker, episode) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(ident, quote.text, quote.speaker, quote.episode) for quote in entry.quotes],
    )
    fill(connection, "quote", ("text",), ("speaker", "episode"), overwrite, [
        (ident, quote.text, quote.speaker, quote.episode) for quote in entry.quotes
    ])  # fmt: skip
    connection.executemany(
        "INSERT INTO drama_source (source, source_id, drama_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(source, source_id, ident) for source, source_id in entry.sources],
    )


_EPISODE_FACTS = ("title", "air_date", "minutes", "audience_percent")
# One statement an episode, for catalogues have millions. What changes nothing touches no row, so
# that an import can tell what it changed.
_PUT_EPISODE = (
    f"INSERT INTO episode (drama_id, number, {', '.join(_EPISODE_FACTS)}) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (drama_id, number) DO UPDATE SET "
)
_FILL_EPISODE = (
    _PUT_EPISODE
    + ", ".join(f"{fact} = ifnull({fact}, excluded.{fact})" for fact in _EPISODE_FACTS)
    + " WHERE "
    + " OR ".join(f"({fact} IS NULL AND excluded.{fact} IS NOT NULL)" for fact in _EPISODE_FACTS)
)
_OVERWRITE_EPISODE = (
    _PUT_EPISODE
    + ", ".join(f"{fact} = ifnull(excluded.{fact}, {fact})" for fact in _EPISODE_FACTS)
    + " WHERE "
    + " OR ".join(
        f"(excluded.{fact} IS NOT NULL AND {fact} IS NOT excluded.{fact})" for fact in _EPISODE_FACTS
    )
)


def _add_episodes(
    connection: sqlite3.Connection, ident: int, entry: CatalogueEntry, now: datetime, *, overwrite: bool
) -> None:
    connection.executemany(
        _OVERWRITE_EPISODE if overwrite else _FILL_EPISODE,
        [
            (ident, e.number, e.title, plain(e.air_date), e.minutes, e.audience_percent)
            for e in entry.episode_list
        ],
    )
    for synopsis in entry.synopses:
        connection.execute(
            "INSERT INTO synopsis (drama_id, episode, language, state, text, created_at, updated_at)"
            " VALUES (?1, ?2, ?3, 'published', ?4, ?5, ?5) ON CONFLICT DO NOTHING",
            (ident, synopsis.episode, synopsis.language, synopsis.text, written(now)),
        )
        if overwrite:
            connection.execute(
                "UPDATE synopsis SET text = :text, updated_at = :now"
                " WHERE drama_id = :drama AND episode = :episode AND language = :language"
                " AND guild_id IS NULL AND state = 'published' AND text <> :text",
                {
                    "drama": ident,
                    "episode": synopsis.episode,
                    "language": synopsis.language,
                    "text": synopsis.text,
                    "now": written(now),
                },
            )


assert {field.name for field in fields(CatalogueEntry)} >= set(PLAIN_COLUMNS)  # noqa: S101 - a slip of ours
