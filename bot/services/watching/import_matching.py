"""Matches entries of a file with dramas, by another catalogue's id, else by name."""

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
    """Entries as rows of an import.

    Each comes with the dramas that have its name. `known` are the catalogues whose ids are stored.
    """
    return [_row(connection, entry, bearing, known) for entry, bearing in named]


def _row(
    connection: sqlite3.Connection, entry: Entry, bearing: tuple[int, ...], known: frozenset[str]
) -> ImportRow:
    """The entry with its drama, found by another catalogue's id, else by name."""
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
    """Decide for an entry whose id belongs to a drama with another name: scripts and people mix numbers up.

    If no drama has the name, it is the id's drama, which has another name here. If one has it, and year or
    country agree, it is that one. Otherwise the member is asked.
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
    """The dramas for another catalogue's id: those of the season, else those of the whole show."""
    whole, parts = set(), set()
    for drama_id, source_id in found:
        part = source_part(source, source_id)
        if source_id == ident:
            whole.add(drama_id)
        elif part is not None and part.seasons and part.seasons[0] <= (season or 1) <= part.seasons[1]:
            parts.add(drama_id)
    return parts if parts and not (whole and season is None) else whole


def _fitting(found: Sequence[Drama], entry: Entry) -> list[Drama]:
    """The possible dramas among those with its name, narrowed by what the file says."""
    fitting = [
        drama
        for drama in found
        if _near(drama.year, entry.known_year)
        and (entry.known_country is None or drama.country in (None, entry.known_country))
    ]
    for tells in (
        lambda drama: entry.known_year is not None and drama.year == entry.known_year,
        lambda drama: drama.episodes is None or drama.episodes >= max(entry.episode, 1),
        # A special is often named after its drama, and members who use that name mean the drama.
        lambda drama: drama.episodes != 1,
    ):
        fewer = [drama for drama in fitting if tells(drama)]
        if len(fitting) > 1 and fewer:
            fitting = fewer
    return fitting


def _near(year: int | None, said: int | None) -> bool:
    """Whether two years agree. A drama from the turn of the year can have either."""
    return year is None or said is None or abs(year - said) <= 1
