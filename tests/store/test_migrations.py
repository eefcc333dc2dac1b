"""Every older database becomes one of today without losing a row; a newer one is left alone."""

from __future__ import annotations

import re
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.store import copies, migrations
from bot.store.copies import NoRoom
from bot.store.database import Database
from bot.store.migrations import Migration, NewerDatabase, all_migrations, backup_path, latest_version
from tests import spared
from tests.store.releases import build

VERSIONS = range(1, latest_version() + 1)

Rows = dict[str, list[dict[str, object]]]

# What triggers write out of the other tables; tests/store/scores/test_standings.py says what must be in them.
KEPT_BY_TRIGGERS = {"still_room", "standing", "taste_input", "catalogue_revision", "progress_shown"}
GIVEN_UP = {("outbox", "created_at")}  # columns that nothing ever read
# The ledger has these by now.
GIVEN_UP |= {
    ("marked", name) for name in ("repost_id", "revision", "shown", "corrected", "tries", "retry_at")
}
GIVEN_UP |= {("club_step", "told")}
GIVEN_UP |= {("thread", name) for name in ("links", "links_shown", "tries", "retry_at")}
# Tables whose rows are kept in another one: which rows of it, and the new name of each column that is kept.
_SAME = {"guild_id", "channel_id", "message_id", "tries", "retry_at"}
MOVED = {
    "review_post": ("posted", "review", {"review_id": "subject"} | {name: name for name in _SAME}),
    "comment_post": ("posted", "comment", {"comment_id": "subject"} | {name: name for name in _SAME}),
    "synopsis_post": (
        "posted",
        "synopsis",
        {name: name for name in _SAME | {"drama_id", "episode", "revision", "shown", "outbox_id"}},
    ),
    "marked_gone": ("posted", "marked", {name: name for name in _SAME}),
}
ONE_ROW = re.compile(r"CHECK \(\w+ = 1\)")  # in the statement of a table that holds no more


@pytest.fixture(autouse=True)
def step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests spare themselves the steps from an empty file; these look at them."""
    monkeypatch.setattr(migrations, "migrate", spared.migrate_step_by_step)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "namida.sqlite3"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        opened.execute("PRAGMA foreign_keys = ON")
        opened.execute("PRAGMA synchronous = OFF")  # no power is cut here; the disk takes longest
        yield opened


def bytes_of(path: Path) -> bytes:
    return path.read_bytes()


def tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return [row[0] for row in rows]


def schema(connection: sqlite3.Connection) -> set[tuple[str, str, str | None]]:
    """Every table and index; how many spaces its statement has is no difference."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'")
    return {(kind, name, " ".join(sql.split()) if sql else None) for kind, name, sql in rows}


@cache
def schema_of_today() -> set[tuple[str, str, str | None]]:
    with closing(sqlite3.connect(":memory:")) as fresh:
        migrations.migrate(fresh, Path(":memory:"))
        return schema(fresh)


def contents(connection: sqlite3.Connection) -> Rows:
    found: Rows = {}
    for table in tables(connection):
        cursor = connection.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        found[table] = [dict(zip(names, row, strict=True)) for row in cursor]
    return found


def _allowed(sql: str, column: str) -> list[object]:
    """Values that a column's CHECK lets through, read from the statement that made the table."""
    if match := re.search(rf"CHECK \({column} IN \(([^)]*)\)\)", sql):
        return [
            word.strip().strip("'") if "'" in word else int(word) for word in match[1].split(",")
        ]  # fmt: skip
    if match := re.search(rf"CHECK \({column} BETWEEN (\d+) AND (\d+)\)", sql):
        return [int(match[1]) + 1, int(match[2])]
    if match := re.search(rf"CHECK \(length\({column}\) = (\d+)\)", sql):
        return ["JP"[: int(match[1])], "KR"[: int(match[1])]]
    return []


def _value(sql: str, column: str, kind: str, at: int) -> object:
    allowed = _allowed(sql, column)
    if allowed:
        return allowed[at % len(allowed)]
    return {"INTEGER": at + 1, "REAL": at + 0.5, "BLOB": b"\x00%d" % at}.get(kind, f"{column} {at} 涙")


