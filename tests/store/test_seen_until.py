"""What older databases say that members have seen becomes a number, and opens nothing more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.store.migrations import all_migrations
from tests.store import releases

# The last schema in which a status opened everything.
BEFORE = next(one.version for one in all_migrations() if one.name.endswith("_seen_is_a_number.sql")) - 1
FILM, SERIES = "movie", "drama"


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as old:
        releases.build(old, BEFORE)
        old.execute("INSERT INTO member (id) VALUES (1)")
        yield old


def drama(
    connection: sqlite3.Connection,
    *,
    episodes: int | None = None,
    kind: str = SERIES,
    aired_to: str | None = None,
    dates: tuple[str | None, ...] = (),
) -> int:
    row = connection.execute(
        "INSERT INTO drama (title, kind, episodes, aired_to) VALUES ('A', ?, ?, ?) RETURNING id",
        (kind, episodes, aired_to),
    ).fetchone()
    connection.executemany(
        "INSERT INTO episode (drama_id, number, air_date) VALUES (?, ?, ?)",
        [(row[0], number, day) for number, day in enumerate(dates, 1)],
    )
    return int(row[0])


def migrated(
    connection: sqlite3.Connection, ident: int, status: str, episode: int, *, finished: str | None, again: int
) -> tuple[int, int]:
    connection.execute(
        "INSERT INTO progress (member_id, drama_id, status, episode, finished_on, rewatches, updated_at)"
        " VALUES (1, ?, ?, ?, ?, ?, '2024-03-01T12:00:00.000Z')",
        (ident, status, episode, finished, again),
    )
    for migration in all_migrations()[BEFORE:]:
        connection.executescript(migration.sql)
    told = connection.execute("SELECT status, finished_on, rewatches, updated_at FROM progress").fetchone()
    assert told == (status, finished, again, "2024-03-01T12:00:00.000Z")
    found: tuple[int, int] = connection.execute("SELECT episode, earlier_episode FROM progress").fetchone()
    return found


WEEKLY = ("2024-02-01", "2024-02-08", "2024-02-15", "2024-02-22", "2024-02-29")
WHEN = {"finished": "2024-02-10"}


@pytest.mark.parametrize(
    ("known", "written", "seen"),
    [
        ({"episodes": 16}, 11, 11),  # it has grown since
        ({"episodes": 16, "dates": WEEKLY}, 5, 2),  # it was on air: these were listed, not shown
        ({"episodes": 11, "aired_to": "2005-12-20"}, 11, 11),
        ({"episodes": 5, "dates": ("2005-01-01",) * 5}, 5, 5),
        # The dates are of another broadcast, a later one: they say nothing.
        ({"episodes": 2, "dates": ("2030-01-01", "2030-01-08")}, 2, 2),
        # No number was known when it was completed.
        ({}, 0, 0),
        ({"episodes": 16, "aired_to": "2005-12-20"}, 0, 16),
        ({"episodes": 16, "aired_to": "2024-05-01"}, 0, 0),
        ({"episodes": 16}, 0, 16),
        ({"dates": WEEKLY}, 0, 2),
        ({"dates": (None, None, None)}, 0, 3),
        ({"kind": FILM}, 0, 1),
        ({"kind": FILM, "episodes": 1}, 1, 1),
    ],
)
def test_a_completed_drama(
    connection: sqlite3.Connection, known: dict[str, object], written: int, seen: int
) -> None:
    ident = drama(connection, **known)  # type: ignore[arg-type]
    assert migrated(connection, ident, "completed", written, again=0, **WHEN) == (seen, 0)


@pytest.mark.parametrize("status", ["watching", "dropped", "on hold", "plan"])
@pytest.mark.parametrize(
    ("known", "seen"),
    [
        ({"episodes": 11, "aired_to": "2005-12-20"}, 11),
        ({"dates": (*WEEKLY, "2024-03-08", "2024-03-15")}, 5),  # the last two came later
        ({"kind": FILM}, 1),
        ({}, 0),
    ],
)
def test_a_drama_that_is_watched_again(
    connection: sqlite3.Connection, status: str, known: dict[str, object], seen: int
) -> None:
    ident = drama(connection, **known)  # type: ignore[arg-type]
    assert migrated(connection, ident, status, 3, finished=None, again=1) == (3, seen)


@pytest.mark.parametrize("status", ["watching", "dropped", "on hold", "plan"])
def test_a_drama_that_was_never_completed(connection: sqlite3.Connection, status: str) -> None:
    ident = drama(connection, episodes=16, dates=WEEKLY)
    assert migrated(connection, ident, status, 5, finished=None, again=0) == (5, 0)


def test_without_a_day_the_last_change_tells_when_it_was_completed(connection: sqlite3.Connection) -> None:
    ident = drama(connection, dates=(*WEEKLY, "2024-03-08"))
    assert migrated(connection, ident, "completed", 6, finished=None, again=0) == (5, 0)
