"""Migrates a database to this version's schema with numbered `.sql` files, all of them in one transaction."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from bot.errors import StoreUnavailable
from bot.store import copies
from bot.store.transactions import undo

APPLICATION_ID = int.from_bytes(b"Nmda")  # in the file's header; a migration puts it there

_NAME = re.compile(r"(\d{4})_[a-z_]+\.sql")


@dataclass(frozen=True)
class Migration:
    version: int
    name: str
    sql: str


class NewerDatabase(Exception):  # noqa: N818 - named for what it says
    """A later version of the bot wrote the file. Opening it could lose data."""

    def __init__(self, found: int, known: int):
        super().__init__(f"the database has schema version {found}, this bot knows {known}")
        self.found = found
        self.known = known


class ForeignDatabase(Exception):  # noqa: N818
    """The file is another program's database. Opening it would put our tables among its own."""

    def __init__(self, path: Path):
        super().__init__(f"{path} is not a database of Namida's")
        self.path = path


@cache
def all_migrations() -> tuple[Migration, ...]:
    """Every migration in order. Their numbers run from 1 without a gap."""
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
    """The path for the copy of a database before its migration from schema `version`."""
    return path.with_name(f"{path.name}.before-migration-from-{version}")


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether this is Namida's database: it is marked, or is older than the mark and has our tables."""
    version = version_of(connection)
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    if mark == 0:
        return 0 < version < _first_marked() and _tables_of(version) <= _tables(connection)
    return bool(mark == APPLICATION_ID)


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether the file is new: it has no content, and no program has marked it."""
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    return mark == 0 and version_of(connection) == 0 and not _tables(connection)


def refuse(connection: sqlite3.Connection, path: Path) -> None:
    """Raises `ForeignDatabase` for another program's database, and `NewerDatabase` for a later version's."""
    if not is_empty(connection) and not is_ours(connection):
        raise ForeignDatabase(path)
    if version_of(connection) > latest_version():
        raise NewerDatabase(version_of(connection), latest_version())


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether `migrate` would change nothing."""
    return version_of(connection) == latest_version()


def _tables(connection: sqlite3.Connection) -> frozenset[str]:
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
    return frozenset(name for (name,) in rows)


@cache
def _tables_of(version: int) -> frozenset[str]:
    """The tables that the migrations up to `version` make."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for migration in all_migrations():
            if migration.version <= version:
                connection.executescript(migration.sql)
        return _tables(connection)


@cache
def _first_marked() -> int:
    """The first version that marks its files as Namida's."""
    return next(migration.version for migration in all_migrations() if "application_id" in migration.sql)


def migrate(connection: sqlite3.Connection, path: Path) -> tuple[int, int]:
    """Migrate the database to the latest version. Returns the versions before and after.

    A database with content is first copied beside itself. Raises the errors of `refuse`, and `NoRoom` if
    the disk has no room for the copy. If anything fails, nothing has changed: the next start tries the same
    upgrade again, and its copy replaces the one of this attempt.
    """
    before = version_of(connection)
    refuse(connection, path)
    if 0 < before < latest_version():
        _copy(connection, backup_path(path, before))
    _apply(connection, [migration for migration in all_migrations() if migration.version > before])
    return before, latest_version()


def _apply(connection: sqlite3.Connection, missing: Sequence[Migration]) -> None:
    """Apply the migrations in one transaction. An error says in a note which of them failed."""
    steps = "".join(f"{one.sql}\nPRAGMA user_version = {one.version};\n" for one in missing)
    try:
        connection.executescript(f"BEGIN IMMEDIATE;\n{steps}COMMIT;")
    except sqlite3.Error as error:
        reached = version_of(connection)
        failed = next((one.name for one in missing if one.version > reached), "at the end")
        error.add_note(f"migration {failed}")
        undo(connection, error)
        raise


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the database. Only a whole and sound copy gets the name, and an older one is kept until then.

    Raises `NoRoom` before anything is written, and `StoreUnavailable` if the copy is not what it should be.
    """
    partial = target.with_name(f"{target.name}{copies.PARTIAL}")
    copies.discard(partial)  # of an attempt that was broken off
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    copies.require_room(target, pages * size)
    try:
        copies.make_private(partial)
        with closing(sqlite3.connect(partial)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, whole in itself
            if copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise StoreUnavailable("broken", target)
        copies.publish(partial, target, replace=True)
    finally:
        copies.discard(partial)
