"""Which drama of the catalogue an entry of a file is: by another catalogue's id, else by its name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from bot.domain.dramas import Drama
from bot.domain.list_files import Entry
from bot.domain.list_imports import ImportRow
from bot.domain.sources import source_part
from bot.store.catalogue import catalogue as dramas
from bot.store.watching import lists

MENU = 25  # dramas that a menu can offer


def matched(
    named: Sequence[tuple[Entry, tuple[int, ...]]], known: frozenset[str], connection: sqlite3.Connection
) -> list[ImportRow]:
    """Entries as rows of an import. Each comes with the dramas that bear its name; `known` are the catalogues
    whose ids are stored.
    """
    return [_row(connection, entry, bearing, known) for entry, bearing in named]


def _row(
    connection: sqlite3.Connection, entry: Entry, bearing: tuple[int, ...], known: frozenset[str]
) -> ImportRow:
    """The entry with the drama that it means: by another catalogue's id, else by its name."""
    by_id: int | None = None
    for source, ident in entry.sources:
        if by_id is None and source in known:
            found = _by_source(lists.with_source(connection, source, ident), source, ident, entry.season)
            by_id = found.pop() if len(found) == 1 else None
    if by_id is not None and (by_id in bearing or (entry.season or 1) > 1):
        return ImportRow(entry, by_id)
    fitting = _fitting(dramas.get_many(connection, bearing) if bearing else [], entry)
    if by_id is not None:
        return _contradicted(entry, by_id, fitting)
    if len(fitting) == 1:
        return ImportRow(entry, fitting[0].id)
    return ImportRow(entry, None, tuple(drama.id for drama in fitting[:MENU]))


def _contradicted(entry: Entry, by_id: int, fitting: Sequence[Drama]) -> ImportRow:
    """An entry whose id is of a drama that does not have its name: scripts and people mix numbers up.

    No one else has the name: it is the id's drama, which is called otherwise here. One does, and the year
    or country says so too: it is that one. Else its member is asked.
    """
    if not fitting:
        return ImportRow(entry, by_id)
    told = [
        drama
        for drama in fitting
        if (entry.known_year is not None and drama.year == entry.known_year)
        or (entry.country is not None and drama.country == entry.country)
    ]
    if len(told) == 1:
        return ImportRow(entry, told[0].id)
    return ImportRow(entry, None, (by_id, *(drama.id for drama in fitting[: MENU - 1])))


def _by_source(found: Iterable[tuple[int, str]], source: str, ident: str, season: int | None) -> set[int]:
    """The dramas that an id of another catalogue means: those of the season, else those of all of it."""
    whole, parts = set(), set()
    for drama_id, source_id in found:
        part = source_part(source, source_id)
        if source_id == ident:
            whole.add(drama_id)
        elif part is not None and part.seasons and part.seasons[0] <= (season or 1) <= part.seasons[1]:
            parts.add(drama_id)
    return parts if parts and not (whole and season is None) else whole


def _fitting(found: Sequence[Drama], entry: Entry) -> list[Drama]:
    """Of the dramas that have its name those that it can be; as few as the file tells apart."""
    fitting = [
        drama
        for drama in found
        if _near(drama.year, entry.known_year)
        and (entry.known_country is None or drama.country in (None, entry.known_country))
    ]
    for tells in (
        lambda drama: entry.known_year is not None and drama.year == entry.known_year,
        lambda drama: drama.episodes is None or drama.episodes >= max(entry.episode, 1),
        # A special is named after its drama; anyone who says that name means the drama.
        lambda drama: drama.episodes != 1,
    ):
        fewer = [drama for drama in fitting if tells(drama)]
        if len(fitting) > 1 and fewer:
            fitting = fewer
    return fitting


def _near(year: int | None, said: int | None) -> bool:
    """A drama that began at the turn of the year is of either, depending on who says it."""
    return year is None or said is None or abs(year - said) <= 1
