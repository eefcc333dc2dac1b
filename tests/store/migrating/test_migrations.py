"""Every older database becomes one of today without losing a row; a newer one is left alone."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.store import copies, database, migrations
from bot.store.copies import NoRoom
from bot.store.database import Database
from bot.store.migrations import Migration, NewerDatabase, all_migrations, backup_path, latest_version
from tests import spared
from tests.store.migrating.rows import (
    assert_copied_first,
    assert_nothing_is_lost,
    assert_nothing_is_wrong,
    chains,
    contents,
    fill,
    schema,
    tables,
)
from tests.store.releases import build

VERSIONS = range(1, latest_version() + 1)


def bytes_of(path: Path) -> bytes:
    return path.read_bytes()


def test_the_numbers_run_from_one_without_a_gap() -> None:
    assert [migration.version for migration in all_migrations()] == list(VERSIONS)
    assert [migration.name[:4] for migration in all_migrations()] == [f"{number:04}" for number in VERSIONS]
    folder = Path(migrations.__file__).parent
    assert len(list(folder.glob("*.sql"))) == len(all_migrations())


@pytest.mark.parametrize("migration", all_migrations(), ids=lambda migration: migration.name)
def test_every_file_opens_with_why_it_is_there(migration: Migration) -> None:
    comment = []
    for line in migration.sql.splitlines():
        if not line.startswith("--"):
            break
        comment.append(line.removeprefix("--").strip())
    assert len(" ".join(comment)) > 60


@pytest.mark.parametrize("migration", all_migrations(), ids=lambda migration: migration.name)
def test_no_file_begins_or_ends_a_transaction_of_its_own(migration: Migration) -> None:
    statements = re.sub(r"--.*", "", migration.sql)
    # The body of a trigger stands between a BEGIN and an END that are no transaction's.
    statements = re.sub(r"(CREATE TRIGGER[^;]*?)\bBEGIN\b(.*?;)\s*END;", r"\1\2", statements, flags=re.DOTALL)
    assert not re.search(r"\b(BEGIN|COMMIT|ROLLBACK|VACUUM|user_version)\b", statements, re.IGNORECASE)


def test_in_tables_without_rowid_the_columns_of_the_primary_key_come_first(
    connection: sqlite3.Connection,
) -> None:
    """SQLite 3.40's quick_check reports a NULL that is not there where another column is between them."""
    build(connection, latest_version())
    without = [row[1] for row in connection.execute("PRAGMA table_list") if row[0] == "main" and row[4]]
    assert {"alias", "credit", "score", "progress", "guild_channel"} <= set(without)
    for table in without:
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        names = [row[1] for row in columns]
        key = [row[1] for row in sorted(columns, key=lambda row: int(row[5])) if row[5]]
        assert names[: len(key)] == key, table


@pytest.mark.parametrize("check", ["quick_check", "integrity_check", "foreign_key_check"])
def test_sqlite_finds_nothing_wrong_with_the_starter_catalogue(
    path: Path, starter_database: Path, check: str
) -> None:
    shutil.copy(starter_database, path)
    with closing(sqlite3.connect(path)) as filled:
        assert filled.execute("SELECT count(*) > 0 FROM credit WHERE character IS NULL").fetchone() == (1,)
        answer = filled.execute(f"PRAGMA {check}").fetchall()
    assert answer == ([] if check == "foreign_key_check" else [("ok",)])


def test_a_new_database_is_of_today(connection: sqlite3.Connection, path: Path) -> None:
    assert migrations.migrate(connection, path) == (0, latest_version())
    assert migrations.version_of(connection) == latest_version()
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name]  # nothing was there to copy


def jumps() -> list[int]:
    """Today's version, and those that are 1, 2, 4, 8 … steps before it, and the first."""
    return [max(1, latest_version() - far) for far in (0, *(2**power for power in range(7)))]


