"""Broadcasts as a source lists them, the numbers that the store gives them, and undoing that."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.changes import Stamp
from bot.domain.dramas import CatalogueEntry
from bot.domain.sources import Fetched, SeasonEpisode, SourceName, SourcePart
from bot.store.catalogue import changes, refreshing
from tests.store.memory import NOW

MIKA, JUN, GUILD = 1, 2, 5
PART = SourcePart(SourceName.TVMAZE, "7")
FIRST = date(2026, 11, 2)


def at(ident: int, season: int, number: int) -> SeasonEpisode:
    """The broadcast of that id, of a day of its own."""
    day = FIRST + timedelta(days=ident)
    return SeasonEpisode(
        season, number, f"Title {ident}", day, datetime.combine(day, time(12), UTC), 60, str(ident)
    )


def said(*episodes: SeasonEpisode, running: bool = True) -> Fetched:
    return Fetched(CatalogueEntry("A Drama", country="KR", year=2026), episodes, running)


def refresh(connection: sqlite3.Connection, drama: int, fetched: Fetched) -> None:
    refreshing.apply(connection, drama, [(PART, fetched)], NOW)


def rows(connection: sqlite3.Connection, sql: str, *values: object) -> list[tuple[object, ...]]:
    return connection.execute(sql, values).fetchall()


def new(connection: sqlite3.Connection, *episodes: SeasonEpisode) -> int:
    return refreshing.add(connection, PART, said(*episodes), None, NOW)


def numbered(connection: sqlite3.Connection, drama: int) -> dict[str, int]:
    """The number of each broadcast by its id."""
    return dict(
        rows(connection, "SELECT broadcast_id, number FROM episode WHERE drama_id = ?", drama)  # type: ignore[arg-type]
    )


def recorded(connection: sqlite3.Connection, drama: int, fetched: Fetched) -> int:
    with changes.recorded(connection, (drama,), Stamp("catalogue.refresh", GUILD, MIKA, NOW)):
        refresh(connection, drama, fetched)
    (found,) = rows(connection, "SELECT ifnull(max(id), 0) FROM catalogue_change")
    return int(str(found[0]))


def undo(connection: sqlite3.Connection, change_id: int) -> None:
    trace = changes.get(connection, change_id)
    assert trace is not None
    changes.undo(connection, trace, MIKA, NOW)
