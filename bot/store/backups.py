"""Makes, lists and rotates the dated backups of a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.backups import Backup, BackupPlan, folder_of, made_at, path_of
from bot.errors import Hindrance, StoreUnavailable
from bot.store import files, sealing
from bot.store.copies import PARTIAL, NoRoom, discard, publish, require_room


@dataclass(frozen=True, slots=True)
class NotMade:
    """Why there is no backup; `told` is for the log."""

    hindrance: Hindrance
    told: str


# What is left of a backup that was broken off this long ago is no one's any more.
ABANDONED = timedelta(days=1)


def make(database: Path, target: Path, keys: str = "", progress: files.Progress | None = None) -> int:
    """Write a checked backup to the new file `target`; returns its size in bytes.

    With `keys` it is encrypted, once it has passed the check. Raises the errors of `files.backup`, and
    `Unsealable`; then there is no `target`, and nothing that is not encrypted stays.
    """
    if not keys:
        return files.backup(database, target, progress)
    if target.exists():
        raise FileExistsError(target)
    require_room(target, 2 * files.size_of(database))
    with files.copied(database, target, progress) as copy, files.new_file(target) as sealed:
        sealing.seal(copy, sealed, keys)
        publish(sealed, target)
    return target.stat().st_size


def attempt(database: Path, plan: BackupPlan, now: datetime) -> Backup | NotMade:
    """Make and rotate as planned, in another process: the result, or why there is none, as what pickles."""
    target = path_of(database, plan, now)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        size = make(database, target, plan.key)
        rotate(database, plan, now)
    except NoRoom as error:
        return NotMade(Hindrance.NO_ROOM, str(error))
    except sealing.Unsealable as error:
        return NotMade(Hindrance.UNSEALED, str(error))
    except files.UnusableFile as error:
        return NotMade(Hindrance.DAMAGED, str(error))
    except StoreUnavailable as error:
        known = {"full": Hindrance.NO_ROOM, "damaged": Hindrance.DAMAGED}
        return NotMade(known.get(error.kind, Hindrance.FAILED), f"the database is {error.kind}")
    except (files.InUse, OSError) as error:
        return NotMade(Hindrance.FAILED, str(error))
    return Backup(target, now, size)


def discard_unfinished(target: Path) -> None:
    """Delete what is left of a backup whose process was ended."""
    for file in target.parent.glob(f"{target.name}*{PARTIAL}*"):
        discard(file)


def found(database: Path, plan: BackupPlan) -> list[Backup]:
    """The dated backups of this database, the newest first."""
    folder = folder_of(database, plan)
    if not folder.is_dir():
        return []
    dated = ((file, made_at(database, file.name)) for file in folder.iterdir() if file.is_file())
    kept = [Backup(file, at, file.stat().st_size) for file, at in dated if at is not None]
    return sorted(kept, key=lambda one: (one.made_at, one.path.name), reverse=True)


def rotate(database: Path, plan: BackupPlan, now: datetime) -> list[Backup]:
    """Delete all but the newest `plan.keep` dated backups; returns what was deleted.

    Files with other names stay: those that a person named, and copies before a migration or a restore. What
    is left of backups that were broken off goes after a day.
    """
    gone = found(database, plan)[max(plan.keep, 1) :]
    for backup in gone:
        backup.path.unlink(missing_ok=True)
    for file in folder_of(database, plan).glob(f"{database.name}.backup-*{PARTIAL}*"):
        if now.timestamp() - file.stat().st_mtime > ABANDONED.total_seconds():
            discard(file)
    return gone


@contextmanager
def readable(file: Path, identity: Path | None, database: Path) -> Iterator[Path]:
    """A backup as a database: the file itself or, if it is encrypted, a copy of what it holds.

    The copy is beside `database`, readable by its owner alone, and goes at the end of the block. Raises
    `Unsealable` and `NoRoom`.
    """
    if not sealing.is_sealed(file):
        yield file
        return
    if identity is None:
        raise sealing.Unsealable(
            str(file), "is encrypted: `--identity FILE` names the file with its secret key"
        )
    database.parent.mkdir(parents=True, exist_ok=True)
    require_room(database, file.stat().st_size)
    with files.new_file(database) as opened:
        sealing.unseal(file, opened, identity)
        yield opened
