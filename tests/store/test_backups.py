"""Dated backups: checked, encrypted, rotated; and the drill: a damaged, an older and a foreign one."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.backups import BackupPlan, made_at, path_of
from bot.errors import Hindrance
from bot.store import backups, files, migrations, restoring, sealing
from bot.store.copies import NoRoom
from bot.store.sealing import Unsealable

pyrage = pytest.importorskip("pyrage", reason="the age extra is not installed")

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SECRET = "Hyakkaten no namida"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A small database of ours: what a backup does, it does to each alike."""
    path = tmp_path / "data" / "namida.sqlite3"
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        migrations.migrate(connection, path)
        connection.execute("INSERT INTO drama (title) VALUES (?)", (SECRET,))
    return path


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    """A file with a secret key, as `age-keygen` writes it; its public key is in its comment."""
    made = pyrage.x25519.Identity.generate()
    path = tmp_path / "backups.key"
    path.write_text(f"# created: 2026-11-21\n# public key: {made.to_public()}\n{made}\n")
    return path


def public_key(identity: Path) -> str:
    return identity.read_text().split("public key: ")[1].split("\n")[0]


def titles(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM drama")]


def in_folder(path: Path) -> set[str]:
    return {file.name for file in path.iterdir()}


def test_a_backup_is_found_by_the_moment_in_its_name(database: Path) -> None:
    target = path_of(database, BackupPlan(), NOW)
    size = backups.make(database, target)
    (kept,) = backups.found(database, BackupPlan())
    assert (kept.path, kept.made_at, kept.size, kept.sealed) == (target, NOW, size, False)
    assert titles(target) == [SECRET]


def test_a_copy_that_lacks_a_row_is_no_backup(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = files.copy_into

    def lossy(source: sqlite3.Connection, target: Path, progress: files.Progress | None) -> None:
        copy(source, target, progress)
        with closing(sqlite3.connect(target)) as connection, connection:
            connection.execute("DELETE FROM drama")

    monkeypatch.setattr(files, "copy_into", lossy)
    with pytest.raises(files.UnusableFile, match="drama has 0 rows, and the database 1"):
        backups.make(database, path_of(database, BackupPlan(), NOW))
    assert in_folder(database.parent) == {database.name}


def test_why_there_is_none_is_said(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged, file = tmp_path / "damaged.sqlite3", tmp_path / "file"
    damaged.write_bytes(database.read_bytes()[: 4096 * 9])
    file.touch()
    key = BackupPlan(key="age1" + "q" * 58)
    for path, plan, hindrance in (
        (damaged, BackupPlan(), Hindrance.DAMAGED),
        (tmp_path / "nowhere.sqlite3", BackupPlan(), Hindrance.FAILED),
        (database, BackupPlan(folder=file), Hindrance.FAILED),
        (database, key, Hindrance.UNSEALED),
    ):
        told = backups.attempt(path, plan, NOW)
        assert isinstance(told, backups.NotMade)
        assert told.hindrance is hindrance
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    told = backups.attempt(database, BackupPlan(), NOW)
    assert isinstance(told, backups.NotMade)
    assert told.hindrance is Hindrance.NO_ROOM
    assert in_folder(database.parent) == {database.name}


# --- encrypted ---


def test_an_encrypted_backup_holds_nothing_in_clear_and_comes_back(database: Path, identity: Path) -> None:
    plan = BackupPlan(key=public_key(identity))
    target = path_of(database, plan, NOW)
    assert backups.make(database, target, plan.key) == target.stat().st_size
    assert SECRET.encode() not in target.read_bytes()
    assert SECRET.encode() in database.read_bytes()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert in_folder(database.parent) == {database.name, target.name}
    assert backups.found(database, plan)[0].sealed

    new = database.parent / "elsewhere" / "namida.sqlite3"
    with backups.readable(target, identity, new) as opened:
        assert stat.S_IMODE(opened.stat().st_mode) == 0o600
        restoring.restore(opened, new, NOW)
    assert titles(new) == [SECRET]
    assert in_folder(new.parent) <= {new.name, f"{new.name}.lock"}


def test_each_of_several_keys_reads_it(database: Path, identity: Path, tmp_path: Path) -> None:
    other = pyrage.x25519.Identity.generate()
    target = tmp_path / "both.age"
    backups.make(database, target, f"{other.to_public()},{public_key(identity)}")
    with backups.readable(target, identity, tmp_path / "new.sqlite3") as opened:
        assert titles(opened) == [SECRET]


def test_without_the_right_key_it_stays_closed(database: Path, identity: Path, tmp_path: Path) -> None:
    target, new = tmp_path / "sealed.age", tmp_path / "new" / "namida.sqlite3"
    backups.make(database, target, public_key(identity))
    other, nothing = tmp_path / "other.key", tmp_path / "no.key"
    other.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    nothing.write_text(public_key(identity))
    for file, said in (
        (None, "is encrypted: `--identity FILE`"),
        (other, "is damaged, or is encrypted to another key"),
        (nothing, "holds no secret key of age"),
    ):
        with pytest.raises(Unsealable, match=said), backups.readable(target, file, new):
            raise AssertionError("it opened")
    assert not new.parent.exists() or in_folder(new.parent) == set()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0, 1, exclude_max=True), flipped=st.booleans())
def test_a_damaged_encrypted_backup_is_refused(
    database: Path, identity: Path, tmp_path: Path, cut: float, flipped: bool
) -> None:
    target, damaged = tmp_path / "sealed.age", tmp_path / "damaged.age"
    if not target.exists():
        backups.make(database, target, public_key(identity))
    content = bytearray(target.read_bytes())
    at = len(sealing.MAGIC) + int((len(content) - len(sealing.MAGIC)) * cut)
    if flipped:
        content[at] ^= 0x55
    damaged.write_bytes(content if flipped else content[:at])
    with pytest.raises(Unsealable), backups.readable(damaged, identity, tmp_path / "new.sqlite3"):
        raise AssertionError("it opened")
    assert not list(tmp_path.glob("new.sqlite3*"))


def test_a_key_that_is_none_leaves_nothing_behind(database: Path) -> None:
    with pytest.raises(Unsealable, match="NAMIDA_BACKUP_KEY is not a public key"):
        backups.make(database, path_of(database, BackupPlan(), NOW), "age1" + "q" * 58)
    assert in_folder(database.parent) == {database.name}


def test_an_encrypted_backup_needs_room_twice(
    database: Path, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = int(database.stat().st_size * 1.5)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    with pytest.raises(NoRoom):
        backups.make(database, path_of(database, BackupPlan(), NOW), public_key(identity))
    assert in_folder(database.parent) == {database.name}


# --- rotated ---


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ages=st.lists(st.integers(0, 10_000), min_size=1, max_size=12, unique=True),
    keep=st.integers(1, 8),
    apart=st.booleans(),
)
def test_the_newest_stay_and_every_other_file_does(
    tmp_path_factory: pytest.TempPathFactory, ages: list[int], keep: int, apart: bool
) -> None:
    folder = tmp_path_factory.mktemp("data")
    database = folder / "namida.sqlite3"
    plan = BackupPlan(keep=keep, folder=folder / "backups" if apart else None)
    (folder / "backups").mkdir()
    where = path_of(database, plan, NOW).parent
    others = {"namida.sqlite3", "namida.sqlite3.before-restore-20261121-040000", "namida.sqlite3.backup-mine"}
    for name in others:
        (where / name).touch()
    made = [path_of(database, replace(plan, key="x" * (age % 2)), NOW - timedelta(hours=age)) for age in ages]
    for path in made:
        path.touch()

    gone = backups.rotate(database, plan, NOW)

    newest = {path.name for path in sorted(made, key=lambda path: path.name)[-keep:]}
    left = {name for name in in_folder(where) if made_at(database, name)}
    assert left == newest
    assert {backup.path for backup in gone} == {path for path in made if path.name not in newest}
    assert others <= in_folder(where)


def test_what_is_left_of_an_old_attempt_goes(database: Path) -> None:
    old = database.with_name(f"{database.name}.backup-20261101-040000.partial")
    young = database.with_name(f"{database.name}.backup-20261121-030000.partial-2")
    old.touch()
    young.touch()
    now = datetime.now(UTC)
    backups.rotate(database, BackupPlan(), now)
    assert old.exists()
    assert young.exists()
    backups.rotate(database, BackupPlan(), now + timedelta(days=2))
    assert in_folder(database.parent) == {database.name}


def test_a_folder_that_is_not_there_has_none(database: Path) -> None:
    assert backups.found(database, BackupPlan(folder=database.parent / "nowhere")) == []
