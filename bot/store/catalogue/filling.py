"""Adds dramas to the catalogue and fills gaps, from files and sources."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.dramas import CatalogueEntry
from bot.store.catalogue import import_journal as journals
from bot.store.catalogue.catalogue import PLAIN_COLUMNS
from bot.store.catalogue.curator_overrides import left_by_curators
from bot.store.catalogue.drama_rows import append, fill, keep_old_names, named, new_drama_id, plain
from bot.store.timestamps import written


class FillResult(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Finder:
    """Finds the drama that an entry means: by a source's id, else by its name's key.

    The caller hands in the function for a name's key, because keys belong to `search`. Two entries with the
    same key are the same drama if their countries and years agree, as far as both know them.

    Only the names are kept in memory. Reading many names takes seconds, so it may happen on another
    connection. `catch_up` then adds what came since.
    """

    def __init__(self, connection: sqlite3.Connection, key: Callable[[str], str]):
        self._connection = connection
        self._key = key
        self._by_key: dict[str, tuple[int, ...]] = {}
        self._newest = 0
        self.catch_up(connection)

    def catch_up(self, connection: sqlite3.Connection) -> None:
        """Use this connection from now on, and add the dramas that came since."""
        self._connection = connection
        for ident, own, title, native_title in connection.execute(
            "SELECT id, ifnull(merged_into, id), title, native_title FROM drama WHERE id > ? ORDER BY id",
            (self._newest,),
        ):
            self._newest = ident
            self._remember_names(own, title, native_title)

    def find(self, entry: CatalogueEntry) -> int | None:
        for source in entry.sources:
            row = self._connection.execute(
                "SELECT drama_id FROM drama_source WHERE source = ? AND source_id = ?", source
            ).fetchone()
            if row is not None:
                return self.standing(row[0])
        named_by = {source for source, _ in entry.sources}
        for name in (entry.title, entry.native_title):
            for ident in self._by_key.get(self._key(name), ()) if name else ():
                if self._is_meant(ident, entry, named_by):
                    return self.standing(ident)
        return None

    def remember(self, ident: int, entry: CatalogueEntry) -> None:
        self._newest = max(self._newest, ident)
        self._remember_names(ident, entry.title, entry.native_title)

    def _is_meant(self, ident: int, entry: CatalogueEntry, named_by: set[str]) -> bool:
        sources = self._connection.execute("SELECT source FROM drama_source WHERE drama_id = ?", (ident,))
        # The same catalogue would have given the same drama the same id.
        if named_by & {source for (source,) in sources}:
            return False
        row = self._connection.execute("SELECT country, year FROM drama WHERE id = ?", (ident,)).fetchone()
        return row is not None and _agree(row[0], entry.country) and _agree(row[1], entry.year)

    def standing(self, ident: int) -> int:
        """The drama that this one was merged into since its name was read, or itself."""
        row = self._connection.execute("SELECT merged_into FROM drama WHERE id = ?", (ident,)).fetchone()
        return row[0] if row is not None and row[0] is not None else ident

    def _remember_names(self, ident: int, title: str, native_title: str | None) -> None:
        for name in (title, native_title):
            if name:
                same = self._by_key.setdefault(key := self._key(name), (ident,))
                if ident not in same:
                    self._by_key[key] = (*same, ident)


def _agree(left: object, right: object) -> bool:
    return left is None or right is None or left == right


PIECE = 250  # parts of a drama that are stored in one step: some milliseconds
_MANY = ("episode_list", "synopses", "cast", "staff", "links", "relations", "music", "quotes", "aliases")


def in_pieces(entry: CatalogueEntry, most: int = PIECE) -> Iterator[CatalogueEntry]:
    """The entry in pieces that are each stored quickly. Together they say the same.

    Most entries are one piece.
    """
    parts = {name: getattr(entry, name) for name in _MANY}
    if sum(map(len, parts.values())) <= most:
        yield entry
        return
    rest = dict.fromkeys(_MANY, 0)
    while True:
        room = most
        taken: dict[str, tuple[object, ...]] = {}
        for name, values in parts.items():
            taken[name] = values[rest[name] : rest[name] + room]
            rest[name] += len(taken[name])
            room -= len(taken[name])
        yield replace(entry, **taken)  # type: ignore[arg-type]  # the entry's own tuples
        if all(rest[name] == len(values) for name, values in parts.items()):
            return


def store(
    connection: sqlite3.Connection,
    finder: Finder,
    entry: CatalogueEntry,
    now: datetime,
    *,
    overwrite: bool = False,
    known: int | None = None,
    journal: int | None = None,
) -> tuple[int, FillResult]:
    """Add a drama, or fill the drama that it already is. Returns its id and what happened.

    `known` is the drama in which earlier pieces of the entry were stored. `journal` is the import that
    records its changes.

    Known values stay, gaps are filled, and names, genres, cast and the like are added. With `overwrite`, the
    entry's values replace known ones. Nothing is ever removed. Curators' decisions stay either way.
    """
    ident = finder.find(entry) if known is None else finder.standing(known)
    if ident is None:
        ident = add_plain(connection, entry, now)
        if journal is not None:
            journals.added(connection, journal, ident)
        _add_names(connection, ident, entry)
        _add_parts(connection, ident, entry, now, overwrite=overwrite)
        finder.remember(ident, entry)
        return ident, FillResult.ADDED
    with journals.watching(connection, journal, ident):
        before = connection.total_changes
        left = left_by_curators(connection, ident, entry)
        _fill_plain(connection, ident, left, now, overwrite=overwrite)
        _add_names(connection, ident, left)
        _add_parts(connection, ident, left, now, overwrite=overwrite)
        changed = connection.total_changes > before
    finder.remember(ident, left)
    return ident, FillResult.CHANGED if changed else FillResult.UNCHANGED


def add_plain(connection: sqlite3.Connection, entry: CatalogueEntry, now: datetime) -> int:
    """Add a drama with the entry's plain fields. Returns its id."""
    columns = ("id", *PLAIN_COLUMNS, "created_at", "updated_at")
    ident = new_drama_id(connection)
    connection.execute(
        f"INSERT INTO drama ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        [ident, *(plain(getattr(entry, column)) for column in PLAIN_COLUMNS), written(now), written(now)],
    )
    return ident


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
    """Add every name of the entry that is not already the drama's title or native title."""
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
    _add_people(connection, ident, entry, overwrite=overwrite)
    _add_works(connection, ident, entry, overwrite=overwrite)
    _add_summaries(connection, ident, entry, overwrite=overwrite)
    _add_episodes(connection, ident, entry, now, overwrite=overwrite)
    _add_quotes(connection, ident, entry, overwrite=overwrite)
    connection.executemany(
        "INSERT INTO drama_source (source, source_id, drama_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(source, source_id, ident) for source, source_id in entry.sources],
    )


