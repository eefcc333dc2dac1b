"""Replaces the database file by a backup, and keeps the old one beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.store import migrations
from bot.store.copies import companion, free_name, publish, require_room
from bot.store.files import (
    PAGES_AT_ONCE,
    InUse,
    Progress,
    UnusableFile,
    companions,
    copy_into,
    is_busy,
    meaning,
    new_file,
    open_existing,
    refuse_foreign,
    reporter,
    require_sound,
    size_of,
    snapshot,
)
from bot.store.process_lock import hold


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of a restore.

    `aside` is the new path of the old database, `damaged` whether it was damaged.
    """

    version: int
    aside: Path | None
    damaged: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that may be restored: its schema version, and by what it is seen that it changes."""

    version: int
    stamp: tuple[int, int]


def check_restorable(source: Path) -> Checked:
    """Read a backup from its first byte to its last: it may be restored.

    Raises `UnusableFile` if it is damaged or not ours, `NewerDatabase` if a later version wrote it.
    """
    before = _stamp(source)
    found = require_sound(source).version or 0
    if found > migrations.latest_version():
        raise migrations.NewerDatabase(found, migrations.latest_version())
    return Checked(found, before)


def restore(
    source: Path,
    path: Path,
    now: datetime,
    progress: Progress | None = None,
    *,
    checked: Checked | None = None,
) -> Restored:
    """Replace the database at `path` by `source`. The old one is kept beside it.

    `checked` is what `check_restorable` said of it before: it is not read again unless it has changed since.
    Raises the errors of `check_restorable`, `InUse` or `HeldElsewhere` while another process has it,
    `NoRoom`, and `ForeignDatabase` if another program's file is there. Then nothing has changed.
    """
    if checked is None or checked.stamp != _stamp(source):
        checked = check_restorable(source)
    found = checked.version
    if path.exists() and path.samefile(source):
        raise UnusableFile(source, ("this is the database itself",))
    with hold(path):
        try:
            if not path.exists():
                require_room(path, size_of(source))
                _place(source, path, progress)
                return Restored(found, None, damaged=False)
            refuse_foreign(path)
            require_room(path, _room_to_swap(source, path))
            return _swap(source, path, now, found, progress)
        except sqlite3.Error as error:
            raise meaning(error, path) from error


def _swap(source: Path, path: Path, now: datetime, found: int, progress: Progress | None) -> Restored:
    aside = free_name(path, f"before-restore-{now:%Y%m%d-%H%M%S}")
    with _held(path) as present:
        if present is not None and not _damaged(present):
            with new_file(aside) as partial:
                copy_into(present, partial, None)
                publish(partial, aside)
            # Through SQLite, not by renaming: if it breaks off, the journal brings back what was.
            with closing(open_existing(source)) as connection:
                connection.backup(present, pages=PAGES_AT_ONCE, progress=reporter(progress))
            return Restored(found, aside, damaged=False)
    _move_aside(path, aside)
    _place(source, path, progress)
    return Restored(found, aside, damaged=True)


def _stamp(path: Path) -> tuple[int, int]:
    """The size of a file in bytes, and when it was last written to."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _room_to_swap(source: Path, path: Path) -> int:
    """The bytes that a restore takes: the old database aside, the journal, and what the new one adds."""
    old, new = size_of(path), size_of(source)
    return 2 * old + max(0, new - old)


def _damaged(connection: sqlite3.Connection) -> bool:
    """Whether the current database is damaged. A damaged one is moved, not written to."""
    try:
        # Its pages are copied as they are, so that an index that lacks a row does no harm here.
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.DatabaseError:
        return True


@contextmanager
def _held(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Lock the database so that no other process can open it. None if it is too damaged.

    In WAL mode, an idle bot holds no lock that `BEGIN EXCLUSIVE` would notice, but its connections and its
    names in memory would survive a swap. SQLite can leave WAL mode only if there is no other connection.
    """
    with closing(open_existing(path)) as connection:
        connection.execute("PRAGMA busy_timeout = 500")
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")  # the lock itself stays until the connection closes
        except sqlite3.DatabaseError as error:
            if is_busy(error):
                raise InUse(path) from error
            yield None
            return
        yield connection


def _place(source: Path, path: Path, progress: Progress | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with new_file(path) as partial:
        snapshot(source, partial, progress)
        publish(partial, path)


def _move_aside(path: Path, aside: Path) -> None:
    for file in companions(path):
        file.rename(companion(aside, file.name.removeprefix(path.name)))
    path.rename(aside)
