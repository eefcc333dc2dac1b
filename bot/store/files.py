"""Checks and copies the database file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.domain.audit import ChainReport
from bot.store import migrations, stills
from bot.store.copies import companion, discard, free_name, make_private, publish, require_room
from bot.store.database import BUSY_TIMEOUT
from bot.store.failures import unavailable
from bot.store.moderation import audit

PAGES_AT_ONCE = 1024  # 4 MB between two reports of progress: some 100 a second on a slow disk
MOST_PROBLEMS = 20

Progress = Callable[[int, int], None]  # pages done, pages in all


class UnusableFile(Exception):  # noqa: N818 - named for what it says, as bot/errors names its own
    """A file that cannot be the database. `problems` are SQLite's own messages, at most twenty."""

    def __init__(self, path: Path, problems: tuple[str, ...]):
        super().__init__(f"{path}: {'; '.join(problems)}")
        self.path = path
        self.problems = problems


class InUse(Exception):  # noqa: N818
    """Another process has the database open, and its further writes would be lost."""

    def __init__(self, path: Path):
        super().__init__(f"{path} is open in another process")
        self.path = path


@dataclass(frozen=True, slots=True)
class Examination:
    """The result of checking a database file. `version` is None if not even that can be read.

    `empty` is a file without any content: it becomes ours when it is opened.
    """

    version: int | None
    ours: bool
    problems: tuple[str, ...]
    broken_references: int
    empty: bool = False

    @property
    def sound(self) -> bool:
        return self.ours and not self.problems and not self.broken_references


def examine(path: Path) -> Examination:
    """Read the whole file and check it. Raises `InUse` while another process locks it."""
    found = None
    try:
        with closing(open_existing(path)) as connection:
            found = migrations.version_of(connection)
            return _examine(connection, found)
    except sqlite3.DatabaseError as error:
        if is_busy(error):
            raise InUse(path) from error
        return Examination(found, ours=False, problems=(str(error),), broken_references=0)
    except UnicodeDecodeError:  # its words repeat the file's bytes
        words = "SQLite finds it damaged, in words that are no text"
        return Examination(found, ours=False, problems=(words,), broken_references=0)


def chains(path: Path) -> ChainReport | None:
    """The check of the audit's chains. None for a file without them: an older one, or one that is not sound.

    Raises `InUse` while another process locks it.
    """
    try:
        with closing(open_existing(path)) as connection:
            connection.execute("BEGIN")  # one snapshot: the bot may write meanwhile
            return audit.verify(connection) if audit.has_chains(connection) else None
    except sqlite3.DatabaseError as error:
        if is_busy(error):
            raise InUse(path) from error
        return None


def pictures(path: Path) -> int | None:
    """The bytes of members' pictures. None for a file without them: an older one, or one that is not sound.

    Raises `InUse` while another process locks it.
    """
    try:
        with closing(open_existing(path)) as connection:
            return stills.bytes_of_all(connection)
    except sqlite3.DatabaseError as error:
        if is_busy(error):
            raise InUse(path) from error
        return None


def version(path: Path) -> int | None:
    """The schema version of an existing file; None when it is not a readable database."""
    try:
        with closing(open_existing(path)) as connection:
            return migrations.version_of(connection)
    except sqlite3.DatabaseError as error:
        if is_busy(error):
            raise InUse(path) from error
        return None


def backup(source: Path, target: Path, progress: Progress | None = None) -> int:
    """Copy `source`, as it is at this moment, to the new file `target`; returns its size in bytes.

    The bot may continue to write meanwhile. Raises `FileExistsError`, `ForeignDatabase` for another program's
    file, `NoRoom` before anything is copied, and `UnusableFile` if the copy does not pass the check. Then
    there is no `target`.
    """
    if target.exists():
        raise FileExistsError(target)
    require_room(target, size_of(source))
    with copied(source, target, progress) as copy:
        publish(copy, target)
    return target.stat().st_size


@contextmanager
def copied(source: Path, target: Path, progress: Progress | None = None) -> Iterator[Path]:
    """A checked copy of `source` in a file beside `target` that has another name, and goes with the block.

    Every page and reference of it is sound, and it has as many rows in each table as `source` had at that
    moment. Raises the errors of `backup`.
    """
    refuse_foreign(source)
    try:
        with new_file(target) as partial:
            rows = snapshot(source, partial, progress)
            require_sound(partial)
            _require_rows(partial, rows)
            yield partial
    except sqlite3.Error as error:
        raise meaning(error, source) from error


