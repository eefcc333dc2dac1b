"""Checks the database: its version, its soundness, its audit, and who has it open."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.doctor.findings import Finding
from bot.domain.audit import Flaw
from bot.errors import StoreUnavailable
from bot.store import files, migrations
from bot.store.copies import readable
from bot.store.process_lock import Holder, holder_of

LARGE_WAL = 64 * 1024 * 1024  # bytes: SQLite folds it in every 4 MB; this much was left by a crash

_FLAWS: Mapping[Flaw, str] = {
    Flaw.CHANGED: "were changed at line",
    Flaw.NOT_NEXT: "are not complete before line",
    Flaw.UNCHAINED: "are no chain at line",
    Flaw.END_MISSING: "do not end with line",
}


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
        whole = readable(database.stat().st_size)
        yield Finding("pictures", "ok", f"{readable(found)} of the database's {whole}")


def check_holder(holder: Holder | None) -> Finding:
    return Finding("process", "ok", f"in use by {holder}" if holder else "no bot runs on the database")


def check_wal(size: int) -> Finding:
    if size > LARGE_WAL:
        return Finding(
            "write-ahead log", "warn", readable(size), "Stop and start the bot once: it is folded in."
        )
    return Finding("write-ahead log", "ok", readable(size))
