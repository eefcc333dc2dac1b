"""Refreshes a drama from its sources: plans the changes and applies them.

A curator's value always stays. A file's value stays, too, except for what changes while a drama airs. Names,
genres, networks, cast and links are only ever added.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.dramas import CatalogueEntry, Credit, Link
from bot.domain.sources import (
    MEMBER,
    EpisodeChanges,
    Fetched,
    FieldChange,
    Origin,
    SourceName,
    SourcePart,
    may_change,
)
from bot.store.catalogue import catalogue, episode_schedules, provenance, source_links
from bot.store.catalogue.catalogue import PLAIN_COLUMNS
from bot.store.catalogue.drama_rows import append, keep_old_names, named, plain
from bot.store.catalogue.filling import add_plain
from bot.store.timestamps import written

Gathered = Sequence[tuple[SourcePart, Fetched]]

NAME_LIMIT = 300  # of a name, as the schema has it


@dataclass(slots=True)
class Plan:
    """The plan of a refresh for one drama: columns by source, additions to each part, episodes."""

    known: CatalogueEntry
    columns: dict[str, object] = field(default_factory=dict)
    given_by: dict[str, SourceName] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=lambda: {"aliases": [], "genres": [], "networks": []})
    cast: list[Credit] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    episodes: list[episode_schedules.EpisodePlan] = field(default_factory=list)
    told: list[FieldChange] = field(default_factory=list)

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        return tuple(self.told)

    @property
    def renumbers(self) -> bool:
        """Whether existing episodes get other numbers."""
        return any(episodes.numbers.steps for episodes in self.episodes)


def add(
    connection: sqlite3.Connection, part: SourcePart, fetched: Fetched, twin: int | None, now: datetime
) -> int:
    """Add a drama from a source, or fill the gaps of the same drama here. Returns its id."""
    if twin is None:
        entry = fetched.entry
        twin = add_plain(connection, replace(entry, episodes=None), now)
        given = [column for column in PLAIN_COLUMNS if getattr(entry, column) is not None]
        provenance.mark(connection, twin, given, part.source, now)
    source_links.put_part(connection, twin, part)
    apply(connection, twin, [(part, fetched)], now)
    return twin


def apply(
    connection: sqlite3.Connection,
    drama_id: int,
    gathered: Gathered,
    now: datetime,
    *,
    complete: bool = True,
) -> tuple[FieldChange, ...]:
    """Change what a source may change. Returns what was changed and what was kept.

    If `complete` (no source was silent), the drama then counts as fresh for a while.
    """
    planned = plan(connection, drama_id, gathered)
    _put_columns(connection, drama_id, planned, now)
    _put_parts(connection, drama_id, planned)
    _put_photos(connection, drama_id, gathered)
    for episodes in planned.episodes:
        episode_schedules.put(connection, drama_id, episodes, now)
    for source in dict.fromkeys(planned.given_by.values()):
        fields = [name for name, by in planned.given_by.items() if by is source]
        provenance.mark(connection, drama_id, fields, source, now)
    if complete:
        running = any(said.running for said in _by_source(gathered))
        source_links.schedule(connection, drama_id, now, running=running)
    return planned.changes


def plan(connection: sqlite3.Connection, drama_id: int, gathered: Gathered) -> Plan:
    """What `apply` would change."""
    planned = Plan(catalogue.entry(connection, drama_id))
    origins = provenance.origins(connection, drama_id)
    for said in _by_source(gathered):
        # The first source that lists episodes numbers them; two would number them differently.
        run = {} if any(earlier.added for earlier in planned.episodes) else said.run
        episodes = episode_schedules.plan(connection, drama_id, said.source, run, origins)
        planned.episodes.append(episodes)
        _plan_columns(planned, said, origins, episodes.last)
        _plan_parts(connection, drama_id, planned, said, origins)
        if episodes.added and not planned.known.episode_list:
            planned.given_by.setdefault("episode list", said.source)
        counted = episodes.changes
        if counted != EpisodeChanges():
            planned.told.append(FieldChange("episode list", None, str(counted), episodes=counted))
    return planned


# --- what one source says, its parts put together ---


@dataclass(frozen=True, slots=True)
class _Said:
    source: SourceName
    entry: CatalogueEntry
    run: episode_schedules.Run
    running: bool


def _by_source(gathered: Gathered) -> Iterator[_Said]:
    for source in dict.fromkeys(part.source for part, _ in gathered):
        own = sorted(
            ((part, fetched) for part, fetched in gathered if part.source is source),
            key=lambda pair: pair[0].first_episode,
        )
        yield _Said(source, *_together(own))


def _together(
    own: Sequence[tuple[SourcePart, Fetched]],
) -> tuple[CatalogueEntry, episode_schedules.Run, bool]:
    """One entry from several parts: the facts of the first, the names of all, and the dates of the run."""
    run = episode_schedules.run_of_parts(own)
    running = any(episode_schedules.is_running(part, fetched) for part, fetched in own)
    first = own[0][1].entry
    whole = len(own) == 1 and own[0][0].seasons is None
    others = [fetched.entry for _, fetched in own[1:]]
    entry = replace(
        first,
        aliases=_united(
            first.aliases,
            *((other.title, other.native_title or "", *other.aliases) for other in others),
        ),
        cast=_cast_of([first, *others]),
    )
    # Only the source can give a count that may still grow: its list is not complete yet.
    count = first.episodes if whole else None
    last = max(run, default=None)
    if not running:
        count = last or count
    elif count is not None and last is not None:
        count = max(count, last)
    entry = replace(entry, episodes=count)
    if not whole:
        days = sorted(listed.facts.air_date for listed in run.values() if listed.facts.air_date)
        entry = replace(
            entry,
            aired_from=days[0] if days else None,
            aired_to=days[-1] if days and not running else None,
            year=days[0].year if days else None,
        )
    return entry, run, running


def _united(*names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in names for name in part if name))


def _cast_of(entries: Sequence[CatalogueEntry]) -> tuple[Credit, ...]:
    people: dict[str, Credit] = {}
    for entry in entries:
        for credit in entry.cast:
            people.setdefault(credit.person, credit)
    return tuple(people.values())


# --- plain columns ---


def _plan_columns(planned: Plan, said: _Said, origins: dict[str, Origin], last: int | None) -> None:
    for column in PLAIN_COLUMNS:
        old = planned.columns.get(column, plain(getattr(planned.known, column)))
        new = plain(getattr(said.entry, column))
        if column == "episodes" and new is not None and last is not None:
            new = max(int(str(new)), last)  # an episode that members have scored stays counted
        if new == old or (new is None and not _is_open_again(column, said, origins)):
            continue
        origin = origins.get(column)
        before, after = _told(old), _told(new)
        if column in planned.given_by and planned.given_by[column] is not said.source:
            continue  # another source was asked first
        if may_change(column, origin, said.source, empty=old is None):
            planned.columns[column] = new
            planned.given_by[column] = said.source
            planned.told.append(FieldChange(column, before, after))
        elif origin is None or origin.source == MEMBER:
            planned.told.append(FieldChange(column, before, after, kept=True, origin=origin))


def _is_open_again(column: str, said: _Said, origins: dict[str, Origin]) -> bool:
    """Remove the last day of a drama that continues after all, if the source gave that day."""
    origin = origins.get(column)
    return column == "aired_to" and said.running and origin is not None and origin.source == said.source


def _told(value: object) -> str | None:
    return None if value is None else str(value)


def _put_columns(connection: sqlite3.Connection, drama_id: int, planned: Plan, now: datetime) -> None:
    if not planned.columns:
        return
    known = {column: plain(getattr(planned.known, column)) for column in ("title", "native_title")}
    keep_old_names(connection, drama_id, known, planned.columns)
    assignments = ", ".join(f"{column} = :{column}" for column in planned.columns)
    connection.execute(
        f"UPDATE drama SET {assignments}, updated_at = :now WHERE id = :id",
        {**planned.columns, "id": drama_id, "now": written(now)},
    )


# --- what only gets more ---


def _plan_parts(
    connection: sqlite3.Connection, drama_id: int, planned: Plan, said: _Said, origins: dict[str, Origin]
) -> None:
    known, entry = planned.known, said.entry
    titles = {str(planned.columns.get(c) or getattr(known, c) or "") for c in ("title", "native_title")}
    names = (entry.title, entry.native_title or "", *entry.aliases)
    wanted = {
        "aliases": [name for name in _united(names) if name not in titles and len(name) <= NAME_LIMIT],
        "genres": list(entry.genres),
        "networks": list(entry.networks),
    }
    for part, has in (
        ("aliases", known.aliases), ("genres", known.genres), ("networks", known.networks)
    ):  # fmt: skip
        fold = str if part == "aliases" else str.casefold
        there = {fold(name) for name in (*has, *planned.names[part])}
        there |= {fold(name) for name in provenance.withheld(connection, drama_id, part)}
        more = [name for name in wanted[part] if fold(name) not in there]
        if _may_add(planned, part, said.source, origins, has, more):
            planned.names[part] += more
    people = {_same_person(credit.person) for credit in (*known.cast, *planned.cast)}
    people |= {_same_person(name) for name in provenance.withheld(connection, drama_id, "cast")}
    # Sources and files differ in which part of a name comes first.
    cast = [credit for credit in entry.cast if _same_person(credit.person) not in people]
    if _may_add(planned, "cast", said.source, origins, known.cast, [credit.person for credit in cast]):
        planned.cast += cast
    shown = {(link.kind, link.title) for link in (*known.links, *planned.links)}
    urls = {link.url for link in (*known.links, *planned.links)}
    urls |= provenance.withheld(connection, drama_id, "links")
    links = [link for link in entry.links if (link.kind, link.title) not in shown and link.url not in urls]
    if _may_add(planned, "links", said.source, origins, known.links, [link.title for link in links]):
        planned.links += links


def _may_add(
    planned: Plan,
    part: str,
    source: SourceName,
    origins: dict[str, Origin],
    has: Sequence[object],
    more: Sequence[str],
) -> bool:
    """Whether the part gets additions. The plan holds what to report about them."""
    if not more:
        return False
    origin = origins.get(part)
    kept = origin is not None and origin.source == MEMBER
    planned.told.append(FieldChange(part, None, ", ".join(more), kept, origin if kept else None))
    if not kept and not has:
        planned.given_by.setdefault(part, source)
    return not kept


def _same_person(name: str) -> tuple[str, ...]:
    """A name's key without the order of its parts: "Erika Sawajiri" and "Sawajiri Erika" are equal."""
    return tuple(sorted(re.findall(r"\w+", name.casefold())))


