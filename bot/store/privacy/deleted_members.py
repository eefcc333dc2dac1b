"""The list of deleted members, in a file beside the database: after a restore, they are deleted again.

It holds no id, only a salted hash of each with the time of the deletion. A member who has come back since is
newer than that, and is left alone.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.store import copies
from bot.store.timestamps import written

ENDING = "deleted-members"
_SALT = 32  # bytes


@dataclass(frozen=True, slots=True)
class DeletedMembers:
    """Who was deleted, and when for the last time, as far as a hash tells."""

    salt: bytes
    times: Mapping[str, str] = field(default_factory=dict)

    def deleted_at(self, member_id: int) -> str | None:
        """When the member with this id was deleted, as the store writes times. None if never."""
        return self.times.get(self.hash(member_id)) if self.times else None

    def hash(self, member_id: int) -> str:
        return hmac.new(self.salt, str(member_id).encode(), hashlib.sha256).hexdigest()


def path_of(database: Path) -> Path:
    """The file with the list that belongs to a database."""
    return database.with_name(f"{database.name}.{ENDING}")


def read(database: Path) -> DeletedMembers:
    """The list, empty with a new salt if there is none. Raises `ValueError` if the file is damaged."""
    try:
        first, *lines = path_of(database).read_text("ascii").splitlines()
    except FileNotFoundError:
        return DeletedMembers(secrets.token_bytes(_SALT))
    return DeletedMembers(bytes.fromhex(first), dict(line.split() for line in lines))


def add(database: Path, member_id: int, now: datetime) -> None:
    """Note durably that a member is deleted.

    Raises `OSError` if the file cannot be written, and `ValueError` if the present one is damaged, which is
    never replaced by a shorter one.
    """
    known = read(database)
    path = path_of(database)
    times = {**known.times, known.hash(member_id): written(now)}
    partial = copies.companion(path, copies.PARTIAL)
    partial.unlink(missing_ok=True)
    copies.make_private(partial)
    lines = (known.salt.hex(), *map(" ".join, times.items()))
    partial.write_text("".join(f"{line}\n" for line in lines), "ascii")
    copies.publish(partial, path, replace=True)
