"""Tests the other Python versions that the bot supports: `python -m tools.pythons` (`make pythons`).

For each of 3.11, 3.12 and 3.13 that this machine has, except the running one: it makes a fresh environment
from `constraints.txt`, imports every module, and runs the tests without Discord and those of one command. It
takes minutes, and ends after `PATIENCE` at the latest. It names what was not finished by then. That is not a
failure, because it depends on the machine.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ("3.11", "3.12", "3.13")
PATIENCE = 330.0  # seconds for all of them together
TESTS = (
    "tests/domain",
    "tests/search",
    "tests/sources",
    "tests/taste",
    "tests/i18n",
    "tests/cogs/scores/test_rate.py",
)
IMPORT_ALL = """
import importlib, pkgutil
import bot, cogs
for package in (bot, cogs):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
"""


def candidates(version: str, home: Path) -> Iterator[str]:
    """The possible places of a Python of this version: on the path, or among pyenv's."""
    if found := shutil.which(f"python{version}"):
        yield found
    for path in sorted((home / ".pyenv" / "versions").glob(f"{version}.*/bin/python"), reverse=True):
        yield str(path)


def runs(python: str, version: str) -> bool:
    """Whether this Python runs: a version manager's shim may exist without a Python behind it."""
    probe = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-c", probe], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.stdout.strip() == version


def others(home: Path) -> dict[str, str]:
    """The Pythons of the other versions, by version."""
    current = f"{sys.version_info[0]}.{sys.version_info[1]}"
    found = {
        version: next((path for path in candidates(version, home) if runs(path, version)), "")
        for version in VERSIONS
        if version != current
    }
    return {version: path for version, path in found.items() if path}


def steps(python: str, folder: Path) -> Iterator[tuple[str, Sequence[str]]]:
    """The steps for one Python, by what each proves."""
    own = str(folder / "bin" / "python")
    quiet = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    yield "environment", (python, "-m", "venv", str(folder))
    yield "install", (own, *quiet, "-c", "constraints.txt", "-e", ".[dev,speed]")
    yield "import", (own, "-W", "ignore", "-c", IMPORT_ALL)
    yield (
        "tests",
        (own, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", "-p", "no:cacheprovider", *TESTS),
    )


def tried(version: str, python: str, until: float) -> bool:
    """Whether everything passed with this Python. Prints what failed."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"namida-{version}-") as folder:
        for name, command in steps(python, Path(folder) / "venv"):
            try:
                done = subprocess.run(  # noqa: S603 - commands of our own
                    command, cwd=ROOT, capture_output=True, text=True, check=False,
                    timeout=max(1.0, until - time.monotonic()),
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                sys.stdout.write(f"Python {version}: {name} not finished within {PATIENCE:.0f} s\n")
                return True
            if done.returncode != 0:
                sys.stdout.write(
                    f"Python {version}: {name} failed\n{done.stdout[-6_000:]}{done.stderr[-3_000:]}\n"
                )
                return False
    told = done.stdout.strip().splitlines()[-1].strip("= ")
    sys.stdout.write(f"Python {version}: installs, imports; {told} ({time.monotonic() - began:.0f} s)\n")
    return True


def main() -> int:
    until = time.monotonic() + PATIENCE
    found = others(Path.home())
    for version in VERSIONS:
        if version not in found and not sys.version.startswith(f"{version}."):
            sys.stdout.write(f"Python {version}: not on this machine\n")
    results = [tried(version, python, until) for version, python in found.items()]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