def _add_people(
    connection: sqlite3.Connection, ident: int, entry: CatalogueEntry, *, overwrite: bool
) -> None:
    """The cast, and those behind the camera."""
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
    staff = [(named(connection, "person", member.person), str(member.job)) for member in entry.staff]
    append(connection, "staff", ("person_id", "job"), ident, staff)


def _add_works(connection: sqlite3.Connection, ident: int, entry: CatalogueEntry, *, overwrite: bool) -> None:
    """Links, related dramas and music."""
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
    music = [(str(piece.kind), piece.title, piece.artist, piece.url) for piece in entry.music]
    append(connection, "music", ("kind", "title", "artist", "url"), ident, music)
    fill(connection, "music", ("kind", "title"), ("artist", "url"), overwrite, [
        (ident, *piece) for piece in music
    ])  # fmt: skip


def _add_quotes(
    connection: sqlite3.Connection, ident: int, entry: CatalogueEntry, *, overwrite: bool
) -> None:
    connection.executemany(
        "INSERT INTO quote (drama_id, text, speaker, episode) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(ident, quote.text, quote.speaker, quote.episode) for quote in entry.quotes],
    )
    fill(connection, "quote", ("text",), ("speaker", "episode"), overwrite, [
        (ident, quote.text, quote.speaker, quote.episode) for quote in entry.quotes
    ])  # fmt: skip


def _add_summaries(
    connection: sqlite3.Connection, ident: int, entry: CatalogueEntry, *, overwrite: bool
) -> None:
    taken = "DO UPDATE SET text = excluded.text WHERE text <> excluded.text" if overwrite else "DO NOTHING"
    connection.executemany(
        "INSERT INTO summary (drama_id, language, text) VALUES (?, ?, ?)"
        f" ON CONFLICT (drama_id, language) {taken}",
        [(ident, summary.language, summary.text) for summary in entry.summaries],
    )


_EPISODE_FACTS = ("title", "air_date", "minutes", "audience_percent")
# One statement per episode, because catalogues have millions. Without a change no row is touched, so that an
# import knows what it changed.
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
