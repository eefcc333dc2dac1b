"""The command line: all commands together."""

from __future__ import annotations

import click

from bot import __version__
from bot.cli import catalogue, checking, database, running
from bot.cli.boundary import ENDINGS, Boundary

COMMANDS = (
    running.run,
    running.demo,
    database.migrate,
    database.backup,
    database.restore,
    catalogue.import_,
    catalogue.undo,
    catalogue.export,
    checking.doctor,
    checking.health,
)


@click.group(
    cls=Boundary,
    epilog=ENDINGS,
    invoke_without_command=True,
    commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="namida", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Namida, a Discord bot for communities that watch Asian dramas.

    Settings come from the environment and from .env; docs/running.md lists them.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