def fill(connection: sqlite3.Connection) -> Rows:
    """Two rows in every table, each column with a value; what refers to another row refers to its like.

    One where the table holds no more, and what triggers fill out of these is left to them.
    """
    alone = set()
    for table in tables(connection):
        if table in KEPT_BY_TRIGGERS:
            continue
        (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        columns = [(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({table})")]
        keys = {row[3]: row[2] for row in connection.execute(f"PRAGMA foreign_key_list({table})")}
        refers = list(keys)
        # What refers to two rows of one table refers to two different ones.
        others = {name for name in refers if keys[name] in [keys[b] for b in refers[: refers.index(name)]]}
        alone |= {table} if ONE_ROW.search(sql) else set()
        for at in range(1 if table in alone else 2):
            row = {name: _value(sql, name, kind, at) for name, kind in columns}
            row |= {name: 2 - at if name in others else at + 1 for name in refers}
            connection.execute(
                f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
                tuple(row.values()),
            )
    filled = contents(connection)
    assert all(filled.values())
    assert all(len(filled[table]) == 2 for table in filled.keys() - KEPT_BY_TRIGGERS - alone)
    return filled


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


# The steps to today take a tenth of a second, so each version goes through them once, and all is looked at.
@pytest.mark.parametrize("version", VERSIONS)
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


def assert_nothing_is_lost(before: Rows, after: Rows) -> None:
    kept_in = {table: MOVED[table][0] if table in MOVED else table for table in before}
    together: dict[str, int] = {}
    for table, rows in before.items():
        together[kept_in[table]] = together.get(kept_in[table], 0) + len(rows)
    # The ledger also has what stood in columns of `marked` and `thread`.
    assert len(after["posted"]) >= together.pop("posted", 0)
    assert {table: len(after[table]) for table in together} == together

    before = before.copy()
    before.pop("standing", None)  # counted from the other tables, and by today's rule of whose scores count
    for table, (place, kind, names) in MOVED.items():
        wanted = [{names[c]: row[c] for c in row if c in names} for row in before.pop(table, [])]
        there = [
            row for row in after[place] if row["kind"] == kind and (kind != "marked" or not row["subject"])
        ]
        assert not wanted or [{column: row[column] for column in wanted[0]} for row in there] == wanted, table
    for table, rows in before.items():
        wanted = [{c: row[c] for c in row if (table, c) not in GIVEN_UP} for row in rows]
        kept = [{column: row[column] for column in wanted[0]} for row in after[table]]
        assert (kept[: len(wanted)] if table == "posted" else kept) == wanted, table


def assert_nothing_is_wrong(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert schema(connection) == schema_of_today()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def assert_copied_first(path: Path, version: int, before: Rows) -> None:
    assert backup_path(path, version).name == f"namida.sqlite3.before-migration-from-{version}"
    assert stat.S_IMODE(backup_path(path, version).stat().st_mode) == 0o600
    with closing(sqlite3.connect(backup_path(path, version))) as copy:
        assert migrations.version_of(copy) == version
        assert contents(copy) == before


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


def test_what_hid_something_without_an_episode_gets_the_last_that_is_known(
    connection: sqlite3.Connection, path: Path
) -> None:
    build(connection, 33)
    connection.executescript(
        """
        INSERT INTO drama (id, title, episodes, kind) VALUES
            (1, 'Eleven', 11, 'drama'), (2, 'Listed', 3, 'drama'), (3, 'Film', NULL, 'movie'),
            (4, 'Unknown', NULL, 'show');
        INSERT INTO episode (drama_id, number) VALUES (2, 1), (2, 5);
        INSERT INTO member (id) VALUES (1), (2), (3), (4), (5), (6);
        INSERT INTO chore (name, due_at) VALUES ('review posts', '2030-01-01T00:00:00Z');
        INSERT INTO review (id, drama_id, member_id, headline, text, spoils_episode, language) VALUES
            (1, 1, 1, 'H', 'She ||dies||.', NULL, 'en'), (2, 2, 1, '||Dies||', 'T', NULL, 'en'),
            (3, 1, 2, 'H', 'She ||dies||.', 4, 'en'), (4, 1, 3, 'H', 'a || b', NULL, 'en');
        INSERT INTO comment (id, drama_id, guild_id, member_id, spoils_episode, text) VALUES
            (1, 3, 5, 1, NULL, 'x ||over
two lines|| y'), (2, 4, 5, 1, NULL, '｜｜死｜｜'), (3, 1, 5, 1, NULL, '||||');
        INSERT INTO quote (id, drama_id, text, speaker, episode) VALUES
            (1, 1, '||I die||', NULL, NULL), (2, 1, 'I live', '||Aya||', NULL),
            (3, 1, 'I live on', 'Aya', NULL);
        INSERT INTO recommendation (id, drama_id, other_id, member_id, reason) VALUES
            (1, 1, 3, 1, 'Both ||die||.'), (2, 1, 2, 1, 'Both live.');
        """
    )
    migrations.migrate(connection, path)

    def found(sql: str) -> list[tuple[object, ...]]:
        return connection.execute(sql).fetchall()

    assert found("SELECT id, spoils_episode, revision FROM review ORDER BY id") == [
        (1, 11, 2), (2, 5, 2), (3, 4, 1), (4, None, 1),
    ]  # fmt: skip
    assert found("SELECT id, spoils_episode, revision FROM comment ORDER BY id") == [
        (1, 1, 2), (2, 5_000, 2), (3, None, 1),
    ]  # fmt: skip
    assert found("SELECT id, episode FROM quote ORDER BY id") == [(1, 11), (2, 11), (3, None)]
    assert found("SELECT * FROM recommendation_spoils") == [(1, 1, 11), (1, 3, 1)]
    assert found("SELECT asked_for < due_at FROM chore") == [(1,)]


def test_a_summary_is_kept_under_the_language_that_its_letters_show(
    connection: sqlite3.Connection, path: Path
) -> None:
    summaries = next(one for one in all_migrations() if "CREATE TABLE summary" in one.sql)
    build(connection, summaries.version - 1)
    english = "A girl reads 花より男子 (はなよりだんご) and falls in love."
    told = ("A girl falls in love.", "少女が恋に落ちる。", "소녀가 사랑에 빠진다.", english, None)
    connection.executemany(
        "INSERT INTO drama (id, title, summary) VALUES (?, 'T', ?)", list(enumerate(told, 1))
    )
    connection.executescript(
        """
        INSERT INTO member (id) VALUES (7);
        INSERT INTO provenance (drama_id, field, source, member_id, at) VALUES
            (1, 'summary', 'member', 7, '2026-01-01T00:00:00Z'),
            (2, 'summary', 'member', 7, '2026-01-01T00:00:00Z');
        """
    )
    migrations.migrate(connection, path)

    def found(sql: str) -> list[tuple[object, ...]]:
        return connection.execute(sql).fetchall()

    assert found("SELECT id, summary FROM drama ORDER BY id") == [
        (1, told[0]), (2, None), (3, None), (4, english), (5, None),
    ]  # fmt: skip
    assert found("SELECT * FROM summary ORDER BY drama_id") == [(2, "ja", told[1]), (3, "ko", told[2])]
    assert found("SELECT drama_id, field FROM provenance ORDER BY drama_id") == [
        (1, "summary"), (2, "summary ja"),
    ]  # fmt: skip


def test_members_without_a_server_are_known_as_such_from_the_update_on(
    connection: sqlite3.Connection, path: Path
) -> None:
    alone = next(one for one in all_migrations() if "CREATE TABLE member_alone" in one.sql)
    build(connection, alone.version - 1)
    connection.executescript(
        """
        INSERT INTO member (id) VALUES (1), (2), (3);
        INSERT INTO guild_member (guild_id, member_id) VALUES (7, 2), (8, 2);
        """
    )
    migrations.migrate(connection, path)
    for change, expected in (
        ("SELECT 1", [1, 3]),
        ("INSERT INTO guild_member (guild_id, member_id) VALUES (8, 3)", [1]),
        ("DELETE FROM guild_member WHERE guild_id = 7", [1]),
        ("DELETE FROM guild_member WHERE guild_id = 8", [1, 2, 3]),
        ("INSERT INTO member (id) VALUES (4)", [1, 2, 3, 4]),
        ("INSERT INTO guild_member (guild_id, member_id) VALUES (7, 4), (8, 4)", [1, 2, 3]),
        ("DELETE FROM member WHERE id IN (2, 4)", [1, 3]),
    ):
        connection.execute(change)
        found = connection.execute("SELECT member_id, seen_at FROM member_alone ORDER BY member_id")
        assert found.fetchall() == [(ident, None) for ident in expected], change


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
