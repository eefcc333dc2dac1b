"""Reads dramas with everything that belongs to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.domain.dramas import (
    Billing,
    CatalogueEntry,
    Credit,
    Drama,
    DramaDetails,
    EpisodeFacts,
    Kind,
    Link,
    LinkKind,
    Music,
    MusicKind,
    Quote,
    Relation,
    SynopsisText,
)
from bot.store.timestamps import moment

DRAMA_COLUMNS = "d.id, d.title, d.native_title, d.country, d.year, d.kind, d.episodes"

# The columns of `drama` that are a plain field of `CatalogueEntry`, by the same name.
PLAIN_COLUMNS = (
    "title", "native_title", "country", "kind", "year", "episodes", "minutes", "aired_from", "aired_to",
    "weekday", "air_time", "content_rating", "summary", "based_on", "poster_url", "poster_alt", "popularity",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DramaNames:
    """The names of one drama, for the index in memory."""

    drama_id: int
    names: tuple[str, ...]
    popularity: int | None


def drama_from(row: tuple[object, ...]) -> Drama:
    """A `Drama` from the columns of `DRAMA_COLUMNS`."""
    ident, title, native_title, country, year, kind, episodes = row[:7]
    return Drama(ident, title, native_title, country, year, Kind(kind), episodes)  # type: ignore[arg-type]


def get(connection: sqlite3.Connection, drama_id: int) -> Drama | None:
    """The drama with this id, or the one that it was merged into. None if it is unknown or hidden."""
    row = connection.execute(
        f"SELECT {DRAMA_COLUMNS} FROM drama w JOIN drama d ON d.id = ifnull(w.merged_into, w.id)"
        " WHERE w.id = ? AND d.hidden = 0",
        (drama_id,),
    ).fetchone()
    return drama_from(row) if row else None


def whatever(connection: sqlite3.Connection, drama_id: int) -> Drama | None:
    """The drama with exactly this id, even if it is hidden or merged."""
    row = connection.execute(f"SELECT {DRAMA_COLUMNS} FROM drama d WHERE d.id = ?", (drama_id,)).fetchone()
    return drama_from(row) if row else None


def get_many(connection: sqlite3.Connection, drama_ids: Iterable[int]) -> list[Drama]:
    """The dramas in the order of the given ids. Unknown and hidden ones are left out."""
    wanted = list(dict.fromkeys(drama_ids))
    if not wanted:
        return []
    marks = ",".join("?" * len(wanted))
    rows = connection.execute(
        f"SELECT {DRAMA_COLUMNS} FROM drama d WHERE d.id IN ({marks}) AND d.hidden = 0", wanted
    )
    found = {row[0]: drama_from(row) for row in rows}
    return [found[ident] for ident in wanted if ident in found]


def details(connection: sqlite3.Connection, drama_id: int) -> DramaDetails | None:
    """Everything the catalogue knows about a drama. None if it is unknown or hidden."""
    drama = get(connection, drama_id)
    return DramaDetails(drama, entry(connection, drama.id)) if drama else None


def aired_to(connection: sqlite3.Connection, drama_id: int) -> date | None:
    """The day when a drama's last episode airs or aired. None if unknown."""
    row = connection.execute("SELECT aired_to FROM drama WHERE id = ?", (drama_id,)).fetchone()
    return _date(row[0]) if row else None


def all_entries(connection: sqlite3.Connection) -> Iterator[CatalogueEntry]:
    """Every visible drama in full, by id."""
    for (ident,) in connection.execute("SELECT id FROM drama WHERE hidden = 0 ORDER BY id").fetchall():
        yield entry(connection, ident)


def count(connection: sqlite3.Connection) -> int:
    number: int = connection.execute("SELECT count(*) FROM drama").fetchone()[0]
    return number


def names(connection: sqlite3.Connection, drama_id: int | None = None) -> Iterator[DramaNames]:
    """Every name of every visible drama (or of one), titles first; two queries in all."""
    one = "" if drama_id is None else " AND d.id = :id"
    parameters = {"id": drama_id}
    aliases: dict[int, list[str]] = {}
    for ident, alias in connection.execute(
        f"SELECT a.drama_id, a.name FROM alias a JOIN drama d ON d.id = a.drama_id WHERE d.hidden = 0{one}",
        parameters,
    ):
        aliases.setdefault(ident, []).append(alias)
    for ident, title, native_title, popularity in connection.execute(
        f"SELECT d.id, d.title, d.native_title, d.popularity FROM drama d WHERE d.hidden = 0{one}", parameters
    ):
        own = (title, native_title) if native_title else (title,)
        yield DramaNames(ident, (*own, *aliases.get(ident, ())), popularity)


