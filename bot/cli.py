# ruff: noqa: PLC0415 - each command imports what it needs, so that `--help` answers in 0.1 s
"""The command line: each command's arguments, output and exit code."""

from __future__ import annotations

import errno
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from bot import __version__

if TYPE_CHECKING:
    from bot.domain.backups import BackupPlan
    from bot.maintenance import BackedUp
    from bot.settings import Settings

DONE, FAILED, WRONG, TO_MEND, INTERRUPTED = 0, 1, 2, 3, 130
ENV_FILE = Path(".env")
# After so many new objects Python looks for garbage among them, and after so many such looks among old ones.
# With its own numbers (700, 10, 10), a tenth of all answers and a seventh of a start went into this.
LOOKS_FOR_GARBAGE = (10_000, 20, 20)
DEMO_PORT = 8765

ENDINGS = """\b
Exit codes:
  0    done; `run` and `demo` also when a signal ended them
  1    failed, and one sentence says why
  2    wrong use, or a wrong setting
  3    `doctor` found something to fix
  130  interrupted with Ctrl-C
"""

HOW_TO_BEGIN = (
    "DISCORD_TOKEN is not set: make an application at https://discord.com/developers/applications, "
    "copy the token from its Bot page into .env as DISCORD_TOKEN=…, and start again; "
    "`make demo` needs no token."
)


class Failed(click.ClickException):
    """One sentence on standard error: an expected failure."""

    exit_code = FAILED


class WrongSetting(click.ClickException):
    """One sentence on standard error that names the setting to correct."""

    exit_code = WRONG


class House(click.Group):
    """Runs all commands behind one boundary: every error ends in a sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except KeyboardInterrupt:
            _end_interrupted(ctx)
        except click.Abort as abort:  # click's word for Ctrl-C and for the end of input at a question
            if isinstance(abort.__context__, KeyboardInterrupt):
                _end_interrupted(ctx)
            click.echo(err=True)  # leaves the line of the question
            raise Failed("No answer: nothing was changed (`--yes` answers for you).") from None
        except Exception as error:  # noqa: BLE001 - the outermost boundary
            raise _ending(error) from None


def _end_interrupted(ctx: click.Context) -> NoReturn:
    click.echo("\nInterrupted.", err=True)  # below the `^C` or the question
    ctx.exit(INTERRUPTED)


def _ending(error: Exception) -> click.ClickException:
    from bot.logs import get_logger
    from bot.maintenance import sentence
    from bot.settings import BadSetting

    if isinstance(error, BadSetting):
        return WrongSetting(f"{error}.")
    told = sentence(error)
    if told is None:
        # A bug: the log has the traceback, without secrets.
        get_logger(__name__).error("unexpected error", exc_info=error)
        told = "Something went wrong that should not have; the lines above say what."
    return Failed(told)


database_option = click.option(
    "--database",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="The database, instead of NAMIDA_DATABASE.",
)


def _file(*, exists: bool) -> click.Path:
    return click.Path(exists=exists, dir_okay=False, path_type=Path)


@click.group(
    cls=House,
    epilog=ENDINGS,
    invoke_without_command=True,
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


@main.command(epilog=ENDINGS)
@database_option
def run(database: Path | None) -> None:
    """Run the bot on Discord until Ctrl-C or SIGTERM."""
    gc.set_threshold(*LOOKS_FOR_GARBAGE)  # before most is imported
    settings = _settings(database)
    if settings.discord_token is None:
        raise WrongSetting(HOW_TO_BEGIN)
    from bot import process

    try:
        process.run(settings)
    except process.CannotStart as error:
        raise (WrongSetting if error.setting_at_fault else Failed)(str(error)) from None


@main.command(epilog=ENDINGS)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=DEMO_PORT, show_default=True, help="0: any free."
)
@click.option(
    "--database",
    type=_file(exists=False),
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
    settings = _settings(database, quiet=True)
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


@main.command(epilog=ENDINGS)
@database_option
def migrate(database: Path | None) -> None:
    """Migrate the database to this version's schema. `run` does it, too."""
    settings = _settings(database)
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


@main.command("import", epilog=ENDINGS)
@click.argument("file", type=_file(exists=True))
@click.option("--overwrite", is_flag=True, help="Replace what the catalogue has; else only gaps are filled.")
@click.option("--check", is_flag=True, help="Say what would happen, change nothing.")
@database_option
def import_(file: Path, overwrite: bool, check: bool, database: Path | None) -> None:
    """Add the dramas of FILE (.jsonl or .csv) to the catalogue: all of them or, if one is wrong, none.

    The bot may run meanwhile. It finds the new names at its next start.
    """
    settings = _settings(database)
    from bot import maintenance
    from bot.errors import ImportRefused

    try:
        with _bar("Importing") as progress:
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


