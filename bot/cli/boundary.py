# ruff: noqa: PLC0415 - each command imports what it needs, so that `--help` answers in 0.1 s
"""Turns every error of a command into a sentence and an exit code."""

from __future__ import annotations

from typing import Any, NoReturn

import click

DONE, FAILED, WRONG, TO_MEND, INTERRUPTED = 0, 1, 2, 3, 130
ENDINGS = """\b
Exit codes:
  0    done; `run` and `demo` also when a signal ended them
  1    failed, and one sentence says why
  2    wrong use, or a wrong setting
  3    `doctor` found something to fix
  130  interrupted with Ctrl-C
"""


class Failed(click.ClickException):
    """One sentence on standard error: an expected failure."""

    exit_code = FAILED


class WrongSetting(click.ClickException):
    """One sentence on standard error that names the setting to correct."""

    exit_code = WRONG


class Boundary(click.Group):
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
