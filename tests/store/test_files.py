"""The database as a file: examined, copied while in use, put back, never written over when damaged."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StoreUnavailable
from bot.store import files, restoring
from bot.store.copies import NoRoom
from bot.store.database import Database
from bot.store.migrations import NewerDatabase, latest_version

NOW = datetime(2026, 11, 21, 4, 0, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path, starter_database: Path) -> Path:
    path = tmp_path / "data" / "namida.sqlite3"
    path.parent.mkdir()
    shutil.copy(starter_database, path)
    return path


@pytest.fixture
def saved(database: Path, tmp_path: Path) -> Path:
    """A backup, after which a drama was hidden in the database."""
    target = tmp_path / "saved.sqlite3"
    files.backup(database, target)
    execute(database, "UPDATE drama SET hidden = 1 WHERE id = 1")
    return target


def execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def hidden(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        count: int = connection.execute("SELECT count(*) FROM drama WHERE hidden = 1").fetchone()[0]
    return count


def damage(path: Path) -> bytes:
    """Write over the middle of every page but the first."""
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 80] = b"\xff" * 80
    path.write_bytes(content)
    return bytes(content)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_filled_database_is_sound(database: Path) -> None:
    found = files.examine(database)

    assert found == files.Examination(latest_version(), ours=True, problems=(), broken_references=0)
    assert found.sound


@pytest.mark.parametrize(
    "content", [b"", b"not a database, but long enough to be read as the header of one" * 99]
)
def test_another_file_is_not_ours(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)

    assert not files.examine(path).sound
    with pytest.raises(files.UnusableFile):
        restoring.check_restorable(path)
    assert path.read_bytes() == content


@given(where=st.integers(min_value=0), what=st.binary(min_size=1, max_size=200))
@settings(max_examples=40)
def test_whatever_is_written_into_it_examining_ends_with_an_answer(
    tmp_path_factory: pytest.TempPathFactory, starter_database: Path, where: int, what: bytes
) -> None:
    path = tmp_path_factory.mktemp("broken") / "n.sqlite3"
    content = bytearray(starter_database.read_bytes())
    start = where % len(content)
    content[start : start + len(what)] = what
    path.write_bytes(content)

    found = files.examine(path)

    assert files.version(path) == found.version
    try:
        restoring.check_restorable(path)
    except files.UnusableFile:
        assert not found.sound
    except NewerDatabase:
        assert found.sound
        assert (found.version or 0) > latest_version()
    else:
        assert found.sound


def test_a_row_that_refers_to_nothing_is_found(database: Path) -> None:
    execute(database, "INSERT INTO alias (drama_id, position, name) VALUES (999999, 0, 'nobody')")

    assert files.examine(database).broken_references == 1
    with pytest.raises(files.UnusableFile, match="1 rows refer to rows that are missing"):
        restoring.check_restorable(database)


async def test_a_backup_is_one_moment_while_the_bot_writes(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite3"
    async with Database.open(database) as opened:
        await opened.write(lambda connection: connection.execute("UPDATE drama SET hidden = 1 WHERE id = 1"))
        size = files.backup(database, target)
        await opened.write(lambda connection: connection.execute("UPDATE drama SET hidden = 1 WHERE id = 2"))

    assert (hidden(target), hidden(database)) == (1, 2)
    assert size == target.stat().st_size
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert files.examine(target).sound
    assert names(tmp_path) == {"data", "copy.sqlite3"}


def test_a_backup_tells_how_far_it_is(database: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    files.backup(database, tmp_path / "copy.sqlite3", lambda done, total: told.append((done, total)))

    assert told[-1][0] == told[-1][1] > 0


def test_a_backup_never_replaces_a_file(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("kept")

    with pytest.raises(FileExistsError):
        files.backup(database, target)

    assert target.read_text() == "kept"


def test_a_damaged_database_leaves_no_backup(database: Path, tmp_path: Path) -> None:
    damage(database)

    with pytest.raises((files.UnusableFile, StoreUnavailable)):
        files.backup(database, tmp_path / "copy.sqlite3")

    assert names(tmp_path) == {"data"}


def test_restoring_brings_back_what_was_and_keeps_what_stood_there(database: Path, saved: Path) -> None:
    done = restoring.restore(saved, database, NOW)

    assert hidden(database) == 0
    assert done.aside == database.with_name("namida.sqlite3.before-restore-20261121-040000")
    assert not done.damaged
    assert hidden(done.aside) == 1
    assert stat.S_IMODE(done.aside.stat().st_mode) == 0o600
    assert files.examine(database).sound


async def test_the_bot_opens_what_was_restored(database: Path, saved: Path) -> None:
    restoring.restore(saved, database, NOW)

    async with Database.open(database) as opened:
        count = await opened.read(
            lambda connection: connection.execute("SELECT count(*) FROM drama").fetchone()[0]
        )

    assert count > 50


async def test_while_the_bot_is_up_nothing_is_restored(database: Path, saved: Path) -> None:
    async with Database.open(database):
        with pytest.raises(files.InUse):
            restoring.restore(saved, database, NOW)

    assert hidden(database) == 1
    assert names(database.parent) == {"namida.sqlite3"}


def test_a_damaged_database_is_moved_aside_to_the_letter(database: Path, saved: Path) -> None:
    content = damage(database)

    done = restoring.restore(saved, database, NOW)

    assert done.damaged
    assert done.aside is not None
    assert done.aside.read_bytes() == content
    assert files.examine(database).sound
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_two_restores_in_one_second_keep_both(database: Path, saved: Path) -> None:
    first = restoring.restore(saved, database, NOW)
    second = restoring.restore(saved, database, NOW)

    assert first.aside != second.aside
    assert first.aside is not None
    assert hidden(first.aside) == 1


def test_restoring_where_there_is_none_makes_one(tmp_path: Path, saved: Path) -> None:
    path = tmp_path / "new" / "namida.sqlite3"

    done = restoring.restore(saved, path, NOW)

    assert done.aside is None
    assert files.examine(path).sound
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every file that was read from its first byte to its last."""
    read: list[Path] = []
    examine = files.examine

    def noted(path: Path) -> files.Examination:
        read.append(path)
        return examine(path)

    monkeypatch.setattr(files, "examine", noted)
    return read


