"""Numbered `.sql` files bring a database to this version's schema, each in one transaction."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

_NAME = re.compile(r"(\d{4})_[a-z_]+\.sql")


@dataclass(frozen=True)
class Migration:
    version: int
    name: str
    sql: str


class NewerDatabase(Exception):  # noqa: N818 - named for what it says
    """The file was written by a later version of the bot; opening it could lose what it holds."""

    def __init__(self, found: int, known: int):
        super().__init__(f"the database has schema version {found}, this bot knows {known}")
        self.found = found
        self.known = known


@cache
def all_migrations() -> tuple[Migration, ...]:
    """Every migration in order; their numbers run from 1 without a gap."""
    found = (
        Migration(int(match[1]), entry.name, entry.read_text(encoding="utf-8"))
        for entry in resources.files(__name__).iterdir()
        if (match := _NAME.fullmatch(entry.name))
    )
    return tuple(sorted(found, key=lambda migration: migration.version))


def latest_version() -> int:
    return all_migrations()[-1].version


def version_of(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def backup_path(path: Path, version: int) -> Path:
    """Where the copy of a database goes before it leaves schema `version`."""
    return path.with_name(f"{path.name}.before-migration-from-{version}")


def refuse_newer(connection: sqlite3.Connection) -> None:
    """Raises `NewerDatabase` for a database that a later version wrote."""
    if version_of(connection) > latest_version():
        raise NewerDatabase(version_of(connection), latest_version())


def migrate(connection: sqlite3.Connection, path: Path) -> tuple[int, int]:
    """Bring the database to the latest version; returns the versions before and after.

    A database that already holds something is copied beside itself first. Raises
    `NewerDatabase` for one that a later version wrote.
    """
    before = version_of(connection)
    refuse_newer(connection)
    if 0 < before < latest_version():
        _copy(connection, backup_path(path, before))
    for migration in all_migrations():
        if migration.version > before:
            _apply(connection, migration)
    return before, latest_version()


def _apply(connection: sqlite3.Connection, migration: Migration) -> None:
    try:
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{migration.sql}\nPRAGMA user_version = {migration.version};\nCOMMIT;"
        )
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    copy = sqlite3.connect(target)
    try:
        connection.backup(copy)
    finally:
        copy.close()
