"""What earlier releases left on people's disks, kept as it was: it becomes a database of today.

`migrating/test_migrations.py` makes its older databases with the migrations of today. These do not depend on
those: a migration that is edited after its release makes a schema that no one's file has, and is found here.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import migrations
from bot.store.database import Database
from bot.store.migrations import all_migrations, latest_version
from tests import spared
from tests.store.keep_release import DIGESTS, DUMPS, digest_of
from tests.store.migrating.rows import (
    assert_copied_first,
    assert_nothing_is_lost,
    assert_nothing_is_wrong,
    contents,
    schema,
)
from tests.store.releases import build

KEPT = sorted(DUMPS.glob("*.sql"))


def load(kept: Path, connection: sqlite3.Connection) -> None:
    connection.executescript(kept.read_text("utf-8"))


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
async def test_a_database_of_a_release_becomes_one_of_today(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "migrate", spared.migrate_step_by_step)
    path, version = tmp_path / "namida.sqlite3", int(kept.stem)
    with (
        closing(sqlite3.connect(path)) as connection,
        closing(sqlite3.connect(":memory:", isolation_level=None)) as built,
    ):
        load(kept, connection)
        before = contents(connection)
        build(built, version)
        assert schema(connection) == schema(built)
        assert migrations.version_of(connection) == version
    async with Database.open(path) as store:
        assert await store.read(migrations.version_of) == latest_version()
        assert_nothing_is_lost(before, await store.read(contents))
    assert_nothing_is_wrong(path)
    if version < latest_version():
        assert_copied_first(path, version, before)


def test_no_released_migration_was_edited() -> None:
    kept = DIGESTS.read_text("utf-8").splitlines()
    assert kept
    assert [f"{one.name} {digest_of(one)}" for one in all_migrations()[: len(kept)]] == kept
    assert KEPT
    assert int(KEPT[-1].stem) == len(kept)
