"""Copies of the database beside it: whether there is room for one, and how a finished one gets its name."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

SPARE = 1.1  # a copy of this size fits, and the disk is not full after it
# What the bot and its commands leave beside a database, by the ending of the name.
ENDINGS = ("before-migration-from-*", "before-restore-*", "backup-*", "rescued*")
PARTIAL = ".partial"


class NoRoom(Exception):  # noqa: N818 - named for what it says, as bot/errors names its own
    """A disk has too little room for a copy. `needed` and `free` are bytes; `folder` is where it would be."""

    def __init__(self, folder: Path, needed: int, free: int):
        super().__init__(f"{folder} has {free} bytes free, {needed} are needed")
        self.folder = folder
        self.needed = needed
        self.free = free


def readable(size: int) -> str:
    """A size in bytes, for people: in the unit in which it has one to four digits before the point."""
    if size < 1024:
        return f"{size} bytes"
    amount, unit = float(size), "bytes"
    for larger in ("KB", "MB", "GB", "TB"):
        if round(amount, 1) < 1024:
            break
        amount, unit = amount / 1024, larger
    return f"{amount:,.1f} {unit}"


def nearest_folder(path: Path) -> Path:
    """The folder of a file, or the nearest one above it that exists."""
    folder = path.absolute().parent
    while not folder.is_dir():
        folder = folder.parent
    return folder


def require_room(target: Path, size: int) -> None:
    """Raises `NoRoom` unless a file of `size` bytes fits beside `target`, and a tenth of it is left."""
    folder = nearest_folder(target)
    needed, free = int(size * SPARE), shutil.disk_usage(folder).free
    if free < needed:
        raise NoRoom(folder, needed, free)


def beside(database: Path) -> tuple[list[Path], list[Path]]:
    """The whole copies beside a database, and what is left of copies that were broken off; each by name."""
    found = {file for ending in ENDINGS for file in database.parent.glob(f"{database.name}.{ending}")}
    found |= set(database.parent.glob(f"{database.name}*{PARTIAL}*"))
    files = sorted(file for file in found if file.is_file())
    return [one for one in files if PARTIAL not in one.name], [one for one in files if PARTIAL in one.name]


def companion(path: Path, ending: str) -> Path:
    """A file that SQLite keeps beside a database: its ending is `-wal`, `-shm` or `-journal`."""
    return path.with_name(path.name + ending)


def free_name(path: Path, ending: str) -> Path:
    """A file name beside `path` that is not taken."""
    name, number = path.with_name(f"{path.name}.{ending}"), 1
    while name.exists():
        number += 1
        name = path.with_name(f"{path.name}.{ending}-{number}")
    return name


def discard(partial: Path) -> None:
    """Delete an unfinished copy with everything that SQLite keeps beside it."""
    for file in (partial, *(companion(partial, ending) for ending in ("-wal", "-shm", "-journal"))):
        file.unlink(missing_ok=True)


def make_private(path: Path) -> None:
    """Create an empty file that only its owner may read, whatever the umask is."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def ensure_private(path: Path) -> None:
    """Create the file like `make_private`, with its folder, unless it is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        make_private(path)


def publish(partial: Path, target: Path, *, replace: bool = False) -> None:
    """Give a finished file its name, durably. Raises `FileExistsError` unless it may `replace` another."""
    _sync(partial)
    if replace:
        partial.replace(target)
    else:
        _link(partial, target)
    _sync(target.parent)


def _link(partial: Path, target: Path) -> None:
    try:
        os.link(partial, target)  # fails, where a rename would replace, if someone was faster
    except FileExistsError:
        raise FileExistsError(target) from None
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(target) from None
        partial.rename(target)


def _sync(path: Path) -> None:
    """Write a file or a folder's entries to the disk, so that a power failure cannot undo them."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems cannot sync a folder; the data is written all the same
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
