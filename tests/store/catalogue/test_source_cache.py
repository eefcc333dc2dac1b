"""Answers of catalogues outside, as the store keeps them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.sources import SourceAnswer
from bot.services.catalogue.source_cache import KeptAnswers
from bot.sources.asking import TYPED
from bot.store.catalogue import source_cache
from bot.store.database import Database
from tests.store.memory import empty

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
SHOW = "https://api.tvmaze.com/shows/46562"
ANSWER = SourceAnswer(b'{"name": "\xec\x8a\xac"}', NOON, NOON + timedelta(hours=6), '"abc"', None)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        yield opened


def test_an_answer_comes_back_as_it_was_kept(connection: sqlite3.Connection) -> None:
    source_cache.put(connection, SHOW, ANSWER)
    assert source_cache.get(connection, SHOW) == ANSWER
    assert source_cache.get(connection, SHOW + "?embed") is None


def test_a_later_answer_takes_the_place_of_the_one_before(connection: sqlite3.Connection) -> None:
    source_cache.put(connection, SHOW, ANSWER)
    later = SourceAnswer(b"{}", NOON + timedelta(days=1), NOON + timedelta(days=2), None, "yesterday")
    source_cache.put(connection, SHOW, later)
    assert source_cache.get(connection, SHOW) == later


def test_moments_of_any_zone_are_kept_as_utc(connection: sqlite3.Connection) -> None:
    seoul = NOON.astimezone(ZoneInfo("Asia/Seoul"))
    source_cache.put(connection, SHOW, replace(ANSWER, fetched_at=seoul))
    kept = source_cache.get(connection, SHOW)
    assert kept is not None
    assert (kept.fetched_at, kept.fetched_at.tzinfo) == (NOON, UTC)


def test_old_answers_are_forgotten_and_younger_ones_stay(connection: sqlite3.Connection) -> None:
    source_cache.put(connection, "old", replace(ANSWER, fetched_at=NOON - timedelta(seconds=1)))
    source_cache.put(connection, "young", ANSWER)
    assert source_cache.purge(connection, NOON, "typed:", NOON) == 1
    assert source_cache.get(connection, "old") is None
    assert source_cache.get(connection, "young") == ANSWER


def test_of_too_many_answers_the_oldest_go(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(5):
        source_cache.put(connection, f"show {at}", replace(ANSWER, fetched_at=NOON + timedelta(minutes=at)))
    monkeypatch.setattr(source_cache, "MOST", 3)
    assert source_cache.purge(connection, NOON, "typed:", NOON) == 2
    source_cache.put(connection, "show 5", replace(ANSWER, fetched_at=NOON + timedelta(minutes=5)))
    kept = connection.execute("SELECT url FROM answer ORDER BY url").fetchall()
    assert kept == [("show 3",), ("show 4",), ("show 5",)]


def test_of_too_many_bytes_the_oldest_go(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_cache, "MOST_BYTES", 250)
    for at in range(5):
        large = replace(ANSWER, body=b" " * 100, fetched_at=NOON + timedelta(minutes=at))
        source_cache.put(connection, f"show {at}", large)
    kept = connection.execute("SELECT url, bytes FROM answer ORDER BY url").fetchall()
    assert kept == [("show 3", 100), ("show 4", 100)]


async def test_what_was_typed_goes_after_a_day(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "namida.sqlite3") as database:
        kept = KeptAnswers(database)
        for name in (SHOW, TYPED + "0a1b"):
            await kept.put(name, ANSWER)
        assert await kept.purge(NOON + timedelta(days=1)) == 0
        assert await kept.purge(NOON + timedelta(days=1, seconds=1)) == 1
        assert await kept.get(SHOW) == ANSWER
        assert await kept.get(TYPED + "0a1b") is None


async def test_answers_outlive_a_restart_and_go_after_thirty_days(tmp_path: Path) -> None:
    path = tmp_path / "namida.sqlite3"
    async with Database.open(path) as database:
        await KeptAnswers(database).put(SHOW, ANSWER)
    async with Database.open(path) as database:
        kept = KeptAnswers(database)
        assert await kept.get(SHOW) == ANSWER
        assert await kept.purge(NOON + timedelta(days=30)) == 0
        assert await kept.purge(NOON + timedelta(days=30, seconds=1)) == 1
        assert await kept.get(SHOW) is None


def test_old_answers_and_those_without_room_go_in_pieces(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(9):
        source_cache.put(connection, f"show {at}", replace(ANSWER, fetched_at=NOON + timedelta(minutes=at)))
    monkeypatch.setattr(source_cache, "HEAVY_PIECE", 2)
    monkeypatch.setattr(source_cache, "MOST", 3)
    before = NOON + timedelta(minutes=3)
    assert [source_cache.purge(connection, before, "typed:", NOON) for _ in range(5)] == [2, 1, 2, 1, 0]
    kept = connection.execute("SELECT url FROM answer ORDER BY url").fetchall()
    assert kept == [("show 6",), ("show 7",), ("show 8",)]