@main.command("undo", epilog=ENDINGS)
@click.argument("number", type=click.IntRange(min=1, max=2**63 - 1))
@database_option
def undo(number: int, database: Path | None) -> None:
    """Undo all that import NUMBER did. What people added or changed since stays."""
    settings = _settings(database)
    from bot import maintenance

    undone = maintenance.undo_import(settings.database, number)
    click.echo(f"{undone.went:,} dramas removed; the import's changes to other dramas are undone")
    if undone.stayed:
        click.echo(f"{undone.stayed:,} stay: members or curators have given them something since")
    _tell_who_runs(settings)


@main.command(epilog=ENDINGS)
@click.argument("file", type=_file(exists=False))
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@database_option
def export(file: Path, force: bool, database: Path | None) -> None:
    """Write the catalogue to FILE. Its ending sets the format: .jsonl or .csv."""
    if file.suffix not in {".jsonl", ".csv"}:
        raise click.BadParameter("must end in .jsonl or .csv", param_hint="FILE")
    settings = _settings(database)
    from bot import maintenance

    try:
        with _bar("Exporting") as progress:
            written = maintenance.export_file(settings.database, file, force=force, progress=progress)
    except FileExistsError:
        raise Failed(f"{file} is there already: --force replaces it.") from None
    click.echo(f"{written:,} dramas written to {file}")


@main.command(epilog=ENDINGS)
@click.argument("file", type=_file(exists=False), required=False)
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
    settings = _settings(database)
    plan = replace(settings.backups, keep=keep or settings.backup_keep, every=_every(every))
    if plan.every is not None:
        _back_up_by_the_clock(settings, plan)
        return
    from bot import maintenance

    now = datetime.now().astimezone()
    with _bar("Backing up") as progress:
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


@main.command(epilog=ENDINGS)
@click.argument("file", type=_file(exists=True))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--identity", type=_file(exists=True), help="The secret key's file, for an encrypted backup.")
@database_option
def restore(file: Path, yes: bool, identity: Path | None, database: Path | None) -> None:
    """Replace the database by the backup FILE. The old database is kept beside it."""
    settings = _settings(database)
    from bot import maintenance
    from bot.store import files

    with maintenance.restorable(file, identity, settings.database) as (source, checked):
        if not yes and not click.confirm(f"Put {file} in the place of {settings.database}?", err=True):
            raise Failed("Nothing was changed.")
        now = datetime.now().astimezone()
        with _bar("Restoring") as progress:
            done = files.restore(source, settings.database, now, progress, checked=checked)
    click.echo(f"{settings.database} is now {file} (schema version {done.version}).")
    if done.aside is not None:
        was = "the damaged database" if done.damaged else "what it was before"
        click.echo(f"Kept aside, {was}: {done.aside}")


@main.command(epilog=ENDINGS)
@click.option("--json", "as_json", is_flag=True, help="One JSON list, for scripts.")
@click.option("--offline", is_flag=True, help="Ask neither Discord nor the sources.")
@database_option
def doctor(as_json: bool, offline: bool, database: Path | None) -> None:
    """Check the installation, and say what to fix.

    Discord and the sources are asked whether they answer, once each, for a few seconds at most.
    """
    from bot.doctor import Finding, look_over
    from bot.settings import BadSetting, Settings, load_settings, unknown_variables

    findings: list[Finding] = []
    try:
        settings, unknown = load_settings(ENV_FILE), unknown_variables(ENV_FILE)
    except BadSetting as error:
        findings.append(
            Finding("settings", "fail", f"{error}", "Correct it; the rest was looked at with defaults.")
        )
        settings, unknown = Settings.model_construct(), ()  # the defaults
    else:
        findings.append(Finding("settings", "ok", "every value can be used"))
    if database is not None:
        settings = settings.model_copy(update={"database": database})
    findings += look_over(settings, ENV_FILE, unknown, offline=offline)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        _print_findings([(finding.state, finding.check, finding.found, finding.todo) for finding in findings])
    if any(finding.state == "fail" for finding in findings):
        raise click.exceptions.Exit(TO_MEND)


@main.command(epilog=ENDINGS)
def health() -> None:
    """Ask the running bot whether it is well. NAMIDA_METRICS says where."""
    from bot.health import ask_health

    listening = _settings(None).listening
    if listening is None:
        raise WrongSetting("NAMIDA_METRICS is not set: without it the bot answers nowhere.")
    well, told = ask_health(listening)
    if not well:
        raise Failed(f"The bot is not well: {told}.")
    click.echo("The bot is well.")


def _print_findings(findings: list[tuple[str, str, str, str]]) -> None:
    colours = {"ok": "green", "warn": "yellow", "fail": "red"}
    for state, check, found, todo in findings:
        click.echo(f"{click.style(f'{state:<4}', fg=colours[state])}  {check}: {found}")
        if todo:
            click.echo(f"      → {todo}")


def _settings(database: Path | None, *, quiet: bool = False) -> Settings:
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
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, if it is a terminal. Called with the amount done and the total."""
    steps = 1000
    with click.progressbar(
        length=steps, label=label, file=sys.stderr, hidden=not sys.stderr.isatty(), show_pos=False
    ) as bar:

        def show(done: int, total: int) -> None:
            bar.update(max(0, (steps * done // total if total else steps) - bar.pos))

        yield show
