"""After a run of all tests: reasons that no statement needed any more.

Each process of xdist hands over what its statements needed. A run of some tests, or one that failed, says
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from tests.plans import recording
from tests.plans.allowed import ALLOWED

_KEY = "needed_reasons"
# Options that leave tests out.
_NARROWING = ("keyword", "markexpr", "lf", "deselect", "ignore", "ignore_glob", "maxfail", "collectonly")
_stale: list[str] = []


def stale(needed: Iterable[tuple[str, str]]) -> list[str]:
    """The entries of `ALLOWED` that are not among these."""
    known = set(needed)
    return sorted(
        f"{name}: {fault}"
        for name, faults in ALLOWED.items()
        for fault in faults
        if (name, fault) not in known
    )


def is_whole(config: pytest.Config) -> bool:
    """Whether pytest was asked to run every test."""
    named = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
    return not named and not any(getattr(config.option, name, None) for name in _NARROWING)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    recording.needed.update(map(tuple, getattr(node, "workeroutput", {}).get(_KEY, ())))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_KEY] = sorted(map(list, recording.needed))
    elif exitstatus == pytest.ExitCode.OK and is_whole(session.config):
        # They are told, and fail nothing: what a test draws at random decides which statements a run has.
        _stale.extend(stale(recording.needed))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _stale:
        terminalreporter.section("tests/plans/allowed.py: no statement needs these any more")
        for entry in _stale:
            terminalreporter.line(entry)
