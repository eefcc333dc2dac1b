# ruff: noqa: PLC0415 - each command imports what it needs, so that `--help` answers in 0.1 s
"""Commands that say whether all is well: with the installation, and with the bot that runs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli.boundary import ENDINGS, TO_MEND, Failed, WrongSetting
from bot.cli.options import ENV_FILE, database_option, read_settings


@click.command(epilog=ENDINGS)
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


@click.command(epilog=ENDINGS)
def health() -> None:
    """Ask the running bot whether it is well. NAMIDA_METRICS says where."""
    from bot.health import ask_health

    listening = read_settings(None).listening
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
