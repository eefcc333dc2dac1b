"""Whether anything has changed since something was computed is one number, whatever wrote it."""

from __future__ import annotations

import sqlite3

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store.recommending import neighbours
from tests.store.memory import empty

DRAMAS = st.integers(1, 3)
MEMBERS = st.integers(1, 2)
STATUSES = st.sampled_from(["plan", "watching", "completed", "on hold", "dropped"])

WRITES = st.one_of(
    st.tuples(
        st.just(
            "INSERT INTO score (drama_id, member_id, overall) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET overall = excluded.overall"
        ),
        st.tuples(DRAMAS, MEMBERS, st.integers(1, 3)),
    ),
    st.tuples(st.just("DELETE FROM score WHERE drama_id = ?"), st.tuples(DRAMAS)),
    st.tuples(
        st.just("UPDATE OR IGNORE score SET drama_id = ? WHERE drama_id = ?"), st.tuples(DRAMAS, DRAMAS)
    ),
    st.tuples(
        st.just("UPDATE OR IGNORE score SET member_id = ? WHERE drama_id = ?"), st.tuples(MEMBERS, DRAMAS)
    ),
    st.tuples(
        st.just("UPDATE score SET story = ? WHERE drama_id = ?"), st.tuples(st.integers(1, 20), DRAMAS)
    ),
    st.tuples(
        st.just(
            "INSERT INTO progress (drama_id, member_id, status, episode) VALUES (?, ?, ?, 1)"
            " ON CONFLICT DO UPDATE SET status = excluded.status"
        ),
        st.tuples(DRAMAS, MEMBERS, STATUSES),
    ),
    st.tuples(
        st.just("UPDATE progress SET episode = ? WHERE drama_id = ?"), st.tuples(st.integers(1, 9), DRAMAS)
    ),
    st.tuples(
        st.just("UPDATE OR IGNORE progress SET drama_id = ? WHERE drama_id = ?"), st.tuples(DRAMAS, DRAMAS)
    ),
    st.tuples(st.just("DELETE FROM progress WHERE member_id = ?"), st.tuples(MEMBERS)),
    st.tuples(st.just("UPDATE drama SET hidden = ? WHERE id = ?"), st.tuples(st.integers(0, 1), DRAMAS)),
    st.tuples(st.just("DELETE FROM member WHERE id = ?"), st.tuples(MEMBERS)),
    st.tuples(st.just("INSERT OR IGNORE INTO member (id) VALUES (?)"), st.tuples(MEMBERS)),
)


def read(connection: sqlite3.Connection) -> set[tuple[int, int, int, bool]]:
    found = neighbours.given(connection)
    rows = zip(
        *(column.tolist() for column in (found.members, found.dramas, found.halves, found.dropped)),
        strict=True,
    )
    return set(rows)


@settings(deadline=None, max_examples=200)
@given(st.lists(WRITES, max_size=30))
def test_the_number_changes_with_whatever_is_read(writes: list[tuple[str, tuple[object, ...]]]) -> None:
    with empty() as connection:
        connection.executemany("INSERT INTO drama (id, title) VALUES (?, 'Rain')", [(1,), (2,), (3,)])
        connection.executemany("INSERT INTO member (id) VALUES (?)", [(1,), (2,)])
        before, count = read(connection), neighbours.changes(connection)
        for statement, values in writes:
            try:
                connection.execute(statement, values)
            except sqlite3.IntegrityError:  # a member or drama that is not there
                continue
            after, now = read(connection), neighbours.changes(connection)
            assert after == before or now > count, statement
            before, count = after, now


def test_how_far_a_member_is_changes_nothing() -> None:
    with empty() as connection:
        connection.execute("INSERT INTO drama (id, title) VALUES (1, 'Rain')")
        connection.execute("INSERT INTO member (id) VALUES (1)")
        connection.execute("INSERT INTO progress (drama_id, member_id, status) VALUES (1, 1, 'watching')")
        before = neighbours.changes(connection)
        connection.execute("UPDATE progress SET episode = 5")
        connection.execute("UPDATE progress SET status = 'watching', episode = 6")
        assert neighbours.changes(connection) == before
