"""Checks whether an open database is still the file at its path.

SQLite checks that only outside write-ahead mode. In this mode, commits into a deleted or replaced file
succeed, and are lost when the process ends.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bot.errors import StoreUnavailable

_FILES = ("", "-wal", "-shm")  # data that is only in the log would be lost with it


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """The files of a database as they were when it was opened."""

    path: Path
    opened: dict[Path, os.stat_result]

    @classmethod
    def of(cls, path: Path) -> FileIdentity:
        files = (path.with_name(path.name + ending) for ending in _FILES)
        return cls(path, {file: found for file in files if (found := _look(file)) is not None})

    def is_lost(self) -> bool:
        """Whether the file is no longer at its path.

        Takes microseconds, much less than the disk write of a commit.
        """
        # While a file is open its number is not given to another one.
        return not all(
            (now := _look(file)) is not None and os.path.samestat(now, then)
            for file, then in self.opened.items()
        )

    def require(self) -> None:
        """Raises `StoreUnavailable` if a file has been deleted, moved or replaced since."""
        if self.is_lost():
            raise StoreUnavailable("gone", self.path)


def _look(file: Path) -> os.stat_result | None:
    """The identity of the file there. None also if it cannot be read, because then it may be another."""
    try:
        return file.stat()
    except OSError:
        return None
