"""A failed transaction is undone and raises its cause, even if the rollback fails."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.transactions import attempt, transaction, undo


class Stubborn(sqlite3.Connection):
    """Refuses to roll back, once, as a disk that just failed may."""

    refuses = False

    def execute(self, sql: str, parameters: object = (), /) -> sqlite3.Cursor:
        if self.refuses and sql.startswith("ROLLBACK"):
            self.refuses = False
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(sql, parameters)  # type: ignore[arg-type]


@pytest.fixture
def connection() -> Iterator[Stubborn]:
    with closing(sqlite3.connect(":memory:", isolation_level=None, factory=Stubborn)) as opened:
        opened.execute("CREATE TABLE kept (id)")
        yield opened


def rows(connection: sqlite3.Connection) -> list[tuple[int]]:
    return connection.execute("SELECT id FROM kept").fetchall()


@pytest.mark.parametrize("begin", ["BEGIN", "BEGIN IMMEDIATE"])
@pytest.mark.parametrize("ended_by_sqlite", [True, False])
def test_the_reason_is_raised_whoever_ended_it(
    connection: Stubborn, begin: str, ended_by_sqlite: bool
) -> None:
    with pytest.raises(LookupError, match="the reason"), transaction(connection, begin):
        connection.execute("INSERT INTO kept VALUES (1)")
        if ended_by_sqlite:
            connection.execute("ROLLBACK")
        raise LookupError("the reason")
    assert not connection.in_transaction
    assert rows(connection) == []


@pytest.mark.parametrize("begin", ["BEGIN", "BEGIN IMMEDIATE"])
def test_a_rollback_that_fails_is_a_note_on_the_reason(connection: Stubborn, begin: str) -> None:
    connection.refuses = True
    with pytest.raises(LookupError, match="the reason") as caught, transaction(connection, begin):
        connection.execute("INSERT INTO kept VALUES (1)")
        raise LookupError("the reason")
    assert caught.value.__notes__ == ["the rollback failed too: disk I/O error"]

    with transaction(connection, begin):  # the next one begins on its own ground
        connection.execute("INSERT INTO kept VALUES (2)")
    assert rows(connection) == [(2,)]


def test_without_a_transaction_there_is_nothing_to_undo(connection: Stubborn) -> None:
    connection.refuses = True
    undo(connection, LookupError())
    assert connection.refuses


def test_a_part_that_cannot_be_undone_ends_the_whole_for_its_own_reason(connection: Stubborn) -> None:
    """The failed rollback is a note, and no cause: that one has the reason for its context, a circle."""

    def fail() -> None:
        connection.execute("INSERT INTO kept VALUES (1)")
        connection.refuses = True
        raise LookupError("the reason")

    with pytest.raises(LookupError, match="the reason") as caught, transaction(connection, "BEGIN"):
        attempt(connection, fail)
    assert caught.value.__notes__ == ["the rollback failed too: disk I/O error"]
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    assert rows(connection) == []


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "namida.sqlite3") as opened:
        yield opened


@pytest.mark.parametrize("way", ["read", "write"])
async def test_reading_and_writing_raise_what_the_work_raised(store: Database, way: str) -> None:
    def gives_up(connection: sqlite3.Connection) -> None:
        connection.execute("ROLLBACK")  # as SQLite does by itself on an I/O error
        raise LookupError("the reason")

    for _ in range(8):  # more than there are connections
        with pytest.raises(LookupError, match="the reason"):
            await getattr(store, way)(gives_up)
    assert await store.read(lambda connection: connection.execute("SELECT 1").fetchone()) == (1,)
