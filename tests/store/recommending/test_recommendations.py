"""Recommendations and neighbours in the store: merging, votes, and generations that replace each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.domain.screening import Passed
from bot.store.catalogue import merging
from bot.store.recommending import neighbours, recommendations
from tests.store.memory import empty

AT = datetime(2026, 1, 1, tzinfo=UTC)
HERE = 5
MIKA, JUN = 1, 2


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        opened.executemany("INSERT INTO member (id) VALUES (?)", [(MIKA,), (JUN,)])
        opened.execute("INSERT INTO guild_member (guild_id, member_id) VALUES (5, 1), (5, 2)")
        opened.executemany(
            "INSERT INTO drama (id, title, country) VALUES (?, ?, ?)",
            [(ident, f"Drama {ident}", "JP" if ident % 2 else "KR") for ident in range(1, 7)],
        )
        yield opened


def like(connection: sqlite3.Connection, drama_id: int) -> list[tuple[int, str]]:
    found, _, total = recommendations.page(connection, drama_id, MIKA, HERE, 0, 100)
    assert len(found) == total
    return [(one.beside(drama_id).id, one.reason) for one in found]


def test_two_dramas_that_became_one_are_recommended_as_one(connection: sqlite3.Connection) -> None:
    recommendations.put(connection, MIKA, 2, 3, Passed("Of the one that goes."), AT)
    recommendations.put(connection, JUN, 4, 2, Passed("Named the other way round."), AT)
    recommendations.put(connection, JUN, 1, 3, Passed("Stands."), AT)
    recommendations.put(connection, JUN, 3, 2, Passed("Stands, too."), AT)
    recommendations.put(connection, MIKA, 1, 2, Passed("Between the two."), AT)
    merging.merge(connection, keep=1, gone=2)
    assert sorted(like(connection, 1)) == [
        (3, "Of the one that goes."),
        (3, "Stands."),
        (4, "Named the other way round."),
    ]
    assert like(connection, 2) == []
    # What had no place is with the hidden drama, not deleted.
    kept = {row[0] for row in connection.execute("SELECT reason FROM recommendation")}
    assert {"Stands, too.", "Between the two."} <= kept


def test_a_drama_is_never_stored_as_like_itself(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        recommendations.put(connection, MIKA, 1, 1, Passed("Itself."), AT)


def test_the_count_of_votes_is_a_recount(connection: sqlite3.Connection) -> None:
    ident = recommendations.put(connection, MIKA, 1, 2, Passed("Why."), AT)
    for agrees in (True, False, True):
        assert recommendations.vote(connection, ident, JUN) is agrees
        counted = connection.execute(
            "SELECT votes, (SELECT count(*) FROM recommendation_vote v WHERE v.recommendation_id = r.id)"
            " FROM recommendation r"
        ).fetchall()
        assert counted == [(int(agrees), int(agrees))]
    assert recommendations.put(connection, MIKA, 2, 1, Passed("Said better."), AT) == ident
    assert recommendations.get(connection, ident, JUN, HERE).votes == 1  # type: ignore[union-attr]
    connection.execute("DELETE FROM member WHERE id = ?", (MIKA,))
    assert connection.execute("SELECT count(*) FROM recommendation_vote").fetchone() == (0,)


def test_a_new_generation_is_seen_only_as_a_whole(connection: sqlite3.Connection) -> None:
    first = neighbours.begin(connection)
    neighbours.add(connection, first, [(1, b"a"), (2, b"b")])
    assert neighbours.near(connection, [1, 2]) == {}
    neighbours.show(connection, first, 10, "mark", AT)
    assert neighbours.near(connection, [1, 2, 3]) == {1: b"a", 2: b"b"}
    second = neighbours.begin(connection)
    neighbours.add(connection, second, [(1, b"c")])  # and here it is cut short
    assert neighbours.near(connection, [1, 2]) == {1: b"a", 2: b"b"}
    third = neighbours.begin(connection)
    assert first < second < third
    neighbours.add(connection, third, [(2, b"d")])
    neighbours.show(connection, third, 11, "other mark", AT)
    assert neighbours.near(connection, [1, 2]) == {2: b"d"}
    while neighbours.forget(connection, 2):
        pass
    assert connection.execute("SELECT drama_id, near FROM neighbour").fetchall() == [(2, b"d")]
    assert neighbours.computed(connection) == neighbours.Computed(third, "other mark")


def test_what_taste_is_computed_from(connection: sqlite3.Connection) -> None:
    connection.executemany(
        "INSERT INTO score (member_id, drama_id, overall) VALUES (?, ?, ?)",
        [(MIKA, 1, 20), (MIKA, 2, 4), (JUN, 1, 12), (JUN, 6, 18)],
    )
    connection.executemany(
        "INSERT INTO progress (member_id, drama_id, status) VALUES (?, ?, ?)",
        [
            (MIKA, 1, "completed"),
            (MIKA, 2, "dropped"),
            (MIKA, 3, "watching"),
            (MIKA, 4, "plan"),
            (MIKA, 5, "on hold"),
            (JUN, 2, "dropped"),
        ],
    )
    connection.execute("UPDATE drama SET hidden = 1 WHERE id = 6")
    found = neighbours.given(connection)
    columns = (found.members, found.dramas, found.halves, found.dropped)
    assert sorted(zip(*(column.tolist() for column in columns), strict=True)) == [
        (MIKA, 1, 20, False),
        (MIKA, 2, 4, True),
        (MIKA, 3, 0, False),
        (JUN, 1, 12, False),
        (JUN, 2, 0, True),
    ]
    assert sorted(neighbours.given_by(connection, JUN)) == [(1, 12, False), (2, 0, True), (6, 18, False)]
    assert neighbours.known_to(connection, MIKA) == {1, 2, 3, 4, 5}
    assert neighbours.seen_by(connection, MIKA) == {1, 2, 3, 5}
