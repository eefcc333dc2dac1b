"""Reads dramas with everything that belongs to them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any

from bot.domain.dramas import (
    Billing,
    CatalogueEntry,
    Credit,
    Drama,
    DramaDetails,
    EpisodeFacts,
    Job,
    Kind,
    Link,
    LinkKind,
    Music,
    MusicKind,
    Poster,
    Quote,
    Relation,
    StaffMember,
    Summary,
    SynopsisText,
)
from bot.domain.series import COUNTRY_ADJECTIVES
from bot.store.timestamps import moment

DRAMA_COLUMNS = "d.id, d.title, d.native_title, d.country, d.year, d.kind, d.episodes, d.romanised_title"
DRAMA_WIDTH = DRAMA_COLUMNS.count(",") + 1

# The columns of `drama` that are a plain field of `CatalogueEntry`, by the same name.
PLAIN_COLUMNS = (
    "title", "native_title", "romanised_title", "country", "kind", "year", "episodes", "minutes",
    "aired_from", "aired_to", "weekday", "air_time", "content_rating", "summary", "based_on",
    "poster_url", "poster_alt", "popularity",
)  # fmt: skip
_PLAIN = ", ".join(f"d.{column}" for column in PLAIN_COLUMNS)


@dataclass(frozen=True, slots=True)
class DramaNames:
    """The names of one drama, for the index in memory."""

    drama_id: int
    names: tuple[str, ...]
    popularity: int | None


def drama_from(row: tuple[object, ...]) -> Drama:
    """A `Drama` from the columns of `DRAMA_COLUMNS`."""
    ident, title, native_title, country, year, kind, episodes, romanised = row[:DRAMA_WIDTH]
    return Drama(ident, title, native_title, country, year, Kind(kind), episodes, romanised)  # type: ignore[arg-type]


def get(connection: sqlite3.Connection, drama_id: int) -> Drama | None:
    """The drama with this id, or the one that it was merged into. None if it is unknown or hidden."""
    row = connection.execute(
        f"SELECT {DRAMA_COLUMNS} FROM drama w JOIN drama d ON d.id = ifnull(w.merged_into, w.id)"
        " WHERE w.id = ? AND d.hidden = 0",
        (drama_id,),
    ).fetchone()
    return drama_from(row) if row else None


def followed(connection: sqlite3.Connection, spoils: Mapping[int, int]) -> dict[int, int]:
    """Up to which episode something spoils dramas, by the ids that `get` gives for them.

    Of two that became one drama, it is the later episode. A drama that was removed keeps its id.
    """
    found: dict[int, int] = {}
    for drama_id, up_to in spoils.items():
        drama = get(connection, drama_id)
        ident = drama.id if drama is not None else drama_id
        found[ident] = max(up_to, found.get(ident, up_to))
    return found


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


def posters(connection: sqlite3.Connection, drama_ids: Iterable[int]) -> dict[int, Poster]:
    """The posters of these dramas, of those that have one."""
    rows = connection.execute(
        "SELECT d.id, d.poster_url, d.poster_alt FROM json_each(?) w CROSS JOIN drama d ON d.id = w.value"
        " WHERE d.poster_url IS NOT NULL AND d.hidden = 0",
        (json.dumps(list(drama_ids)),),
    )
    return {drama_id: Poster(url, alt) for drama_id, url, alt in rows}


def details(
    connection: sqlite3.Connection, drama_id: int, lists: Sequence[str] | None = None
) -> DramaDetails | None:
    """What the catalogue knows about a drama, as `entry` reads it. None if it is unknown or hidden."""
    row = connection.execute(
        f"SELECT d.id, {_PLAIN} FROM drama w JOIN drama d ON d.id = ifnull(w.merged_into, w.id)"
        " WHERE w.id = ? AND d.hidden = 0",
        (drama_id,),
    ).fetchone()
    if row is None:
        return None
    found = _entry(connection, row[0], row[1:], lists)
    drama = Drama(
        row[0],
        found.title,
        found.native_title,
        found.country,
        found.year,
        found.kind,
        found.episodes,
        found.romanised_title,
    )
    return DramaDetails(drama, found)


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
    for ident, *titles, popularity in connection.execute(
        "SELECT d.id, d.title, d.native_title, d.romanised_title, d.popularity FROM drama d"
        f" WHERE d.hidden = 0{one}",
        parameters,
    ):
        own = dict.fromkeys(title for title in titles if title)
        yield DramaNames(ident, tuple(dict.fromkeys((*own, *aliases.get(ident, ())))), popularity)


def entry(connection: sqlite3.Connection, drama_id: int) -> CatalogueEntry:
    """Everything the catalogue has about a drama, visible or hidden."""
    row = connection.execute(f"SELECT {_PLAIN} FROM drama d WHERE d.id = ?", (drama_id,)).fetchone()
    return _entry(connection, drama_id, row, None)


def _entry(
    connection: sqlite3.Connection, drama_id: int, plain: Sequence[Any], lists: Sequence[str] | None
) -> CatalogueEntry:
    """The entry with these of its lists, by the names of the fields. None: all. The others stay empty."""
    known: dict[str, Any] = dict(zip(PLAIN_COLUMNS, plain, strict=True))
    known["kind"] = Kind(known["kind"])
    for column in ("aired_from", "aired_to"):
        known[column] = _date(known[column])
    wanted = tuple(_LISTS) if lists is None else tuple(lists)
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in wanted}
    if wanted:
        for name, *row in connection.execute(_all_of(wanted), {"id": drama_id}):
            rows[name].append(tuple(row))
    for name, found in rows.items():
        one = _LISTS[name]
        found.sort(key=itemgetter(0, 1))
        known[name] = tuple(one.made(*row[2 : 2 + len(one.columns)]) for row in found)
    return CatalogueEntry(**known)


@cache
def _all_of(lists: tuple[str, ...]) -> str:
    """One statement for several lists. Each row begins with the name of its list and the place in it.

    One takes half the time of several, and other work of the process comes between any two.
    """
    width = max(len(_LISTS[name].columns) for name in lists)
    return " UNION ALL ".join(
        f"SELECT '{name}', {', '.join(one.order)},"
        f" {', '.join((*one.columns, *['NULL'] * (width - len(one.columns))))} FROM {one.rows}"
        for name, one in ((name, _LISTS[name]) for name in lists)
    )


def _credit(name: str, character: str | None, billing: str, person_id: int) -> Credit:
    return Credit(name, character, Billing(billing), person_id)


def _episode(
    number: int,
    title: str | None,
    air_date: str | None,
    minutes: int | None,
    percent: float | None,
    airs_at: str | None,
) -> EpisodeFacts:
    return EpisodeFacts(number, title, _date(air_date), minutes, percent, moment(airs_at))


def _link(kind: str, title: str, url: str | None, spoils_episode: int | None) -> Link:
    return Link(LinkKind(kind), title, url, spoils_episode)


def _music(kind: str, title: str, artist: str | None, url: str | None) -> Music:
    return Music(MusicKind(kind), title, artist, url)


def _staff(name: str, job: str, person_id: int) -> StaffMember:
    return StaffMember(name, Job(job), person_id)


def _source(source: str, source_id: str) -> tuple[str, str]:
    return source, source_id


# Quotes that came with the catalogue. Others are a member's, and of one server.
CATALOGUES = "guild_id IS NULL AND added_by IS NULL"


@dataclass(frozen=True, slots=True)
class _List:
    """A list of an entry: its columns, what is made of them, where they come from, and its order."""

    columns: tuple[str, ...]
    made: Callable[..., object]
    rows: str
    order: tuple[str, str] = ("l.position", "0")


_COUNTRY_OF_RELATION = (
    "CASE "
    + " ".join(f"WHEN l.kind LIKE '{word} %' THEN '{code}'" for word, code in COUNTRY_ADJECTIVES.items())
    + " END"
)
# "korean remake" with the title of several dramas means the Korean one.
_RELATED = (
    "(SELECT min(d.id) FROM drama d WHERE d.title = l.title AND d.hidden = 0 AND d.id <> l.drama_id"
    f" AND ifnull(d.country = {_COUNTRY_OF_RELATION}, 1))"
)
_LISTS: Mapping[str, _List] = {
    "aliases": _List(("l.name",), str, "alias l WHERE l.drama_id = :id"),
    "networks": _List(
        ("n.name",), str, "drama_network l JOIN network n ON n.id = l.network_id WHERE l.drama_id = :id"
    ),
    "genres": _List(
        ("g.name",), str, "drama_genre l JOIN genre g ON g.id = l.genre_id WHERE l.drama_id = :id"
    ),
    "cast": _List(
        ("p.name", "l.character", "l.billing", "p.id"),
        _credit,
        "credit l JOIN person p ON p.id = l.person_id WHERE l.drama_id = :id",
    ),
    "staff": _List(
        ("p.name", "l.job", "p.id"),
        _staff,
        "staff l JOIN person p ON p.id = l.person_id WHERE l.drama_id = :id",
    ),
    "episode_list": _List(
        ("l.number", "l.title", "l.air_date", "l.minutes", "l.audience_percent", "l.airs_at"),
        _episode,
        "episode l WHERE l.drama_id = :id",
        ("l.number", "0"),
    ),
    "summaries": _List(
        ("l.language", "l.text"), Summary, "summary l WHERE l.drama_id = :id", ("l.language", "0")
    ),
    "synopses": _List(
        ("l.episode", "l.language", "l.text"),
        SynopsisText,
        "synopsis l WHERE l.drama_id = :id AND l.state = 'published' AND l.guild_id IS NULL",
        ("l.episode", "l.language"),
    ),
    "links": _List(
        ("l.kind", "l.title", "l.url", "l.spoils_episode"), _link, "link l WHERE l.drama_id = :id"
    ),
    "relations": _List(
        (
            "l.kind",
            "l.title",
            _RELATED,
        ),
        Relation,
        "relation l WHERE l.drama_id = :id",
    ),
    "music": _List(("l.kind", "l.title", "l.artist", "l.url"), _music, "music l WHERE l.drama_id = :id"),
    "quotes": _List(
        ("l.text", "l.speaker", "l.episode"),
        Quote,
        f"quote l WHERE l.drama_id = :id AND {CATALOGUES}",
        ("l.id", "0"),
    ),
    "sources": _List(
        ("l.source", "l.source_id"),
        _source,
        "drama_source l WHERE l.drama_id = :id",
        ("l.source", "l.source_id"),
    ),
}


def _date(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value is not None else None
