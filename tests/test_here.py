"""A kept database file is as new in each test, whatever the one before did to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import process_lock
from bot.store.catalogue import catalogue
from tests.here import KeptFile, close, hold, kept_file, names_once

FILES = ("namida.sqlite3", "namida.sqlite3-shm", "namida.sqlite3-wal")


@pytest.fixture
def kept(tmp_path: Path, starter_database: Path) -> Iterator[KeptFile]:
    (tmp_path / "kept").mkdir()
    with kept_file(tmp_path / "kept" / "namida.sqlite3", starter_database) as kept:
        kept.renew()
        yield kept


def dump(connection: sqlite3.Connection) -> bytes:
    """Every byte of a file, but for the numbers in its head that count its changes and name its log."""
    content = bytearray(connection.serialize())
    for begin, end in ((18, 20), (24, 28), (92, 100)):
        content[begin:end] = bytes(end - begin)
    return bytes(content)


def some_rows(kept: KeptFile, connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO member (id) VALUES (5)")
    connection.execute("DELETE FROM alias")


def another_schema(kept: KeptFile, connection: sqlite3.Connection) -> None:
    connection.execute("DROP TABLE quote")
    connection.execute("CREATE TABLE mine (id)")
    connection.execute("PRAGMA user_version = 9999")
    connection.execute("PRAGMA application_id = 7")


def counted_and_rebuilt(kept: KeptFile, connection: sqlite3.Connection) -> None:
    connection.execute("ANALYZE")
    connection.execute("DELETE FROM drama WHERE id > 50")
    connection.execute("VACUUM")


def much_more(kept: KeptFile, connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO member (id) VALUES (?)", ((number,) for number in range(20_000)))
    connection.execute("COMMIT")


def left_in_a_transaction(kept: KeptFile, connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO member (id) VALUES (5)")


def left_in_the_middle_of_reading(kept: KeptFile, connection: sqlite3.Connection) -> None:
    some_rows(kept, connection)
    kept.half_read = connection.execute("SELECT * FROM drama")  # type: ignore[attr-defined]
    kept.half_read.fetchone()  # type: ignore[attr-defined]


def deleted(kept: KeptFile, connection: sqlite3.Connection) -> None:
    kept.path.unlink()


def replaced(kept: KeptFile, connection: sqlite3.Connection) -> None:
    kept.path.unlink()
    kept.path.write_bytes(b"nothing of ours")


def without_its_log(kept: KeptFile, connection: sqlite3.Connection) -> None:
    some_rows(kept, connection)
    kept.path.with_name(FILES[2]).unlink()


def overwritten(kept: KeptFile, connection: sqlite3.Connection) -> None:
    kept.path.write_bytes(b"x" * kept.path.stat().st_size)


@pytest.mark.parametrize(
    "done",
    [
        some_rows, another_schema, counted_and_rebuilt, much_more, left_in_a_transaction,
        left_in_the_middle_of_reading, deleted, replaced, without_its_log, overwritten,
    ],
)  # fmt: skip
@pytest.mark.parametrize("gives_back", [True, False])
def test_nothing_is_left_of_what_a_test_did(
    kept: KeptFile,
    starter_database: Path,
    done: Callable[[KeptFile, sqlite3.Connection], None],
    gives_back: bool,
) -> None:
    with closing(sqlite3.connect(starter_database)) as original:
        wanted = dump(original)
    other = kept.take(0)
    other.execute("SELECT 1 FROM member").fetchall()
    (kept.path.parent / "a backup").touch()
    done(kept, kept.take(0))
    if gives_back:
        for connection in list(kept._used.values()):
            close(connection)
    kept.renew()
    assert sorted(file.name for file in kept.path.parent.iterdir()) == sorted(FILES)
    for connection in (kept.take(0), kept.take(0)):
        assert dump(connection) == wanted
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with closing(sqlite3.connect(kept.path)) as beside:
        assert dump(beside) == wanted


def test_a_connection_that_is_used_again_is_as_new(kept: KeptFile) -> None:
    first = kept.take(0)
    first.execute("CREATE TEMP TABLE own (id)")
    first.execute("PRAGMA query_only = ON")
    first.set_trace_callback(lambda _: pytest.fail("it is told what another test does"))
    first.row_factory = sqlite3.Row
    first.execute("ATTACH ':memory:' AS beside")
    close(first)
    kept.renew()
    again = kept.take(0)
    again.execute("INSERT INTO member (id) VALUES (5)")
    assert again.execute("SELECT name FROM temp.sqlite_schema").fetchall() == []
    assert [name for _, name, _ in again.execute("PRAGMA database_list")] in (["main"], ["main", "temp"])


def test_connections_keep_their_places(kept: KeptFile) -> None:
    first, second = kept.take(0), kept.take(0)
    close(second)
    close(first)
    kept.renew()
    assert [kept.take(0), kept.take(0)] == [first, second]


def test_names_are_read_again_after_the_first_change(kept: KeptFile) -> None:
    reader, writer = kept.take(0), kept.take(0)
    before = list(names_once(catalogue.names, reader))
    assert list(names_once(catalogue.names, reader)) == before == list(catalogue.names(reader))
    writer.execute("UPDATE drama SET title = 'Another' WHERE id = 1")
    after = list(names_once(catalogue.names, reader))
    assert after == list(catalogue.names(reader))
    assert after != before
    close(reader)
    close(writer)
    kept.renew()
    assert list(names_once(catalogue.names, kept.take(0))) == before


def test_a_kept_file_is_held_without_a_file_beside_it(kept: KeptFile, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    with hold(kept.path), hold(other):
        assert process_lock._held[kept.path.resolve()] == process_lock._held[other.resolve()] == 1
        assert not process_lock.lock_path(kept.path).exists()
        assert process_lock.lock_path(other).exists()
    assert process_lock._held[kept.path.resolve()] == process_lock._held[other.resolve()] == 0


def test_pages_that_changed_are_written_past_sqlite_while_the_file_has_its_size(kept: KeptFile) -> None:
    connection = kept.take(0)
    connection.execute("INSERT INTO member (id) VALUES (5)")
    close(connection)
    assert kept._changed_pages_rewritten()
    connection = kept.take(0)
    much_more(kept, connection)
    close(connection)
    assert not kept._changed_pages_rewritten()
