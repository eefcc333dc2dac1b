# ruff: noqa: PLC0415 - each command imports what it needs, so that `--help` answers in 0.1 s
"""What the commands share: the settings, the option for the database, types of files, a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings


ENV_FILE = Path(".env")
database_option = click.option(
    "--database",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="The database, instead of NAMIDA_DATABASE.",
)


def file_type(*, exists: bool) -> click.Path:
    return click.Path(exists=exists, dir_okay=False, path_type=Path)


def read_settings(database: Path | None, *, quiet: bool = False) -> Settings:
    """The settings of this command. Also sets up the log with them.

    `quiet`: the log tells only what is wrong, unless a setting says what it tells.
    """
    from bot.logs import configure_logs, get_logger
    from bot.settings import load_settings, unknown_variables

    settings = load_settings(ENV_FILE)
    configure_logs(
        "warning" if quiet and "log_level" not in settings.model_fields_set else settings.log_level,
        settings.log_format,
        secrets=[
            token.get_secret_value() for token in (settings.discord_token, settings.tmdb_token) if token
        ],
    )
    for unknown in unknown_variables(ENV_FILE):
        get_logger(__name__).warning("unknown setting", variable=unknown.name, did_you_mean=unknown.nearest)
    return settings if database is None else settings.model_copy(update={"database": database})


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, if it is a terminal. Called with the amount done and the total."""
    steps = 1000
    with click.progressbar(
        length=steps, label=label, file=sys.stderr, hidden=not sys.stderr.isatty(), show_pos=False
    ) as bar:

        def show(done: int, total: int) -> None:
            bar.update(max(0, (steps * done // total if total else steps) - bar.pos))

        yield show
