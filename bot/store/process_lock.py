"""Locks a database for one process. The lock ends with the process."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_TRIES = 4  # a look at who holds it takes the lock itself, for a moment
_PAUSE = 0.05  # seconds between two tries
_LONGEST = 400  # bytes of what a holder says of itself; a host's name has 253 at most


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that has a database. `pid` is None and `host` is empty if it has not written them yet."""

    pid: int | None
    host: str
    since: datetime

    def __str__(self) -> str:
        who = "another process" if self.pid is None else f"process {self.pid} on {self.host}"
        return f"{who}, since {self.since.astimezone():%Y-%m-%d %H:%M:%S}"


class HeldElsewhere(Exception):  # noqa: N818 - named for what it says, as bot/errors names its own
    """Another process has the database for itself."""

    def __init__(self, path: Path, holder: Holder):
        super().__init__(f"{path} is held by {holder}")
        self.path = path
        self.holder = holder


# What this process holds, and how often it has asked for it: within a process no one is refused.
_held: Counter[Path] = Counter()


@contextmanager
def hold(database: Path) -> Iterator[None]:
    """Lock the database for this process. Raises `HeldElsewhere`.

    The lock is on a file beside the database, never on the database itself: closing the database file a
    second time would release SQLite's own locks. The system frees the lock when the process ends, even after
    a crash.
    """
    real = database.resolve()  # whatever name leads there, the lock is one
    descriptor = None if _held[real] else _take(database, lock_path(real))
    _held[real] += 1
    try:
        yield
    finally:
        _held[real] -= 1
        if descriptor is not None:
            _give_back(lock_path(real), descriptor)


def holder_of(database: Path) -> Holder | None:
    """The other process that has the database for itself, if one has."""
    real = database.resolve()
    if _held[real]:
        return None
    try:
        descriptor = os.open(lock_path(real), os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        return None if _lock(descriptor) else _read(descriptor)
    finally:
        os.close(descriptor)


def lock_path(database: Path) -> Path:
    return database.with_name(f"{database.name}.lock")


def _take(database: Path, lock: Path) -> int:
    lock.parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(1, _TRIES + 1):
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            # The process that releases the lock deletes the file, so a lock on a deleted file counts for
            # nothing.
            if _lock(descriptor) and _is_at(lock, descriptor):
                _write(descriptor)
                return descriptor
            holder = _read(descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        if attempt < _TRIES:
            time.sleep(_PAUSE)
    raise HeldElsewhere(database, holder)


def _give_back(lock: Path, descriptor: int) -> None:
    with suppress(OSError):  # Windows removes no open file; an empty lock file that stays does no harm
        lock.unlink()
    os.close(descriptor)


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _write(descriptor: int) -> None:
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, f"{os.getpid()} {socket.gethostname()}\n".encode())


def _read(descriptor: int) -> Holder:
    """What the holder wrote. The file's time is when it took the lock."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    pid, _, host = os.read(descriptor, _LONGEST).decode("ascii", "replace").strip().partition(" ")
    since = datetime.fromtimestamp(os.fstat(descriptor).st_mtime, UTC)
    if pid.isdecimal() and host.isprintable() and host:
        return Holder(int(pid), host, since)
    return Holder(None, "", since)


def _lock(descriptor: int) -> bool:
    """Take the lock if no one has it."""
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, _LONGEST, os.SEEK_SET)  # behind what is read: a locked byte cannot be
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
