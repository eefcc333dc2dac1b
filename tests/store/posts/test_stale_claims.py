"""A clock that ran ahead, and a process that died: nothing that they left keeps anything silent."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import leases
from bot.domain.outbox import NewPost, Target
from bot.store.posts import chores, outbox, stale_claims
from bot.store.timestamps import written
from tests.store.memory import empty

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
# What the schema's checks ask of a row that is only there for its times.
GIVEN: dict[str, dict[str, object]] = {
    "outbox": {"target": "member 1", "payload": "{}"},
    "marked": {"state": "done", "episode": 1},
}
# Columns that are times or names of something else than a claim or a delay.
OTHERS = {("outbox", "claimed_by"), ("chore", "claimed_by"), ("thread", "claimed_by")}


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as there:
        there.execute("COMMIT")
        there.execute("PRAGMA foreign_keys = OFF")
        there.execute("PRAGMA ignore_check_constraints = ON")
        there.execute("BEGIN")
        yield there


def put(connection: sqlite3.Connection, rule: stale_claims.ClaimRule, at: datetime) -> None:
    """A row that is left alone until then."""
    values: dict[str, object] = {}
    for _, name, kind, needed, default, key in connection.execute(f"PRAGMA table_info({rule.table})"):
        if (needed or key) and default is None:
            values[name] = 1 if kind == "INTEGER" else "2026-01-01T00:00:00Z"
    values |= GIVEN.get(rule.table, {})
    if rule.table == "outbox":
        values["state"] = "claimed" if rule.claim else "held"
    values[rule.column] = written(at)
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {rule.table} ({names}) VALUES ({marks})", tuple(values.values()))


def until(connection: sqlite3.Connection, rule: stale_claims.ClaimRule) -> datetime:
    (found,) = connection.execute(f"SELECT {rule.column} FROM {rule.table}").fetchone()
    return datetime.fromisoformat(found)


def test_every_column_that_leaves_its_row_alone_has_a_rule(connection: sqlite3.Connection) -> None:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    found = {
        (table, name)
        for table in tables
        for _, name, *_ in connection.execute(f"PRAGMA table_info({table})").fetchall()
        if "claimed" in name or "retry" in name or name.startswith("asked_for")
    }
    assert found - OTHERS <= {(rule.table, rule.column) for rule in stale_claims.RULES}
    assert len(found) >= 10


@pytest.mark.parametrize("rule", stale_claims.RULES, ids=lambda rule: f"{rule.table}.{rule.column}")
def test_what_lies_further_ahead_than_it_can_is_due(
    connection: sqlite3.Connection, rule: stale_claims.ClaimRule
) -> None:
    put(connection, rule, NOW + rule.longest + SECOND)
    assert stale_claims.set_right(connection, NOW) == 1
    assert until(connection, rule) <= NOW
    assert stale_claims.set_right(connection, NOW) == 0


@pytest.mark.parametrize("rule", stale_claims.RULES, ids=lambda rule: f"{rule.table}.{rule.column}")
def test_what_a_right_clock_wrote_stays(connection: sqlite3.Connection, rule: stale_claims.ClaimRule) -> None:
    put(connection, rule, NOW + rule.longest)
    assert stale_claims.set_right(connection, NOW) == 0
    assert until(connection, rule) == NOW + rule.longest


@pytest.mark.parametrize("rule", stale_claims.RULES, ids=lambda rule: f"{rule.table}.{rule.column}")
def test_where_a_process_is_alone_every_claim_of_an_earlier_one_lapses(
    connection: sqlite3.Connection, rule: stale_claims.ClaimRule
) -> None:
    put(connection, rule, NOW + rule.longest)
    stale_claims.lapse(connection, NOW)
    assert until(connection, rule) == NOW + (leases.LAST_WORDS if rule.claim else rule.longest)


@pytest.mark.parametrize("rule", stale_claims.RULES, ids=lambda rule: f"{rule.table}.{rule.column}")
def test_no_rule_reads_a_whole_table(connection: sqlite3.Connection, rule: stale_claims.ClaimRule) -> None:
    if rule.table in ("chore", "club_step", "drama", "thread"):
        return  # a few rows, or looked through once a start
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    stale_claims.set_right(connection, NOW)
    connection.set_trace_callback(None)
    (sql,) = [sql for sql in asked if f"UPDATE {rule.table} SET {rule.column}" in sql]
    plan = [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert not [line for line in plan if line.startswith("SCAN") and "INDEX" not in line], plan


@given(hours=st.integers(-100, 100_000), wait=st.integers(0, 3_600))
def test_whatever_the_clock_said_a_channel_goes_on_at_the_next_start(hours: int, wait: int) -> None:
    """A process claims and dies under a clock that is wrong; the next begins when it is right."""
    with empty() as connection:
        there = Target(channel_id=7)
        outbox.put(connection, NewPost("a", "word", there, NOW - timedelta(days=6_000)))
        wrong = NOW + timedelta(hours=hours)
        outbox.claim(connection, wrong, "before", leases.POST, 8)
        start = NOW + timedelta(seconds=wait)
        stale_claims.set_right(connection, start)
        stale_claims.lapse(connection, start)
        ready = outbox.next_ready(connection, start)
        assert ready is not None
        assert ready <= start + leases.LAST_WORDS
        (found,) = outbox.claim(connection, start + leases.LAST_WORDS, "now", leases.POST, 8)
        assert found.tried_at is not None, "it is looked for, not sent at once"


def test_a_chore_goes_on_too(connection: sqlite3.Connection) -> None:
    wrong = NOW + timedelta(days=400)
    chores.plan(connection, "sweep", NOW)
    assert chores.claim(connection, ["sweep"], wrong, "before", leases.CHORE) == ["sweep"]
    chores.hasten(connection, "sweep", wrong)
    stale_claims.set_right(connection, NOW)
    assert chores.claim(connection, ["sweep"], NOW, "now", leases.CHORE) == ["sweep"]
    chores.done(connection, "sweep", "now", wrong)
    stale_claims.set_right(connection, NOW)
    assert chores.next_due(connection, ["sweep"]) == NOW
