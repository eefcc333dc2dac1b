"""Checks what the bot stands on: Python, its settings, the disk, backups and packages."""

from __future__ import annotations

import base64
import importlib.util
import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.doctor.findings import Finding
from bot.domain.backups import folder_of, is_late
from bot.domain.languages import LANGUAGES, SOURCE_LANGUAGE
from bot.i18n.catalogues import counted, share
from bot.settings import Settings, UnknownVariable
from bot.store import backups, copies, sealing
from bot.store.copies import readable

LEAST_FREE = 200 * 1024 * 1024  # bytes: a migration's copy, the write-ahead log and a day's backup fit
PYTHONS = ((3, 11), (3, 13))  # the first and the last that the bot is tested with


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
    if not looks_like_a_token(settings.discord_token.get_secret_value()):
        return Finding(
            "token",
            "fail",
            "DISCORD_TOKEN is set, but to no bot's token",
            "Copy it again from your application's Bot page: neither the application's id, its public key "
            "nor its client secret is the token.",
        )
    return Finding("token", "ok", "DISCORD_TOKEN is set, and looks like a token")


def looks_like_a_token(text: str) -> bool:
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


def check_space(database: Path, free_at: Callable[[Path], int] | None = None) -> Finding:
    folder = copies.nearest_folder(database)
    free = free_at(folder) if free_at else shutil.disk_usage(folder).free
    size = database.stat().st_size if database.exists() else 0
    least = max(LEAST_FREE, 2 * size)
    if free < least:
        return Finding("disk", "warn", f"{readable(free)} free", f"Make room: {readable(least)} are needed.")
    return Finding("disk", "ok", f"{readable(free)} free")


def check_copies(database: Path) -> Iterator[Finding]:
    """What stands beside the database, and takes room: copies, and what is left of unfinished ones."""
    whole, unfinished = copies.beside(database)
    if whole:
        listed = ", ".join(f"{file.name} ({readable(file.stat().st_size)})" for file in whole)
        yield Finding("copies", "ok", listed)
    if unfinished:
        listed = ", ".join(f"{file.name} ({readable(file.stat().st_size)})" for file in unfinished)
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


def check_languages() -> Finding:
    """How much of each language is translated. What lacks is shown in English, so nothing has to be done."""
    translated = (language for language in LANGUAGES if language != SOURCE_LANGUAGE)
    shares = (f"{language} {share(*counted(language))} %" for language in translated)
    return Finding("languages", "ok", ", ".join((f"{SOURCE_LANGUAGE} 100 %", *shares)))


def check_package(name: str, gain: str) -> Finding:
    if importlib.util.find_spec(name) is not None:
        return Finding(name, "ok", "installed")
    return Finding(name, "warn", f"not installed ({gain}; optional)", "`make run` installs it.")
