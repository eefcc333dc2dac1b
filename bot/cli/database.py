# ruff: noqa: PLC0415 - each command imports what it needs, so that `--help` answers in 0.1 s
"""Commands for the database file: migrate it, back it up, restore it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.boundary import ENDINGS, Failed
from bot.cli.options import database_option, file_type, progress_bar, read_settings

if TYPE_CHECKING:
    from bot.domain.backups import BackupPlan
    from bot.maintenance import BackedUp
    from bot.settings import Settings


@click.command(epilog=ENDINGS)
@database_option
def migrate(database: Path | None) -> None:
    """Migrate the database to this version's schema. `run` does it, too."""
    settings = read_settings(database)
    from bot import maintenance

    done = maintenance.migrate(settings.database)
    if done.before is None:
        click.echo(f"Made {settings.database} with schema version {done.after}.")
    elif done.before == done.after:
        click.echo(f"{settings.database} has schema version {done.after} already.")
    else:
        click.echo(f"{settings.database}: schema version {done.before} → {done.after}.")
    if done.copy is not None:
        click.echo(f"What it was before: {done.copy}")


@click.command(epilog=ENDINGS)
@click.argument("file", type=file_type(exists=False), required=False)
@click.option("--keep", type=click.IntRange(1, 10_000), help="Delete all but this many of the dated backups.")
@click.option("--every", metavar="TIME", help="Go on: a backup each 90m, 6h or 1d, until Ctrl-C.")
@database_option
def backup(file: Path | None, keep: int | None, every: str | None, database: Path | None) -> None:
    """Copy the database to FILE while the bot runs, and check the copy.

    Without FILE the copy has the time in its name. It is in NAMIDA_BACKUP_DIR, else beside the database, and
    encrypted if NAMIDA_BACKUP_KEY is set.
    """
    if file is not None and (keep or every):
        raise click.UsageError(
            "--keep and --every are for backups with the time in their names: leave FILE out"
        )
    settings = read_settings(database)
    plan = replace(settings.backups, keep=keep or settings.backup_keep, every=_every(every))
    if plan.every is not None:
        _back_up_by_the_clock(settings, plan)
        return
    from bot import maintenance

    now = datetime.now().astimezone()
    with progress_bar("Backing up") as progress:
        done = maintenance.back_up(settings.database, plan, now, progress, file=file, rotate=bool(keep))
    _tell_backup(done)


def _every(text: str | None) -> timedelta | None:
    from bot.domain.backups import read_every

    try:
        return read_every(text) if text is not None else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--every") from None


def _back_up_by_the_clock(settings: Settings, plan: BackupPlan) -> None:
    from bot import maintenance
    from bot.logs import get_logger

    maintenance.require(settings.database)
    now = partial(datetime.now, UTC)
    for done in maintenance.back_up_by_the_clock(settings.database, plan, now, time.sleep):
        if isinstance(done, str):
            get_logger(__name__).error("no backup", reason=done)
        else:
            _tell_backup(done)


def _tell_backup(done: BackedUp) -> None:
    from bot.store.copies import readable

    click.echo(f"{done.path} ({readable(done.size)}, checked{', encrypted' if done.sealed else ''})")
    for gone in done.gone:
        click.echo(f"Deleted: {gone.path}")


@click.command(epilog=ENDINGS)
@click.argument("file", type=file_type(exists=True))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--identity", type=file_type(exists=True), help="The secret key's file, for an encrypted backup."
)
@database_option
def restore(file: Path, yes: bool, identity: Path | None, database: Path | None) -> None:
    """Replace the database by the backup FILE. The old database is kept beside it."""
    settings = read_settings(database)
    from bot import maintenance
    from bot.store import restoring

    with maintenance.restorable(file, identity, settings.database) as (source, checked):
        if not yes and not click.confirm(f"Put {file} in the place of {settings.database}?", err=True):
            raise Failed("Nothing was changed.")
        now = datetime.now().astimezone()
        with progress_bar("Restoring") as progress:
            done = restoring.restore(source, settings.database, now, progress, checked=checked)
    click.echo(f"{settings.database} is now {file} (schema version {done.version}).")
    if done.aside is not None:
        was = "the damaged database" if done.damaged else "what it was before"
        click.echo(f"Kept aside, {was}: {done.aside}")
