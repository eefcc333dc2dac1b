"""What older databases say that members have seen becomes a number, and opens nothing more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from bot.store.migrations import all_migrations
from tests.store import releases

# The last schema in which a status opened everything.
BEFORE = next(one.version for one in all_migrations() if one.name.endswith("_seen_is_a_number.sql")) - 1
FILM, SERIES = "movie", "drama"


WEEKLY = ("2024-02-01", "2024-02-08", "2024-02-15", "2024-02-22", "2024-02-29")
WRITTEN_AT = "2024-03-01T12:00:00.000Z"


@dataclass(frozen=True)
class Case:
    """What was known of a drama, what the old database said of it, and what is seen now and was before."""

    known: dict[str, Any]
    status: str
    written: int
    seen: tuple[int, int]
    finished: str | None = None
    again: int = 0


COMPLETED = [
    Case(known, "completed", written, (seen, 0), finished="2024-02-10")
    for known, written, seen in (
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
    )
]
OTHERS = ("watching", "dropped", "on hold", "plan")
AGAIN = [
    Case(known, status, 3, (3, seen), again=1)
    for status in OTHERS
    for known, seen in (
        ({"episodes": 11, "aired_to": "2005-12-20"}, 11),
        ({"dates": (*WEEKLY, "2024-03-08", "2024-03-15")}, 5),  # the last two came later
        ({"kind": FILM}, 1),
        ({}, 0),
    )
]
NEVER = [Case({"episodes": 16, "dates": WEEKLY}, status, 5, (5, 0)) for status in OTHERS]
WITHOUT_A_DAY = Case({"dates": (*WEEKLY, "2024-03-08")}, "completed", 6, (5, 0))
CASES = [*COMPLETED, *AGAIN, *NEVER, WITHOUT_A_DAY]


@pytest.fixture(scope="module")
def migrated() -> Iterator[sqlite3.Connection]:
    """One old database with a drama for each case, by its place, after every migration since."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as old:
        releases.build(old, BEFORE)
        old.execute("INSERT INTO member (id) VALUES (1)")
        for ident, case in enumerate(CASES):
            put(old, ident, case, **case.known)
        for migration in all_migrations()[BEFORE:]:
            old.executescript(migration.sql)
        yield old


def put(
    connection: sqlite3.Connection,
    ident: int,
    case: Case,
    *,
    episodes: int | None = None,
    kind: str = SERIES,
    aired_to: str | None = None,
    dates: tuple[str | None, ...] = (),
) -> None:
    connection.execute(
        "INSERT INTO drama (id, title, kind, episodes, aired_to) VALUES (?, 'A', ?, ?, ?)",
        (ident, kind, episodes, aired_to),
    )
    connection.executemany(
        "INSERT INTO episode (drama_id, number, air_date) VALUES (?, ?, ?)",
        [(ident, number, day) for number, day in enumerate(dates, 1)],
    )
    connection.execute(
        "INSERT INTO progress (member_id, drama_id, status, episode, finished_on, rewatches, updated_at)"
        " VALUES (1, ?, ?, ?, ?, ?, ?)",
        (ident, case.status, case.written, case.finished, case.again, WRITTEN_AT),
    )


def assert_became(connection: sqlite3.Connection, case: Case) -> None:
    of = "FROM progress WHERE drama_id = ?", (CASES.index(case),)
    told = connection.execute(f"SELECT status, finished_on, rewatches, updated_at {of[0]}", of[1]).fetchall()
    assert told == [(case.status, case.finished, case.again, WRITTEN_AT)]
    assert connection.execute(f"SELECT episode, earlier_episode {of[0]}", of[1]).fetchall() == [case.seen]


@pytest.mark.parametrize("case", COMPLETED)
def test_a_completed_drama(migrated: sqlite3.Connection, case: Case) -> None:
    assert_became(migrated, case)


@pytest.mark.parametrize("case", AGAIN)
def test_a_drama_that_is_watched_again(migrated: sqlite3.Connection, case: Case) -> None:
    assert_became(migrated, case)


@pytest.mark.parametrize("case", NEVER)
def test_a_drama_that_was_never_completed(migrated: sqlite3.Connection, case: Case) -> None:
    assert_became(migrated, case)


def test_without_a_day_the_last_change_tells_when_it_was_completed(migrated: sqlite3.Connection) -> None:
    assert_became(migrated, WITHOUT_A_DAY)