def entry(connection: sqlite3.Connection, drama_id: int) -> CatalogueEntry:
    """Everything the catalogue has about a drama, visible or hidden."""
    ident = (drama_id,)

    def rows(sql: str) -> list[tuple[object, ...]]:
        return connection.execute(sql, ident).fetchall()

    def firsts(sql: str) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in rows(sql))

    (plain,) = rows(f"SELECT {', '.join(PLAIN_COLUMNS)} FROM drama WHERE id = ?")
    known = dict(zip(PLAIN_COLUMNS, plain, strict=True))
    known["kind"] = Kind(str(known["kind"]))
    for column in ("aired_from", "aired_to"):
        known[column] = _date(known[column])
    return CatalogueEntry(
        **known,  # type: ignore[arg-type]
        aliases=firsts("SELECT name FROM alias WHERE drama_id = ? ORDER BY position"),
        networks=firsts(
            "SELECT n.name FROM drama_network l JOIN network n ON n.id = l.network_id"
            " WHERE l.drama_id = ? ORDER BY l.position"
        ),
        genres=firsts(
            "SELECT g.name FROM drama_genre l JOIN genre g ON g.id = l.genre_id"
            " WHERE l.drama_id = ? ORDER BY l.position"
        ),
        cast=tuple(
            Credit(str(name), character, Billing(str(billing)), person_id)  # type: ignore[arg-type]
            for name, character, billing, person_id in rows(
                "SELECT p.name, c.character, c.billing, p.id FROM credit c"
                " JOIN person p ON p.id = c.person_id WHERE c.drama_id = ? ORDER BY c.position"
            )
        ),
        episode_list=tuple(_episodes(rows)),
        synopses=tuple(
            SynopsisText(episode, language, text)  # type: ignore[arg-type]
            for episode, language, text in rows(
                "SELECT episode, language, text FROM synopsis WHERE drama_id = ?"
                " AND state = 'published' AND guild_id IS NULL ORDER BY episode, language"
            )
        ),
        links=tuple(
            Link(LinkKind(str(kind)), str(title), url, spoils)  # type: ignore[arg-type]
            for kind, title, url, spoils in rows(
                "SELECT kind, title, url, spoils_episode FROM link WHERE drama_id = ? ORDER BY position"
            )
        ),
        relations=tuple(
            Relation(str(kind), str(title), other)  # type: ignore[arg-type]
            for kind, title, other in rows(
                "SELECT r.kind, r.title, (SELECT min(d.id) FROM drama d WHERE d.title = r.title"
                " AND d.hidden = 0 AND d.id <> r.drama_id)"
                " FROM relation r WHERE r.drama_id = ? ORDER BY r.position"
            )
        ),
        music=tuple(
            Music(MusicKind(str(kind)), str(title), artist)  # type: ignore[arg-type]
            for kind, title, artist in rows(
                "SELECT kind, title, artist FROM music WHERE drama_id = ? ORDER BY position"
            )
        ),
        quotes=tuple(
            Quote(text, speaker, episode)  # type: ignore[arg-type]
            for text, speaker, episode in rows(
                "SELECT text, speaker, episode FROM quote WHERE drama_id = ? AND guild_id IS NULL ORDER BY id"
            )
        ),
        sources=tuple(
            (str(source), str(source_id))
            for source, source_id in rows(
                "SELECT source, source_id FROM drama_source WHERE drama_id = ? ORDER BY source, source_id"
            )
        ),
    )


def _episodes(rows: Callable[[str], list[tuple[object, ...]]]) -> Iterator[EpisodeFacts]:
    for number, title, air_date, minutes, percent, airs_at in rows(
        "SELECT number, title, air_date, minutes, audience_percent, airs_at FROM episode"
        " WHERE drama_id = ? ORDER BY number"
    ):
        yield EpisodeFacts(number, title, _date(air_date), minutes, percent, moment(airs_at))  # type: ignore[arg-type]


def _date(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value is not None else None
