"""Backups of the database: how often, how many, where, and how their files are named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

KEPT = 7  # unless another number is said
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=366)  # between two backups
LATE = timedelta(days=8)  # a newest backup that is older is too old, whatever the plan is
SEALED_ENDING = ".age"

_MADE = re.compile(r"\.backup-(?P<at>\d{8}-\d{6})(?:\.age)?")
_FORM = "%Y%m%d-%H%M%S"
_EVERY = re.compile(r"(?P<n>[0-9]{1,6}) ?(?P<unit>m|min|h|d)", re.IGNORECASE)
_KEY = re.compile("age1[0-9a-z]{58}")
_UNITS = {"m": timedelta(minutes=1), "min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(1)}


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """What the settings say. `every` None: none by the clock; `folder` None: beside the database.

    `keep` is how many stay, `key` the public keys (age) to which they are encrypted, empty for none.
    """

    every: timedelta | None = None
    keep: int = KEPT
    folder: Path | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole backup on the disk; `size` in bytes."""

    path: Path
    made_at: datetime
    size: int

    @property
    def sealed(self) -> bool:
        """Whether it is encrypted."""
        return self.path.name.endswith(SEALED_ENDING)


def read_every(text: str) -> timedelta:
    """`90m`, `6h`, `1d` as a time. Raises `ValueError` for anything else, and out of bounds."""
    found = _EVERY.fullmatch(text.strip())
    every = int(found["n"]) * _UNITS[found["unit"].lower()] if found else None
    if every is None or not SHORTEST <= every <= LONGEST:
        raise ValueError("must be a time like 90m, 6h or 1d, from a minute to 366 days")
    return every


def read_keys(text: str) -> tuple[str, ...]:
    """The public keys of age in a setting. Raises `ValueError` for anything else."""
    keys = tuple(text.replace(",", " ").split())
    if not all(_KEY.fullmatch(key) for key in keys):
        raise ValueError("must be public keys of age, which begin with age1, with commas between them")
    return keys


def path_of(database: Path, plan: BackupPlan, now: datetime) -> Path:
    """Where a backup of this moment goes; `now` with a time zone."""
    ending = SEALED_ENDING if plan.key else ""
    return folder_of(database, plan) / f"{database.name}.backup-{now.astimezone():{_FORM}}{ending}"


def folder_of(database: Path, plan: BackupPlan) -> Path:
    return plan.folder or database.parent


def made_at(database: Path, name: str) -> datetime | None:
    """When the backup of this name was made. None for a file that no rotation may touch."""
    found = _MADE.fullmatch(name.removeprefix(database.name)) if name.startswith(database.name) else None
    if found is None:
        return None
    try:
        return datetime.strptime(found["at"], _FORM).astimezone()
    except ValueError:
        return None


def next_due(plan: BackupPlan, newest: Backup | None, now: datetime) -> datetime | None:
    """When the next backup is due by the clock; None: never."""
    if plan.every is None:
        return None
    return now if newest is None else max(now, min(newest.made_at, now) + plan.every)


def is_late(plan: BackupPlan, newest: Backup | None, now: datetime) -> bool:
    """Whether there is no backup that is as new as it should be."""
    return newest is None or now - newest.made_at > min(LATE, 2 * plan.every if plan.every else LATE)