def _require_rows(copy: Path, rows: dict[str, int]) -> None:
    with closing(open_existing(copy)) as connection:
        found = _rows(connection)
    wrong = tuple(
        f"{table} has {found.get(table, 0)} rows, and the database {rows.get(table, 0)}"
        for table in sorted(rows.keys() | found.keys())
        if found.get(table) != rows.get(table)
    )
    if wrong:
        raise UnusableFile(copy, wrong[:MOST_PROBLEMS])


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@'"
    ).fetchall()
    return {table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for (table,) in tables}


def size_of(path: Path) -> int:
    """The bytes of a copy of this database, at most. Its write-ahead log may hold as many new pages."""
    return path.stat().st_size + wal_size(path)


def refuse_foreign(path: Path) -> None:
    """Raises `ForeignDatabase`. Ignores damaged files and files that are not databases."""
    try:
        with closing(open_existing(path)) as connection:
            foreign = not migrations.is_ours(connection) and not migrations.is_empty(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return
    if foreign:
        raise migrations.ForeignDatabase(path)


def wal_size(path: Path) -> int:
    """The bytes in the write-ahead log beside the database. A clean close empties it."""
    try:
        return companion(path, "-wal").stat().st_size
    except FileNotFoundError:
        return 0


def companions(path: Path) -> tuple[Path, ...]:
    """The existing files that belong to the database while it is open."""
    return tuple(file for file in (companion(path, "-wal"), companion(path, "-shm")) if file.exists())


def open_existing(path: Path) -> sqlite3.Connection:
    """Open an existing file. Never creates one."""
    if not path.is_file():
        raise FileNotFoundError(path)
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=BUSY_TIMEOUT
    )
    # What SQLite says of a damaged file may repeat its bytes, and those need not be UTF-8.
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def _examine(connection: sqlite3.Connection, found: int) -> Examination:
    ours = migrations.is_ours(connection)
    rows = connection.execute(f"PRAGMA integrity_check({MOST_PROBLEMS})").fetchall()
    problems = tuple(dict.fromkeys(row[0] for row in rows if row[0] != "ok"))
    broken = 0 if problems else sum(1 for _ in connection.execute("PRAGMA foreign_key_check"))
    return Examination(found, ours, problems, broken, migrations.is_empty(connection))


def require_sound(path: Path) -> Examination:
    """Check a database file. Raises `UnusableFile` unless it is sound and ours."""
    found = examine(path)
    if found.problems:
        raise UnusableFile(path, found.problems)
    if not found.ours:
        raise UnusableFile(path, ("it is not a database of Namida's",))
    if found.broken_references:
        raise UnusableFile(path, (f"{found.broken_references} rows refer to rows that are missing",))
    return found


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another process has what was asked for."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def meaning(error: sqlite3.Error, path: Path) -> Exception:
    """What to raise for an error of SQLite: `InUse`, `StoreUnavailable`, or the error itself."""
    if is_busy(error):
        return InUse(path)
    return unavailable(error, path) or error


def snapshot(source: Path, target: Path, progress: Progress | None) -> dict[str, int]:
    """Copy one moment of `source`; returns how many rows each table had then."""
    with closing(open_existing(source)) as connection:
        # One snapshot held throughout: without it every write of the bot would start the copy again.
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        copy_into(connection, target, progress)
        return _rows(connection)


def copy_into(source: sqlite3.Connection, target: Path, progress: Progress | None) -> None:
    """Copy an open database into the file `target`, which is there already."""
    with closing(open_existing(target)) as to:
        source.backup(to, pages=PAGES_AT_ONCE, progress=reporter(progress))
        # One file, whole in itself: a copy in WAL mode would want a second one beside it.
        to.execute("PRAGMA journal_mode = DELETE")


def reporter(progress: Progress | None) -> Callable[[int, int, int], None] | None:
    """SQLite's form of a function that is told the progress."""
    if progress is None:
        return None

    def report(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    return report


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """An empty file in the same folder that only its owner may read. Deleted at the end of the block."""
    partial = free_name(target, "partial")
    make_private(partial)
    try:
        yield partial
    finally:
        discard(partial)
