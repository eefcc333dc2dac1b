"""The database of five years is as the bot would have written it, and every question is answered."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bench import years
from bench.years_database import Sizes, build
from tests.store.memory import empty

SMALL = Sizes.at(0.008)
# Written again one by one, in this order, with all triggers.
WRITTEN = (
    "drama", "member", "progress", "guild_member", "score", "thread", "comment", "comment_like", "review",
    "review_vote", "recommendation", "recommendation_vote",
)  # fmt: skip
KEPT = (
    "SELECT guild_id, drama_id, scores, points, watchers, round(weighted, 9) FROM standing ORDER BY 1, 2",
    "SELECT DISTINCT drama_id, country, year, popularity, hidden FROM standing ORDER BY 1",
    "SELECT id, likes FROM comment ORDER BY id",
    "SELECT id, helpful, unhelpful FROM review ORDER BY id",
    "SELECT id, votes FROM recommendation ORDER BY id",
    "SELECT changes FROM taste_input",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("years") / "years.sqlite3"
    build(path, SMALL, lambda _: None)
    return path


@pytest.fixture
def connection(built: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{built.as_uri()}?mode=ro", uri=True)) as opened:
        yield opened


def test_what_triggers_keep_is_as_they_would_have_kept_it(connection: sqlite3.Connection) -> None:
    counted = {"comment": ("likes",), "review": ("helpful", "unhelpful"), "recommendation": ("votes",)}
    with empty() as again:
        for table in WRITTEN:
            columns = [
                column[1]
                for column in connection.execute(f"PRAGMA table_info({table})")
                if column[1] not in counted.get(table, ())
            ]
            names = ", ".join(columns)
            again.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})",
                connection.execute(f"SELECT {names} FROM {table}"),
            )
        for kept in KEPT:
            assert connection.execute(kept).fetchall() == again.execute(kept).fetchall(), kept


def test_every_message_is_up_to_date_and_shows_what_is_there(connection: sqlite3.Connection) -> None:
    (outdated,) = connection.execute("SELECT count(*) FROM posted WHERE turn IS NOT NULL").fetchone()
    assert outdated == 0
    kinds = dict(connection.execute("SELECT kind, count(*) FROM posted GROUP BY kind").fetchall())
    assert set(kinds) >= {"comment", "review", "marked", "synopsis", "opener", "tags", "quote", "club step"}
    for kind, table in (("comment", "comment"), ("review", "review"), ("opener", "thread")):
        (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert kinds[kind] == rows


def test_a_scale_makes_less_of_everything() -> None:
    assert Sizes.at(1) == Sizes()
    assert all(small <= large for small, large in zip(SMALL.values(), Sizes().values(), strict=True))


async def test_every_question_of_the_bench_is_answered(built: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(built, copy)
    found = await years.measure_all(copy, rounds=1)
    assert [(one.asked.what, one.refused) for one in found if one.refused] == []
    assert len(found) > 200
    swept = [one for one in found if one.asked.what.startswith("its messages")]
    assert all(spent.pieces for one in swept for spent in one.rounds[:1] if one.asked.rounds == 1)
