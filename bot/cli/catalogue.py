# ruff: noqa: PLC0415 - each command imports what it needs, so that `--help` answers in 0.1 s
"""Commands that read the catalogue from files and write it to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.boundary import ENDINGS, Failed
from bot.cli.options import database_option, file_type, progress_bar, read_settings

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command("import", epilog=ENDINGS)
@click.argument("file", type=file_type(exists=True))
@click.option("--overwrite", is_flag=True, help="Replace what the catalogue has; else only gaps are filled.")
@click.option("--check", is_flag=True, help="Say what would happen, change nothing.")
@database_option
def import_(file: Path, overwrite: bool, check: bool, database: Path | None) -> None:
    """Add the dramas of FILE (.jsonl or .csv) to the catalogue: all of them or, if one is wrong, none.

    The bot may run meanwhile. It finds the new names at its next start.
    """
    settings = read_settings(database)
    from bot import maintenance
    from bot.errors import ImportRefused

    try:
        with progress_bar("Importing") as progress:
            result = maintenance.import_file(
                settings.database,
                file,
                overwrite=overwrite,
                check=check,
                starter=settings.starter,
                progress=progress,
            )
    except ImportRefused as refused:
        for line in maintenance.refused_rows(refused):
            click.echo(line, err=True)
        raise Failed(f"{file} was refused ({refused.total:,} wrong); nothing was stored.") from None
    counts = f"{result.added:,} added, {result.changed:,} changed, {result.unchanged:,} unchanged"
    click.echo(f"{counts} (checked only, nothing was stored)" if check else counts)
    if result.ident is not None and not check:
        click.echo(f"This is import {result.ident}; `python -m bot undo {result.ident}` undoes it.")
    if not check:
        _tell_who_runs(settings)


def _tell_who_runs(settings: Settings) -> None:
    from bot import maintenance

    running = maintenance.running(settings.database)
    if running is not None:
        click.echo(f"The bot that runs ({running}) finds new names after its next start.", err=True)


@click.command("undo", epilog=ENDINGS)
@click.argument("number", type=click.IntRange(min=1, max=2**63 - 1))
@database_option
def undo(number: int, database: Path | None) -> None:
    """Undo all that import NUMBER did. What people added or changed since stays."""
    settings = read_settings(database)
    from bot import maintenance

    undone = maintenance.undo_import(settings.database, number)
    click.echo(f"{undone.went:,} dramas removed; the import's changes to other dramas are undone")
    if undone.stayed:
        click.echo(f"{undone.stayed:,} stay: members or curators have given them something since")
    _tell_who_runs(settings)


@click.command(epilog=ENDINGS)
@click.argument("file", type=file_type(exists=False))
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@database_option
def export(file: Path, force: bool, database: Path | None) -> None:
    """Write the catalogue to FILE. Its ending sets the format: .jsonl or .csv."""
    if file.suffix not in {".jsonl", ".csv"}:
        raise click.BadParameter("must end in .jsonl or .csv", param_hint="FILE")
    settings = read_settings(database)
    from bot import maintenance

    try:
        with progress_bar("Exporting") as progress:
            written = maintenance.export_file(settings.database, file, force=force, progress=progress)
    except FileExistsError:
        raise Failed(f"{file} is there already: --force replaces it.") from None
    click.echo(f"{written:,} dramas written to {file}")
