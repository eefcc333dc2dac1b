# ruff: noqa: PLC0415 - each command imports what it needs, so that `--help` answers in 0.1 s
"""Commands that run the bot, and the demo."""

from __future__ import annotations

import errno
import gc
import tempfile
from pathlib import Path

import click

from bot.cli.boundary import ENDINGS, Failed, WrongSetting
from bot.cli.options import database_option, file_type, read_settings

DEMO_PORT = 8765
# After so many new objects Python looks for garbage among them, and after so many such looks among old ones.
# With its own numbers (700, 10, 10), a tenth of all answers and a seventh of a start went into this.
LOOKS_FOR_GARBAGE = (10_000, 20, 20)
HOW_TO_BEGIN = (
    "DISCORD_TOKEN is not set: make an application at https://discord.com/developers/applications, "
    "copy the token from its Bot page into .env as DISCORD_TOKEN=…, and start again; "
    "`make demo` needs no token."
)


@click.command(epilog=ENDINGS)
@database_option
def run(database: Path | None) -> None:
    """Run the bot on Discord until Ctrl-C or SIGTERM."""
    gc.set_threshold(*LOOKS_FOR_GARBAGE)  # before most is imported
    settings = read_settings(database)
    if settings.discord_token is None:
        raise WrongSetting(HOW_TO_BEGIN)
    from bot import process

    try:
        process.run(settings)
    except process.CannotStart as error:
        raise (WrongSetting if error.setting_at_fault else Failed)(str(error)) from None


@click.command(epilog=ENDINGS)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=DEMO_PORT, show_default=True, help="0: any free."
)
@click.option(
    "--database",
    type=file_type(exists=False),
    metavar="PATH",
    help="Keep the demo's database; else it is temporary.",
)
@click.option(
    "--at",
    type=click.Choice(("lounge", "thread", "synopses", "reviews", "log", "hall")),
    default="lounge",
    show_default=True,
    help="The channel that the browser shows first.",
)
def demo(port: int, database: Path | None, at: str) -> None:
    """Try the bot in a browser, without Discord and without a token."""
    settings = read_settings(database, quiet=True)
    from bot import process

    with tempfile.TemporaryDirectory(prefix="namida-demo-") as folder:
        # Never the real database, token or backups.
        own = {
            "database": database or Path(folder) / "demo.sqlite3",
            "discord_token": None,
            "backup_every": None,
            "backup_dir": None,
        }
        try:
            process.run_demo(settings.model_copy(update=own), port, at, _demo_is_ready)
        except ModuleNotFoundError as error:
            if (error.name or "").split(".")[0] != "simcord":
                raise
            raise Failed("The demo needs SimCord: `make demo` installs it.") from None
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            raise Failed(f"Port {port} is not free: choose another with --port, or 0 for any.") from None


def _demo_is_ready(address: str) -> None:
    from bot.demo import what_to_try

    click.echo(f"{address}\n\n{what_to_try()}\n")
