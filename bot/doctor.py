"""Checks an installation: what is in order, what is not, and how to fix it."""

from __future__ import annotations

import base64
import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from bot.domain.audit import Flaw
from bot.domain.backups import folder_of, is_late
from bot.errors import StoreUnavailable
from bot.settings import Settings, UnknownVariable
from bot.store import backups, copies, files, migrations, sealing
from bot.store.copies import megabytes
from bot.store.process_lock import Holder, holder_of

State = Literal["ok", "warn", "fail"]

LEAST_FREE = 200 * 1024 * 1024  # bytes: a migration's copy, the write-ahead log and a day's backup fit
LARGE_WAL = 64 * 1024 * 1024  # bytes: SQLite folds it in every 4 MB; this much was left by a crash
PYTHONS = ((3, 11), (3, 13))  # the first and the last that the bot is tested with


_FLAWS: Mapping[Flaw, str] = {
    Flaw.CHANGED: "were changed at line",
    Flaw.NOT_NEXT: "are not complete before line",
    Flaw.UNCHAINED: "are no chain at line",
    Flaw.END_MISSING: "do not end with line",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of the check. `todo` is empty if there is nothing to do."""

    check: str
    state: State
    found: str
    todo: str = ""


def look_over(settings: Settings, env_file: Path, unknown: tuple[UnknownVariable, ...]) -> Iterator[Finding]:
    """Every finding, in the order a person would fix them. Changes nothing."""
    yield check_python(sys.version_info[:2])
    yield from check_unknown(unknown)
    yield check_env_file(env_file)
    yield check_token(settings)
    yield check_catalogue_servers(settings)
    yield check_folder(settings.database)
    if settings.database.exists():
        yield from check_database(settings.database)
    yield check_space(settings.database)
    yield from check_copies(settings.database)
    if settings.database.exists():
        yield check_backups(settings, datetime.now(UTC))
    if settings.backup_key:
        yield check_sealing()
    for name, gain in (("uvloop", "a faster event loop"), ("orjson", "faster JSON")):
        yield check_package(name, gain)


def check_python(running: tuple[int, ...]) -> Finding:
    found = ".".join(map(str, running))
    if PYTHONS[0] <= running <= PYTHONS[1]:
        return Finding("python", "ok", found)
    return Finding("python", "fail", found, "Use Python 3.11, 3.12 or 3.13: `make clean`, then `make run`.")


def check_unknown(unknown: tuple[UnknownVariable, ...]) -> Iterator[Finding]:
    for variable in unknown:
        hint = f"Did you mean {variable.nearest}?" if variable.nearest else "Remove it."
        yield Finding("settings", "warn", f"{variable.name} is not a setting and has no effect", hint)


def check_env_file(path: Path) -> Finding:
    if not path.exists():
        return Finding("env file", "ok", f"no {path}; the settings come from the environment")
    if os.name == "posix" and path.stat().st_mode & 0o077:
        return Finding(
            "env file", "warn", f"others can read {path}", f"`chmod 600 {path}`: it holds the token."
        )
    return Finding("env file", "ok", str(path))


def check_token(settings: Settings) -> Finding:
    if settings.discord_token is None:
        return Finding(
            "token",
            "fail",
            "DISCORD_TOKEN is not set",
            "Put it into .env (docs/running.md says where to get it).",
        )
    if not _looks_like_a_token(settings.discord_token.get_secret_value()):
        return Finding(
            "token",
            "fail",
            "DISCORD_TOKEN is set, but to no bot's token",
            "Copy it again from your application's Bot page: neither the application's id, its public key "
            "nor its client secret is the token.",
        )
    return Finding("token", "ok", "DISCORD_TOKEN is set, and looks like a token; Discord was not asked")


def _looks_like_a_token(text: str) -> bool:
    """Whether a text looks like a token: three parts with dots, the first one a user's id in base64."""
    first, *others = text.split(".")
    if len(others) != 2 or not all(re.fullmatch(r"[A-Za-z0-9_-]{6,}", part) for part in others):
        return False
    try:
        return base64.b64decode(first + "=" * (-len(first) % 4), altchars=b"-_", validate=True).isdigit()
    except ValueError:
        return False


def check_catalogue_servers(settings: Settings) -> Finding:
    """Check which servers may change the shared catalogue.

    Only the running bot knows how many servers it is on.
    """
    named = len(settings.catalogue_servers)
    if named:
        return Finding(
            "catalogue",
            "ok",
            f"changed from {named} server{'s' if named > 1 else ''}; from others it is proposed to you",
        )
    return Finding(
        "catalogue",
        "ok",
        "changed from the only server; with more than one, changes wait for you in /catalogue queue",
    )


def check_folder(database: Path) -> Finding:
    folder = copies.nearest_folder(database)
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding(
            "folder",
            "fail",
            f"{folder} cannot be written to",
            "Give it to the user who runs the bot (`chown`).",
        )
    return Finding("folder", "ok", f"{folder} can be written to")


def check_database(database: Path) -> Iterator[Finding]:
    yield check_permissions(database)
    if not os.access(database, os.R_OK | os.W_OK):
        yield Finding(
            "database", "fail", f"{database} cannot be read and written", "Run this as the bot's user."
        )
        return
    try:
        examination = files.examine(database)
    except files.InUse:
        yield Finding("integrity", "warn", "another process locks the database", "Look again in a minute.")
        return
    except StoreUnavailable as error:
        yield Finding("integrity", "fail", f"the database is {error.kind}", "Look at the disk, then again.")
        return
    if examination.ours or examination.empty or examination.problems:
        yield check_version(examination)
    yield from check_soundness(examination)
    if examination.sound:
        yield from check_audit(database)
        yield from check_pictures(database)
    yield check_holder(holder_of(database))
    yield check_wal(files.wal_size(database))


def check_permissions(database: Path) -> Finding:
    if os.name != "posix":
        return Finding("permissions", "ok", "left to the system")
    open_files = [file for file in (database, *files.companions(database)) if file.stat().st_mode & 0o077]
    if not open_files:
        return Finding("permissions", "ok", "only its owner can read the database")
    names = " ".join(map(str, open_files))
    return Finding("permissions", "fail", "others can read the members' data", f"`chmod 600 {names}`")


def check_version(examination: files.Examination) -> Finding:
    found, known = examination.version, migrations.latest_version()
    if found is None:
        return Finding("schema", "fail", "the version cannot be read", "`python -m bot restore BACKUP`")
    if found > known:
        return Finding(
            "schema",
            "fail",
            f"version {found}; this bot knows {known}",
            "Install the newer bot again, or restore.",
        )
    if found < known:
        return Finding(
            "schema",
            "warn",
            f"version {found} of {known}",
            "`python -m bot migrate`, or the next start does it.",
        )
    return Finding("schema", "ok", f"version {found}")


def check_soundness(examination: files.Examination) -> Iterator[Finding]:
    if examination.problems:
        yield Finding(
            "integrity",
            "fail",
            "; ".join(examination.problems[:3]),
            "Stop the bot, then `python -m bot restore BACKUP`; the damaged file is kept.",
        )
    elif not examination.ours and not examination.empty:
        yield Finding(
            "integrity", "fail", "another program's database", "Let NAMIDA_DATABASE name another file."
        )
    elif examination.broken_references:
        yield Finding(
            "references",
            "fail",
            f"{examination.broken_references} rows refer to rows that are missing",
            "Stop the bot, then `python -m bot restore BACKUP`.",
        )
    else:
        yield Finding("integrity", "ok", "every page and every reference is sound")


def check_audit(database: Path) -> Iterator[Finding]:
    """Check that no line of the audit was changed or taken out since it was written."""
    try:
        report = files.chains(database)
    except files.InUse:
        yield Finding("audit", "warn", "another process locks the database", "Look again in a minute.")
        return
    if report is None:
        return
    for broken in report.broken:
        where = f"of server {broken.guild_id}" if broken.guild_id else "without a server"
        yield Finding(
            "audit",
            "fail",
            f"the lines {where} {_FLAWS[broken.flaw]} {broken.line_id}",
            "The file was changed, and not by the bot: compare it with a backup.",
        )
    if not report.broken:
        before = f", {report.before} of them from before it began" if report.before else ""
        yield Finding("audit", "ok", f"the chain of {report.lines} lines is whole{before}")


def check_pictures(database: Path) -> Iterator[Finding]:
    """Say how much of the file, and of each backup, are members' pictures."""
    try:
        found = files.pictures(database)
    except files.InUse:
        return  # said already
    if found is not None:
        whole = megabytes(database.stat().st_size)
        yield Finding("pictures", "ok", f"{megabytes(found)} of the database's {whole}")


def check_holder(holder: Holder | None) -> Finding:
    return Finding("process", "ok", f"in use by {holder}" if holder else "no bot runs on the database")


def check_wal(size: int) -> Finding:
    if size > LARGE_WAL:
        return Finding(
            "write-ahead log", "warn", megabytes(size), "Stop and start the bot once: it is folded in."
        )
    return Finding("write-ahead log", "ok", megabytes(size))


def check_space(database: Path, free_at: Callable[[Path], int] | None = None) -> Finding:
    folder = copies.nearest_folder(database)
    free = free_at(folder) if free_at else shutil.disk_usage(folder).free
    size = database.stat().st_size if database.exists() else 0
    least = max(LEAST_FREE, 2 * size)
    if free < least:
        return Finding(
            "disk", "warn", f"{megabytes(free)} free", f"Make room: {megabytes(least)} are needed."
        )
    return Finding("disk", "ok", f"{megabytes(free)} free")


def check_copies(database: Path) -> Iterator[Finding]:
    """What stands beside the database, and takes room: copies, and what is left of unfinished ones."""
    whole, unfinished = copies.beside(database)
    if whole:
        listed = ", ".join(f"{file.name} ({megabytes(file.stat().st_size)})" for file in whole)
        yield Finding("copies", "ok", listed)
    if unfinished:
        listed = ", ".join(f"{file.name} ({megabytes(file.stat().st_size)})" for file in unfinished)
        yield Finding("unfinished copies", "warn", listed, "Delete them, unless a backup is being made.")


def check_backups(settings: Settings, now: datetime) -> Finding:
    """How old the newest dated backup is, and whether that is too old for the plan."""
    plan = settings.backups
    kept = backups.found(settings.database, plan)
    newest = kept[0] if kept else None
    if newest is None:
        told = f"none in {folder_of(settings.database, plan)}"
    else:
        told = f"the newest of {len(kept)} is {age(now - newest.made_at)} old: {newest.path.name}"
    if not is_late(plan, newest, now):
        return Finding("backups", "ok", told)
    todo = (
        "Look in the log for why the bot made none."
        if plan.every is not None
        else "`python -m bot backup`, or let the bot make them: NAMIDA_BACKUP_EVERY=1d."
    )
    return Finding("backups", "warn", told, todo)


def check_sealing() -> Finding:
    if sealing.is_installed():
        return Finding("encrypted backups", "ok", "pyrage is installed")
    return Finding(
        "encrypted backups",
        "fail",
        "NAMIDA_BACKUP_KEY is set and pyrage is not installed, so no backup is made",
        "`.venv/bin/pip install -e '.[age]'`",
    )


def age(time: timedelta) -> str:
    """A time for people: minutes up to two hours, hours up to two days, then days."""
    minutes = max(0, int(time.total_seconds())) // 60
    for unit, length, most in (("minutes", 1, 120), ("hours", 60, 48 * 60)):
        if minutes < most:
            return f"{minutes // length} {unit}"
    return f"{minutes // (24 * 60)} days"


def check_package(name: str, gain: str) -> Finding:
    if importlib.util.find_spec(name) is not None:
        return Finding(name, "ok", "installed")
    return Finding(name, "warn", f"not installed ({gain}; optional)", "`make run` installs it.")
