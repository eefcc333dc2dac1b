"""The kept index of names in the store: in pieces, whole only at the end, replaced without a rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import migrations
from bot.store.catalogue import name_index
from bot.store.catalogue.name_index import StoredIndex


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "namida.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        migrations.migrate(opened, path)
        yield opened


def keep(connection: sqlite3.Connection, indexed: str, head: bytes, parts: dict[str, bytes]) -> None:
    for step in name_index.steps(indexed, head, parts):
        step.write(connection)


def test_nothing_is_kept_at_first(connection: sqlite3.Connection) -> None:
    assert name_index.read(connection, "drama") == StoredIndex(None, {})


@pytest.mark.parametrize("piece", [1, 3, 4, 1000])
def test_what_is_kept_comes_back(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(name_index, "PIECE", piece)
    parts = {"long": b"abcdefghijkl", "short": b"x", "empty": b""}
    keep(connection, "drama", b"head", parts)
    keep(connection, "person", b"other", {"long": b"z"})
    assert name_index.read(connection, "drama") == StoredIndex(b"head", parts)
    assert name_index.read(connection, "person") == StoredIndex(b"other", {"long": b"z"})


def test_a_smaller_index_leaves_nothing_of_the_larger_one(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name_index, "PIECE", 4)
    keep(connection, "drama", b"head", {"long": b"abcdefghijkl", "gone": b"abcdefgh"})
    keep(connection, "drama", b"new", {"long": b"abcde", "gone": b""})
    assert name_index.read(connection, "drama") == StoredIndex(b"new", {"long": b"abcde", "gone": b""})


def test_until_the_last_write_there_is_no_head(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies on the way leaves what nobody takes for an index."""
    monkeypatch.setattr(name_index, "PIECE", 4)
    keep(connection, "drama", b"head", {"long": b"abcdefghijkl"})
    *before, last = name_index.steps("drama", b"new", {"long": b"ABCDEFGHIJKL"})
    for step in before:
        step.write(connection)
        assert name_index.read(connection, "drama").head is None
    last.write(connection)
    assert name_index.read(connection, "drama") == StoredIndex(b"new", {"long": b"ABCDEFGHIJKL"})
