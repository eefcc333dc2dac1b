"""Work on a database from the command line: migrate, import, export, back up, restore."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.backups import LATE, Backup, BackupPlan, next_due, path_of
from bot.errors import ImportRefused, ImportUnderWay, StoreUnavailable, UnknownImport
from bot.i18n import SOURCE_LANGUAGE, texts
from bot.present.catalogue.file_faults import located, reason
from bot.services.catalogue import import_storing
from bot.services.catalogue.import_storing import CatalogueImportUndone
from bot.services.catalogue.transfer import (
    ImportResult,
    export_catalogue,
    fill_before_import,
    import_catalogue,
)
from bot.store import backups, copies, files, restoring, sealing
from bot.store.copies import readable
from bot.store.database import Database
from bot.store.migrations import ForeignDatabase, NewerDatabase, backup_path
from bot.store.process_lock import HeldElsewhere, Holder, holder_of

Progress = Callable[[int, int], None]

_OWNER = "give it to the user who runs the bot (`chown`)"
_UNAVAILABLE = {
    "locked": "The database is locked by another process: stop it, or try again.",
    "full": "The disk is full: make room, then try again; nothing was changed.",
    "damaged": "The database is damaged, and nothing was written to it: "
    "`python -m bot restore BACKUP` keeps it aside and puts a backup in its place.",
    "read-only": "The database cannot be written to: look at who owns the file and its folder.",
    "gone": "The database file was deleted or replaced while it was open, and nothing was written any more: "
    "put it back, or `python -m bot restore` the copy that was saved beside its place.",
    "closed": "The work was stopped before it began.",
    "broken": "The database cannot be opened or read: look at the disk, the folder and its permissions.",
}


@dataclass(frozen=True, slots=True)
class Migrated:
    """The result of a migration.

    `before` is None for a new database. `copy` is the path of the old one's copy.
    """

    before: int | None
    after: int
    copy: Path | None


def migrate(database: Path) -> Migrated:
    """Migrate the database to this version's schema. Creates it if there is none."""
    before = files.version(database) if database.exists() else None

    async def open_once() -> None:
        async with Database.open(database, alone=True):
            pass

    asyncio.run(open_once())
    after = files.version(database) or 0
    copied = before is not None and 0 < before < after
    return Migrated(before, after, backup_path(database, before or 0) if copied else None)


def import_file(
    database: Path, file: Path, *, overwrite: bool, check: bool, starter: bool, progress: Progress
) -> ImportResult:
    """Import a file. With `check`, import into a temporary copy, so that the counts are true.

    A bot may use the database meanwhile, unless it must be migrated first. With `starter`, a new database
    first gets the starter catalogue, unless the file is an export of ours.
    """
    now = datetime.now(UTC)

    async def bring_in(target: Path) -> ImportResult:
        async with Database.open(target) as opened:
            if starter:
                await fill_before_import(opened, file, now)
            return await import_catalogue(opened, file, now, overwrite=overwrite, progress=progress)

    if not check:
        return asyncio.run(bring_in(database))
    with tempfile.TemporaryDirectory(prefix="namida-check-") as folder:
        scratch = Path(folder) / "check.sqlite3"
        if database.exists():
            files.backup(database, scratch)
        return asyncio.run(bring_in(scratch))


def undo_import(database: Path, import_id: int) -> CatalogueImportUndone:
    """Undo a whole import. Raises `UnknownImport`."""
    require(database)

    async def undo() -> CatalogueImportUndone:
        async with Database.open(database) as opened:
            await import_storing.finish(opened, datetime.now(UTC))
            return await import_storing.undo(opened, import_id)

    return asyncio.run(undo())


def export_file(database: Path, file: Path, *, force: bool, progress: Progress) -> int:
    """Write the catalogue to `file`, completely or not at all."""
    require(database)
    if file.exists() and not force:
        raise FileExistsError(file)

    async def write_out(target: Path) -> int:
        async with Database.open(database) as opened:
            return await export_catalogue(opened, target, progress=progress)

    file.parent.mkdir(parents=True, exist_ok=True)
    # In a folder beside it: the same disk, so the rename is one step, and the ending stays.
    with tempfile.TemporaryDirectory(prefix=".namida-export-", dir=file.parent) as folder:
        partial = Path(folder) / file.name
        copies.make_private(partial)
        written = asyncio.run(write_out(partial))
        copies.publish(partial, file, replace=force)
    return written


