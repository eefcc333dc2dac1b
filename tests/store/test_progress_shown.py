"""Who is named on a card: found among those who show their list, whatever order things happened in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import migrations

MEMBERS, DRAMAS = (1, 2, 3), (1, 2)
member = st.sampled_from(MEMBERS)
drama = st.sampled_from(DRAMAS)
status = st.sampled_from(["plan", "watching", "completed"])
open_to = st.sampled_from(["nobody", "server", "everyone"])
at = st.integers(0, 9).map(lambda second: f"2026-11-21T12:00:0{second}Z")

steps = st.lists(
    st.one_of(
        st.tuples(
            st.just(
                "INSERT INTO progress (member_id, drama_id, status, updated_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (member_id, drama_id) DO UPDATE SET status = excluded.status,"
                " updated_at = excluded.updated_at"
            ),
            st.tuples(member, drama, status, at),
        ),
        st.tuples(
            st.just("DELETE FROM progress WHERE member_id = ? AND drama_id = ?"), st.tuples(member, drama)
        ),
        st.tuples(
            st.just("UPDATE OR IGNORE progress SET drama_id = ? WHERE member_id = ?"),
            st.tuples(drama, member),
        ),
        st.tuples(st.just("UPDATE member SET list_seen_by = ? WHERE id = ?"), st.tuples(open_to, member)),
        st.tuples(st.just("DELETE FROM member WHERE id = ?"), st.tuples(member)),
        st.tuples(st.just("INSERT OR IGNORE INTO member (id, created_at) VALUES (?, '')"), st.tuples(member)),
    ),
    max_size=30,
)


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        migrations.migrate(opened, Path(":memory:"))
        opened.execute("PRAGMA foreign_keys = ON")
        opened.execute("INSERT INTO drama (id, title) VALUES (1, 'A'), (2, 'B')")
        yield opened


@settings(deadline=None)
@given(steps)
def test_the_table_holds_just_what_is_shown(
    connection: sqlite3.Connection, steps: list[tuple[str, tuple[object, ...]]]
) -> None:
    connection.execute("DELETE FROM member")
    connection.executemany("INSERT INTO member (id, created_at) VALUES (?, '')", [(one,) for one in MEMBERS])
    for sql, values in steps:
        try:
            connection.execute(sql, values)
        except sqlite3.IntegrityError:  # nobody of that name: nothing happens
            continue
        shown = connection.execute(
            "SELECT p.drama_id, p.updated_at, p.member_id FROM progress p JOIN member m ON m.id = p.member_id"
            " WHERE m.list_seen_by <> 'nobody' AND p.status <> 'plan' ORDER BY 1, 2, 3"
        ).fetchall()
        kept = connection.execute(
            "SELECT drama_id, updated_at, member_id FROM progress_shown ORDER BY 1, 2, 3"
        ).fetchall()
        assert kept == shown