def test_a_backup_that_was_checked_is_not_checked_again(
    database: Path, saved: Path, checks: list[Path]
) -> None:
    checked = restoring.check_restorable(saved)
    restoring.restore(saved, database, NOW, checked=checked)
    assert checks == [saved]
    assert hidden(database) == 0


def test_a_backup_that_has_changed_since_is_checked_again(
    database: Path, saved: Path, checks: list[Path]
) -> None:
    checked = restoring.check_restorable(saved)
    damage(saved)
    with pytest.raises(files.UnusableFile):
        restoring.restore(saved, database, NOW, checked=checked)
    assert checks == [saved, saved]
    assert hidden(database) == 1


def test_a_copy_is_checked_once(database: Path, tmp_path: Path, checks: list[Path]) -> None:
    files.backup(database, tmp_path / "copy.sqlite3")
    assert len(checks) == 1


@pytest.mark.parametrize("times", [0.0, 1.09])
def test_without_room_nothing_is_copied_or_replaced(
    database: Path, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: float
) -> None:
    before = names(tmp_path), names(database.parent)
    free = int(database.stat().st_size * times)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    for make in (
        lambda: files.backup(database, tmp_path / "copy.sqlite3"),
        lambda: restoring.restore(saved, database, NOW),
        lambda: restoring.restore(saved, tmp_path / "new.sqlite3", NOW),
    ):
        with pytest.raises(NoRoom) as refused:
            make()
        assert refused.value.free == free
    assert hidden(database) == 1
    assert (names(tmp_path), names(database.parent)) == before


def test_a_newer_backup_is_refused(database: Path, saved: Path) -> None:
    execute(saved, f"PRAGMA user_version = {latest_version() + 1}")

    with pytest.raises(NewerDatabase):
        restoring.restore(saved, database, NOW)

    assert hidden(database) == 1


def test_a_damaged_backup_is_refused(database: Path, saved: Path) -> None:
    damage(saved)

    with pytest.raises(files.UnusableFile):
        restoring.restore(saved, database, NOW)

    assert hidden(database) == 1


def test_the_database_is_not_restored_from_itself(database: Path) -> None:
    with pytest.raises(files.UnusableFile, match="the database itself"):
        restoring.restore(database, database, NOW)


def test_a_write_ahead_log_left_by_a_crash_is_seen(database: Path) -> None:
    assert files.wal_size(database) == 0
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE drama SET hidden = 1 WHERE id = 1")
        connection.commit()

        assert files.wal_size(database) > 0
        assert {path.name for path in files.companions(database)} == {
            "namida.sqlite3-wal",
            "namida.sqlite3-shm",
        }


@pytest.fixture
def unreadable(tmp_path: Path, starter_database: Path) -> Path:
    """A database of whose damage SQLite speaks by repeating bytes that are no UTF-8."""
    path = tmp_path / "n.sqlite3"
    content = starter_database.read_bytes()
    path.write_bytes(content.replace(b"CREATE TABLE member", b"CREATE TABL\x80 member"))
    return path


def test_damage_in_words_that_are_no_text_is_found(unreadable: Path) -> None:
    before = unreadable.read_bytes()
    found = files.examine(unreadable)
    assert not found.sound
    assert found.problems
    assert unreadable.read_bytes() == before


async def test_damage_in_words_that_are_no_text_is_refused(unreadable: Path) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        async with Database.open(unreadable):
            pass
    assert refused.value.kind == "damaged"
