"""Checks an installation: what is in order, what is not, and how to fix it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.doctor.database import check_database
from bot.doctor.findings import Finding
from bot.doctor.installation import (
    check_backups,
    check_catalogue_servers,
    check_copies,
    check_env_file,
    check_folder,
    check_languages,
    check_package,
    check_python,
    check_sealing,
    check_space,
    check_token,
    check_unknown,
)
from bot.doctor.outside import ask_outside
from bot.settings import Settings, UnknownVariable

__all__ = ["Finding", "check_catalogue_servers", "look_over"]


def look_over(
    settings: Settings, env_file: Path, unknown: tuple[UnknownVariable, ...], *, offline: bool
) -> Iterator[Finding]:
    """Every finding, in the order a person would fix them. Changes nothing.

    Unless `offline`, Discord and the sources are asked once each, for `outside.LIMIT` seconds at most.
    """
    yield check_python(sys.version_info[:2])
    yield from check_unknown(unknown)
    yield check_env_file(env_file)
    yield check_token(settings)
    if not offline:
        yield from ask_outside(settings)
    yield check_catalogue_servers(settings)
    yield check_folder(settings.database)
    if settings.database.exists():
        yield from check_database(settings.database)
    else:
        yield Finding(
            "database", "ok", f"no database yet at {settings.database}; it is made at the first start"
        )
    yield check_space(settings.database)
    yield from check_copies(settings.database)
    if settings.database.exists():
        yield check_backups(settings, datetime.now(UTC))
    if settings.backup_key:
        yield check_sealing()
    yield check_languages()
    for name, gain in (("uvloop", "a faster event loop"), ("orjson", "faster JSON")):
        yield check_package(name, gain)
