"""Whether an open database is still the file at its path.

SQLite looks for that only outside write-ahead mode: in it, commits into a file that was deleted or replaced
succeed, and are gone with the process.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bot.errors import StoreUnavailable

_FILES = ("", "-wal", "-shm")  # what is in the log alone would go with the log


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
        """Three looks at the file system: microseconds, beside the disk that a commit waits for."""
        # While a file is open its number is not given to another one.
        return not all(
            (now := _look(file)) is not None and os.path.samestat(now, then)
            for file, then in self.opened.items()
        )

    def require(self) -> None:
        """Raises `StoreUnavailable` where a file was deleted, moved or replaced since."""
        if self.is_lost():
            raise StoreUnavailable("gone", self.path)


def _look(file: Path) -> os.stat_result | None:
    """What stands there; None also where that cannot be seen, for then no one can say that it is the same."""
    try:
        return file.stat()
    except OSError:
        return None