# Every version: a step at a time below. All the way from each would be as many steps as versions, squared.
@pytest.mark.parametrize("version", jumps())
async def test_no_row_is_lost_on_the_way_to_today(
    connection: sqlite3.Connection, path: Path, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(connection, version)
    before = fill(connection)
    connection.close()
    if version < latest_version():
        backup_path(path, version).write_text("of an attempt that was broken off")
    went: list[tuple[int, int]] = []
    monkeypatch.setattr(
        migrations, "migrate", lambda *given: went.append(spared.migrate_step_by_step(*given))
    )
    async with Database.open(path) as store:
        assert went == [(version, latest_version())] * (version < latest_version())
        assert await store.read(migrations.version_of) == latest_version()
        assert_nothing_is_lost(before, await store.read(contents))
    assert_nothing_is_wrong(path)
    if version < latest_version():
        assert_copied_first(path, version, before)


@pytest.mark.parametrize("versions", chains(), ids=str)
async def test_no_row_of_any_version_is_lost_at_any_step_to_today(
    connection: sqlite3.Connection, path: Path, versions: range, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One database goes through every version, and at each it is filled with rows such as that one wrote.

    So each step has before it the rows of all versions up to there, each as the steps so far have left it,
    and loses none of them, nor a value. Then no row of any version is lost on the whole way to today. There
    are as many steps as versions.
    """
    known = all_migrations()
    build(connection, versions[0])
    database._prepare_writer(connection)
    after = contents(connection)
    for version in range(versions[0], latest_version()):
        before = fill(connection, version - versions[0]) if version in versions else after
        backup_path(path, version).write_text("of an attempt that was broken off")
        with monkeypatch.context() as next_release:
            next_release.setattr(migrations, "all_migrations", lambda upto=version + 1: known[:upto])
            assert migrations.migrate(connection, path) == (version, version + 1)
        assert migrations.version_of(connection) == version + 1
        after = contents(connection)
        assert_nothing_is_lost(before, after)
        assert_copied_first(path, version, before)
        backup_path(path, version).unlink()
    before = fill(connection, len(versions) - 1) if latest_version() in versions else after
    connection.close()
    async with Database.open(path) as store:
        assert await store.read(migrations.version_of) == latest_version()
        assert await store.read(contents) == before
    assert_nothing_is_wrong(path)


def _no_room(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))


def test_without_room_for_a_copy_nothing_is_written(
    connection: sqlite3.Connection, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(connection, 20)
    before = contents(connection)
    size = path.stat().st_size
    _no_room(monkeypatch, int(size * 1.1) - 1)
    with pytest.raises(NoRoom) as refused:
        migrations.migrate(connection, path)
    assert refused.value.needed == int(size * 1.1)
    assert (migrations.version_of(connection), contents(connection)) == (20, before)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    _no_room(monkeypatch, int(size * 1.1))
    assert migrations.migrate(connection, path) == (20, latest_version())


def test_only_a_whole_copy_has_the_name_of_one(
    connection: sqlite3.Connection, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(connection, 20)
    whole = backup_path(path, 20)
    whole.write_text("a whole one of before")
    whole.with_name(f"{whole.name}.partial").write_text("left by a process that was killed")

    def cut_off(*_: object, **__: object) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(copies, "publish", cut_off)
        with pytest.raises(OSError):
            migrations.migrate(connection, path)
    assert migrations.version_of(connection) == 20
    assert whole.read_text() == "a whole one of before"
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name, whole.name]
    migrations.migrate(connection, path)
    with closing(sqlite3.connect(whole)) as copy:
        assert migrations.version_of(copy) == 20
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name, whole.name]


def test_a_database_of_today_is_left_as_it_is(connection: sqlite3.Connection, path: Path) -> None:
    build(connection, latest_version())
    before = fill(connection)
    (changes,) = connection.execute("SELECT total_changes()").fetchone()
    assert migrations.migrate(connection, path) == (latest_version(), latest_version())
    assert connection.execute("SELECT total_changes()").fetchone() == (changes,)
    assert contents(connection) == before
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name]


async def test_a_newer_database_is_refused_and_left_alone(path: Path) -> None:
    async with Database.open(path) as store:
        await store.write(fill)
        await store.write(lambda c: c.execute(f"PRAGMA user_version = {latest_version() + 3}"))
    before = bytes_of(path)
    with pytest.raises(NewerDatabase) as caught:
        async with Database.open(path):
            pass
    assert (caught.value.found, caught.value.known) == (latest_version() + 3, latest_version())
    assert bytes_of(path) == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_a_newer_database_without_a_write_ahead_log_is_refused_and_left_alone(path: Path) -> None:
    """A later version may keep its journal otherwise; to switch it over would be to write to the file."""
    with closing(sqlite3.connect(path)) as newer:
        build(newer, latest_version())
        fill(newer)
        newer.execute(f"PRAGMA user_version = {latest_version() + 1}")
        newer.commit()
        assert newer.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    before = bytes_of(path)
    with pytest.raises(NewerDatabase) as caught:
        async with Database.open(path):
            pass
    assert (caught.value.found, caught.value.known) == (latest_version() + 1, latest_version())
    assert bytes_of(path) == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "broken",
    [
        "CREATE TABLE more (id INTEGER) STRICT; DELETE FROM alias; INSERT INTO nowhere VALUES (1);",
        "UPDATE drama SET title = ''; CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT;",
        "DROP TABLE audit; this is no SQL;",
    ],
)
def test_a_migration_that_fails_halfway_leaves_the_version_before(
    connection: sqlite3.Connection, path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    build(connection, latest_version())
    before, shape = fill(connection), schema(connection)
    extra = Migration(latest_version() + 1, "9999_broken.sql", broken)
    known = (*all_migrations(), extra)
    monkeypatch.setattr(migrations, "all_migrations", lambda: known)
    with pytest.raises(sqlite3.Error):
        migrations.migrate(connection, path)
    assert not connection.in_transaction
    assert migrations.version_of(connection) == extra.version - 1
    assert schema(connection) == shape
    assert contents(connection) == before
    with closing(sqlite3.connect(backup_path(path, extra.version - 1))) as copy:
        assert contents(copy) == before


def test_an_upgrade_that_fails_changes_nothing_and_keeps_one_copy(
    connection: sqlite3.Connection, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(connection, latest_version())
    before, shape = fill(connection), schema(connection)
    good = Migration(latest_version() + 1, "a.sql", "CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT;")
    bad = Migration(latest_version() + 2, "b.sql", "CREATE TABLE even_more (id INTEGER); nonsense;")
    known = (*all_migrations(), good, bad)
    monkeypatch.setattr(migrations, "all_migrations", lambda: known)
    for _ in range(2):  # a start, and the one after it
        with pytest.raises(sqlite3.Error) as caught:
            migrations.migrate(connection, path)
        assert caught.value.__notes__ == ["migration b.sql"]
        assert migrations.version_of(connection) == good.version - 1
        assert schema(connection) == shape
        assert contents(connection) == before
        assert [copy.name for copy in path.parent.glob("*before-migration*")] == [
            backup_path(path, good.version - 1).name
        ]
    monkeypatch.setattr(migrations, "all_migrations", lambda: known[:-1])
    migrations.migrate(connection, path)
    assert migrations.version_of(connection) == good.version
    assert "more" in tables(connection)
