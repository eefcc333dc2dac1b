"""Lets each worker compile another part of the tests first, so that none compiles what another has.

After a checkout nothing is compiled. Workers that all begin with the first file all compile every file, eight
seconds of the processor for each of them. So each imports the test modules from another one onwards, and by
the time it comes to the others' parts, those are compiled.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    given = getattr(session.config, "workerinput", None)
    if given is not None and session.config.args == ["tests"]:
        number = int(given["workerid"].removeprefix("gw"))
        for module in in_turn(modules_of_tests(), number, given["workercount"]):
            importlib.import_module(module)


def modules_of_tests() -> list[str]:
    paths = sorted((ROOT / "tests").rglob("test_*.py"))
    return [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]


def in_turn(modules: Sequence[str], number: int, workers: int) -> Iterator[str]:
    """All modules, beginning with those of the worker with this `number`, and ending with those before."""
    begin = len(modules) * number // workers
    yield from modules[begin:]
    yield from modules[:begin]