def running(database: Path) -> Holder | None:
    """The process that uses the database with a running bot, if there is one."""
    return holder_of(database)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was made, and those that were deleted for it. `size` in bytes."""

    path: Path
    size: int
    sealed: bool
    gone: tuple[Backup, ...] = ()


def back_up(
    database: Path, plan: BackupPlan, now: datetime, progress: Progress, *, file: Path | None, rotate: bool
) -> BackedUp:
    """Make a backup with the moment in its name, or in `file`. `rotate` deletes the oldest ones."""
    require(database)
    target = file or path_of(database, plan, now)
    target.parent.mkdir(parents=True, exist_ok=True)
    size = backups.make(database, target, plan.key, progress)
    gone = tuple(backups.rotate(database, plan, now)) if rotate else ()
    return BackedUp(target, size, bool(plan.key), gone)


def back_up_by_the_clock(
    database: Path, plan: BackupPlan, clock: Callable[[], datetime], wait: Callable[[float], None]
) -> Iterator[BackedUp | str]:
    """Make a backup whenever one is due, for ever: what was made, or a sentence that says why none was.

    `wait` waits for some seconds. After a failure it waits for a tenth of the time, an hour at most.
    """
    soon: datetime | None = None
    while True:
        kept = backups.found(database, plan)
        due = soon or next_due(plan, kept[0] if kept else None, clock())
        if due is None:
            return
        wait(max(0.0, (due - clock()).total_seconds()))
        soon = None
        try:
            yield back_up(database, plan, clock(), _in_silence, file=None, rotate=True)
        except Exception as error:
            told = sentence(error)
            if told is None:
                raise
            soon = clock() + min((plan.every or LATE) / 10, timedelta(hours=1))
            yield told


@contextmanager
def restorable(file: Path, identity: Path | None, database: Path) -> Iterator[tuple[Path, restoring.Checked]]:
    """A checked backup as a file that `restoring.restore` takes, as long as the block lasts.

    `identity` is the file with the secret key of an encrypted one.
    """
    with backups.readable(file, identity, database) as source:
        yield source, restoring.check_restorable(source)


def _in_silence(_done: int, _total: int) -> None:
    """No one looks at how far it is."""


def require(database: Path) -> None:
    if not database.exists():
        raise FileNotFoundError(database)


def refused_rows(refused: ImportRefused) -> list[str]:
    """A line for each refused row, and one for those that are not shown."""
    t = texts(SOURCE_LANGUAGE)
    lines = [located(t, one.row, one.field, reason(t, one.reason)) for one in refused.problems]
    more = refused.total - len(refused.problems)
    return lines + ([f"… and {more:,} more"] if more > 0 else [])


def sentence(error: Exception) -> str | None:  # noqa: PLR0911 - one for each
    """What went wrong and what to do, for expected errors. None for a bug."""
    match error:
        case StoreUnavailable():
            return _not_permitted(error.path) or _UNAVAILABLE[error.kind]
        case NewerDatabase():
            return (
                f"The database has schema version {error.found} and this bot knows {error.known}: "
                "install the newer bot again, or restore a backup of this version."
            )
        case ForeignDatabase():
            return (
                f"{error.path} is another program's database, and nothing was written to it: "
                "let NAMIDA_DATABASE or --database name another file."
            )
        case HeldElsewhere():
            return (
                f"{error.path} is in use by {error.holder}: stop that one first, or let NAMIDA_DATABASE "
                "or --database name another file."
            )
        case UnknownImport():
            return (
                f"There is no import {error.import_id} to undo: it was undone, or is more than 90 days old."
            )
        case ImportUnderWay():
            return "Another process continues this import and will store it; its log says when."
        case files.InUse() | files.UnusableFile() | copies.NoRoom() | sealing.Unsealable():
            return _about_a_copy(error)
        case OSError():
            return _about_a_file(error)
    return None


def _about_a_copy(error: files.InUse | files.UnusableFile | copies.NoRoom | sealing.Unsealable) -> str:
    match error:
        case files.InUse():
            return f"{error.path} is open in another process: stop the bot first."
        case files.UnusableFile():
            return f"{error.path} cannot be used: {'; '.join(error.problems[:3])}."
        case sealing.Unsealable():
            return f"{error}."
        case copies.NoRoom():
            return (
                f"{error.folder} has {readable(error.free)} free, and {readable(error.needed)} are needed: "
                "make room, then try again; nothing was changed."
            )


def _about_a_file(error: OSError) -> str:
    match error:
        case FileExistsError():
            return f"{_path_of(error)} is there already: choose another name."
        case FileNotFoundError():
            return f"There is no {_path_of(error)}."
        case PermissionError() if told := _not_permitted(Path(_path_of(error))):
            return told
    return f"{error.filename}: {error.strerror}." if error.filename else f"{error}."


def _not_permitted(path: Path | None) -> str | None:
    """The folder or file that this user may not write to. None if they may, or if it is unknown."""
    if path is None:
        return None
    folder = copies.nearest_folder(path)
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"The folder {folder} cannot be written to: {_OWNER}, or choose another one."
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        return f"{path} cannot be read and written: {_OWNER}."
    return None


def _path_of(error: OSError) -> str:
    if error.filename is not None:
        return str(error.filename)
    return str(error.args[0]) if error.args else "a file"
