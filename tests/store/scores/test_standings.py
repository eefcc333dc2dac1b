"""The totals that triggers keep are those of a recount."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dramas import CatalogueEntry
from bot.domain.progress import Progress, Status
from bot.domain.scores import Score, weighted
from bot.store import migrations
from bot.store.members import members
from bot.store.scores import scores, standings
from tests.store.memory import NOW, add, empty

LAST = 9_223_372_036_854_775_807  # the rank of a drama without one
DRAMAS, MEMBERS, GUILDS = (1, 2, 3), (1, 2, 3, 4), (10, 20)
Totals = dict[tuple[int, int], tuple[object, ...]]
Write = Callable[[sqlite3.Connection], object]


def kept(connection: sqlite3.Connection) -> Totals:
    rows = connection.execute(
        "SELECT guild_id, drama_id, scores, points, watchers, weighted, country, year, popularity, hidden"
        " FROM standing"
    )
    return {row[:2]: row[2:] for row in rows}


def recounted(connection: sqlite3.Connection) -> Totals:
    """The same from the rows that members wrote, in plain Python: who has not finished does not count."""
    guilds_of: dict[int, list[int]] = {member: [standings.EVERYWHERE] for member in range(100)}
    for guild, member in connection.execute("SELECT guild_id, member_id FROM guild_member"):
        guilds_of[member].append(guild)
    totals: dict[tuple[int, int], list[int]] = {}
    listed = {
        (drama, member): status
        for drama, member, status in connection.execute("SELECT drama_id, member_id, status FROM progress")
    }
    for drama, member, overall in connection.execute("SELECT drama_id, member_id, overall FROM score"):
        if listed.get((drama, member), "completed") != "completed":
            continue
        for guild in guilds_of[member]:
            entry = totals.setdefault((guild, drama), [0, 0, 0])
            entry[0] += 1
            entry[1] += overall
    for drama, member in listed:
        for guild in guilds_of[member]:
            totals.setdefault((guild, drama), [0, 0, 0])[2] += 1
    facts = {
        ident: (country, year, LAST if rank is None else rank, hidden)
        for ident, country, year, rank, hidden in connection.execute(
            "SELECT id, country, year, popularity, hidden FROM drama"
        )
    }
    return {
        (guild, drama): (number, points, watchers, weighted(points, number), *facts[drama])
        for (guild, drama), (number, points, watchers) in totals.items()
    }


def _seen(member: int, guild: int | None) -> Write:
    return lambda connection: members.seen(connection, member, guild, NOW)


def _scored(member: int, guild: int | None, drama: int, overall: int) -> Write:
    def write(connection: sqlite3.Connection) -> None:
        members.seen(connection, member, guild, NOW)
        scores.put(connection, member, drama, Score(overall), NOW)

    return write


def _watched(member: int, guild: int | None, drama: int, status: Status) -> Write:
    def write(connection: sqlite3.Connection) -> None:
        members.seen(connection, member, guild, NOW)
        members.put_progress(connection, member, drama, Progress(status, 1), NOW)

    return write


def _sql(statement: str, *values: object) -> Write:
    return lambda connection: connection.execute(statement, values)


def _became(old: int, new: int) -> Write:
    """Two dramas that turn out to be one: what fits moves, what does not stays, the old one hides."""

    def write(connection: sqlite3.Connection) -> None:
        for table in ("score", "progress"):
            connection.execute(f"UPDATE OR IGNORE {table} SET drama_id = ? WHERE drama_id = ?", (new, old))
        connection.execute("UPDATE drama SET hidden = 1 WHERE id = ?", (old,))

    return write


def _undone(write: Write) -> Write:
    def undone(connection: sqlite3.Connection) -> None:
        connection.execute("SAVEPOINT undone")
        write(connection)
        connection.execute("ROLLBACK TO undone")
        connection.execute("RELEASE undone")

    return undone


member_ids, drama_ids = st.sampled_from(MEMBERS), st.sampled_from(DRAMAS)
guild_ids = st.sampled_from((None, *GUILDS))
plain_writes = st.one_of(
    st.builds(_seen, member_ids, guild_ids),
    st.builds(_scored, member_ids, guild_ids, drama_ids, st.integers(1, 20)),
    st.builds(_watched, member_ids, guild_ids, drama_ids, st.sampled_from(Status)),
    st.builds(_became, drama_ids, drama_ids),
    st.builds(
        _sql, st.just("DELETE FROM score WHERE member_id = ? AND drama_id = ?"), member_ids, drama_ids
    ),
    st.builds(
        _sql, st.just("DELETE FROM progress WHERE member_id = ? AND drama_id = ?"), member_ids, drama_ids
    ),
    st.builds(_sql, st.just("DELETE FROM guild_member WHERE member_id = ?"), member_ids),
    st.builds(_sql, st.just("DELETE FROM member WHERE id = ?"), member_ids),
    st.builds(
        _sql, st.just("UPDATE OR IGNORE guild_member SET guild_id = 20 WHERE member_id = ?"), member_ids
    ),
    st.builds(
        _sql, st.just("UPDATE OR IGNORE score SET member_id = 1, overall = 3 WHERE member_id = ?"), member_ids
    ),
    st.builds(_sql, st.just("UPDATE OR IGNORE progress SET member_id = 1 WHERE member_id = ?"), member_ids),
    st.builds(
        _sql,
        st.just("UPDATE OR IGNORE progress SET member_id = 1, status = 'completed' WHERE member_id = ?"),
        member_ids,
    ),
    st.builds(
        _sql, st.just("UPDATE OR IGNORE progress SET drama_id = 2, status = 'dropped' WHERE drama_id = ?"),
        drama_ids,
    ),
    st.builds(
        _sql, st.just("UPDATE progress SET status = ? WHERE member_id = ?"), st.sampled_from(Status),
        member_ids,
    ),
    st.builds(
        _sql, st.just("UPDATE drama SET hidden = 1 - hidden, year = 1999, popularity = NULL WHERE id = ?"),
        drama_ids,
    ),
)  # fmt: skip
any_writes = st.one_of(plain_writes, st.builds(_undone, plain_writes))


@pytest.fixture(scope="module")
def three() -> Iterator[sqlite3.Connection]:
    """Three dramas and a member who moves may be made to; each example is rolled back."""
    with empty() as connection:
        for number in DRAMAS:
            entry = CatalogueEntry(f"drama {number}", country="JP", year=2000 + number, popularity=number)
            add(connection, entry)
        yield connection


@settings(max_examples=300)
@given(writes=st.lists(any_writes, max_size=40))
def test_whatever_is_written_the_totals_are_those_of_a_recount(
    three: sqlite3.Connection, writes: list[Write]
) -> None:
    three.execute("SAVEPOINT example")
    try:
        members.seen(three, 1, None, NOW)  # scores are moved to this one
        for write in writes:
            try:
                write(three)
            except sqlite3.IntegrityError:  # moved to a member who is gone
                continue
            assert kept(three) == recounted(three)
    finally:
        three.execute("ROLLBACK TO example")
        three.execute("RELEASE example")


@pytest.mark.parametrize("status", Status)
def test_a_score_counts_for_who_has_finished(three: sqlite3.Connection, status: Status) -> None:
    three.execute("SAVEPOINT example")
    _scored(2, 10, 1, 20)(three)
    assert kept(three)[10, 1][:2] == (1, 20)  # no list is kept: they scored the whole
    _watched(2, None, 1, status)(three)
    finished = status is Status.COMPLETED
    assert kept(three)[10, 1][:3] == ((1, 20, 1) if finished else (0, 0, 1))
    _scored(2, 10, 1, 12)(three)
    assert kept(three)[0, 1][:3] == ((1, 12, 1) if finished else (0, 0, 1))
    _watched(2, None, 1, Status.COMPLETED)(three)
    assert kept(three)[10, 1][:3] == (1, 12, 1)
    three.execute("DELETE FROM progress")
    assert kept(three)[10, 1][:3] == (1, 12, 0)
    three.execute("ROLLBACK TO example")
    three.execute("RELEASE example")


def test_a_deleted_member_takes_all_of_theirs_along(three: sqlite3.Connection) -> None:
    three.execute("SAVEPOINT example")
    _scored(2, 10, 1, 20)(three)
    _watched(2, 10, 3, Status.PLAN)(three)
    _scored(3, 10, 1, 10)(three)
    assert kept(three)[10, 1][:3] == (2, 30, 0)
    three.execute("DELETE FROM member WHERE id = 2")
    assert {place: totals[:3] for place, totals in kept(three).items()} == {
        (0, 1): (1, 10, 0),
        (10, 1): (1, 10, 0),
    }
    three.execute("ROLLBACK TO example")


@given(votes=st.lists(st.integers(1, 20), min_size=1, max_size=60))
def test_the_weighted_rating_is_the_domains_to_the_last_bit(
    three: sqlite3.Connection, votes: list[int]
) -> None:
    three.execute("SAVEPOINT example")
    for member, vote in enumerate(votes, 1):
        _scored(member, None, 2, vote)(three)
    (kept_rating,) = three.execute("SELECT weighted FROM standing WHERE drama_id = 2").fetchone()
    three.execute("ROLLBACK TO example")
    three.execute("RELEASE example")
    assert kept_rating == weighted(sum(votes), len(votes))


def test_the_migration_counts_what_stood_before() -> None:
    random = Random(4)  # noqa: S311 - the same rows every time
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as old:
        known = migrations.all_migrations()
        for migration in known[:6]:
            old.executescript(migration.sql)
        for number in range(1, 30):
            rank, hidden = random.choice([None, number % 5]), random.randint(0, 1)
            old.execute(
                "INSERT INTO drama (id, title, country, popularity, hidden) VALUES (?, 'a', 'KR', ?, ?)",
                (number, rank, hidden),
            )
        for member in range(1, 20):
            for guild in random.sample((None, 10, 20, 30), 2):
                old.execute("INSERT OR IGNORE INTO member (id) VALUES (?)", (member,))
                if guild is not None:
                    old.execute(
                        "INSERT INTO guild_member (guild_id, member_id) VALUES (?, ?)", (guild, member)
                    )
            for drama in random.sample(range(1, 30), 8):
                scores.put(old, member, drama, Score(random.randint(1, 20)), NOW)
            for drama in random.sample(range(1, 30), 12):
                old.execute(
                    "INSERT INTO progress (member_id, drama_id, status) VALUES (?, ?, ?)",
                    (member, drama, random.choice(list(Status))),
                )
        written = (
            "SELECT * FROM score",
            "SELECT member_id, drama_id, status, episode, updated_at FROM progress",
        )
        before = [old.execute(sql).fetchall() for sql in written]
        for migration in known[6:]:
            old.executescript(f"BEGIN; {migration.sql} COMMIT;")
        assert [old.execute(sql).fetchall() for sql in written] == before
        assert len(kept(old)) > 60
        assert kept(old) == recounted(old)


def test_nothing_replaces_a_row_which_no_trigger_sees() -> None:
    counted = ("score", "progress", "guild_member", "{")  # or a table whose name is filled in later
    sources = list(Path(standings.__file__).parents[1].rglob("*.py"))
    assert len(sources) > 8
    for source in sources:
        for target in re.findall(r"\bREPLACE(?: INTO)? +([\w{]+)", source.read_text(encoding="utf-8")):
            assert not target.startswith(counted), source