def _put_parts(connection: sqlite3.Connection, drama_id: int, planned: Plan) -> None:
    append(connection, "alias", ("name",), drama_id, [(name,) for name in planned.names["aliases"]])
    for part, table, link in (
        ("genres", "genre", "drama_genre"), ("networks", "network", "drama_network")
    ):  # fmt: skip
        ids = [(named(connection, table, name),) for name in planned.names[part]]
        append(connection, link, (f"{table}_id",), drama_id, ids)
    people = [(named(connection, "person", c.person), c.character, str(c.billing)) for c in planned.cast]
    append(connection, "credit", ("person_id", "character", "billing"), drama_id, people)
    links = [(str(link.kind), link.title, link.url, link.spoils_episode) for link in planned.links]
    append(connection, "link", ("kind", "title", "url", "spoils_episode"), drama_id, links)


def _put_photos(connection: sqlite3.Connection, drama_id: int, gathered: Gathered) -> None:
    """Give the people of the drama's cast the photos that the sources have."""
    cast = connection.execute(
        "SELECT p.name, p.id, p.photo_source FROM credit c JOIN person p ON p.id = c.person_id"
        " WHERE c.drama_id = ?",
        (drama_id,),
    )
    people = {_same_person(name): (ident, source) for name, ident, source in cast}
    found: dict[int, tuple[str, str]] = {}
    for part, fetched in gathered:
        for name, url in fetched.photos:
            ident, source = people.get(_same_person(name), (None, None))
            if ident is not None and source in (None, part.source):  # another source's photo stays
                found.setdefault(ident, (url, part.source))
    connection.executemany(
        "UPDATE person SET photo_url = ?, photo_source = ? WHERE id = ? AND photo_url IS NOT ?",
        [(url, str(source), ident, url) for ident, (url, source) in found.items()],
    )
