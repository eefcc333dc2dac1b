"""`make`: which Python it takes, when it installs, what it installs, and the duplicate check."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools.duplicates import offends, pairs

ROOT = Path(__file__).resolve().parent.parent

# A Python that writes down how it was called, and that lays an environment holding itself.
RECORDER = """#!/bin/sh
echo "$(basename "$0") $*" >> "$CALLS"
if [ "$1 $2" = "-m venv" ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi
exit 0
"""
BROKEN = "#!/bin/sh\necho 'command not found' >&2\nexit 127\n"
TOO_OLD = "#!/bin/sh\nexit 1\n"  # what the probe answers for a Python outside 3.11 to 3.13

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


class Clone:
    """A fresh clone's Makefile, on a machine with the Pythons that the test puts there."""

    def __init__(self, folder: Path, pythons: dict[str, str]):
        self.folder = folder / "clone"
        self.path = folder / "bin"
        self.calls = folder / "calls"
        self.folder.mkdir()
        self.path.mkdir()
        for name in ("Makefile", "pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, self.folder / name)
        for tool in ("sh", "rm", "mkdir", "cp", "touch", "awk", "find", "basename", "echo"):
            found = shutil.which(tool)
            assert found
            (self.path / tool).symlink_to(found)
        for name, script in pythons.items():
            (self.path / name).write_text(script)
            (self.path / name).chmod(0o755)

    def make(self, *targets: str) -> subprocess.CompletedProcess[str]:
        make = shutil.which("make")
        assert make
        environment = {"PATH": str(self.path), "CALLS": str(self.calls), "LANG": "C.UTF-8"}
        return subprocess.run(
            [make, *targets], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def called(self) -> list[str]:
        """What the Pythons were asked since the last look, but for the probe."""
        calls = self.calls.read_text().splitlines() if self.calls.exists() else []
        self.calls.unlink(missing_ok=True)
        return [call for call in calls if "-c import sys" not in call]

    def later(self, name: str) -> None:
        """Change a file after everything that is there."""
        stamps = [stamp.stat().st_mtime_ns for stamp in self.folder.rglob(".installed*")]
        newer = max(stamps) + 1_000_000_000
        os.utime(self.folder / name, ns=(newer, newer))


def install(extras: str) -> str:
    return f"python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .[{extras}]"


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path, {"python3": RECORDER})


def test_alone_it_lists_the_targets(clone: Clone) -> None:
    done = clone.make()

    assert done.returncode == 0
    for target in ("run", "demo", "test", "check", "bench", "screenshots", "clean", "help"):
        assert f"  make {target} " in done.stdout
    assert clone.called() == []


def test_the_demo_makes_the_environment_and_starts(clone: Clone) -> None:
    done = clone.make("demo")

    assert done.returncode == 0, done.stderr
    assert clone.called() == [
        "python3 --version",
        "python3 -m venv .venv",
        install("demo,speed"),
        "python -m bot demo",
    ]


def test_the_second_time_it_only_starts(clone: Clone) -> None:
    clone.make("demo")
    clone.called()

    clone.make("demo")
    clone.make("run")

    assert clone.called() == ["python -m bot demo", "python -m bot run"]


def test_the_tests_add_what_they_need_to_the_same_environment(clone: Clone) -> None:
    clone.make("demo")
    clone.called()

    clone.make("test")

    compiling = "python -m compileall -q -j 2 bot cogs"
    assert clone.called() == [install("dev,speed"), compiling, "python -m pytest -n 4 --dist worksteal"]


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_it_installs_again_when_what_is_pinned_has_changed(clone: Clone, name: str) -> None:
    clone.make("demo")
    clone.called()
    clone.later(name)

    clone.make("demo")

    assert clone.called() == [install("demo,speed"), "python -m bot demo"]


def test_an_environment_whose_python_is_gone_is_made_anew(clone: Clone) -> None:
    clone.make("demo")
    clone.called()
    (clone.folder / ".venv" / "bin" / "python").write_text(BROKEN)

    clone.make("demo")

    assert "python3 -m venv .venv" in clone.called()


def test_a_python_that_is_there_but_does_not_run_is_passed_over(tmp_path: Path) -> None:
    clone = Clone(
        tmp_path, {"python3": BROKEN, "python3.13": BROKEN, "python3.12": RECORDER, "python3.11": RECORDER}
    )

    done = clone.make("demo")

    assert done.returncode == 0, done.stderr
    assert "python3.12 -m venv .venv" in clone.called()


@pytest.mark.parametrize("pythons", [{}, {"python3": TOO_OLD}, {"python3": BROKEN, "python3.11": BROKEN}])
def test_without_a_python_it_says_what_is_needed(tmp_path: Path, pythons: dict[str, str]) -> None:
    done = Clone(tmp_path, pythons).make("demo")

    assert done.returncode != 0
    assert "Namida needs Python 3.11, 3.12 or 3.13 with its venv module" in done.stderr
    assert not (tmp_path / "clone" / ".venv").exists()


def test_the_probe_takes_this_python(tmp_path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (probe,) = (
        line.removeprefix("PROBE := ") for line in makefile.splitlines() if line.startswith("PROBE := ")
    )

    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
    outside = probe.replace("(3, 13)", "(3, 10)")
    assert subprocess.run([sys.executable, "-c", outside], check=False).returncode == 1


def test_clean_keeps_what_is_yours(clone: Clone) -> None:
    clone.make("demo")
    for name in ("data/namida.sqlite3", ".env", "bot/__pycache__/x.pyc", ".mypy_cache/x"):
        (clone.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (clone.folder / name).write_text("x")

    done = clone.make("clean")

    assert done.returncode == 0, done.stderr
    left = {str(path.relative_to(clone.folder)) for path in clone.folder.rglob("*") if path.is_file()}
    assert left == {"Makefile", "pyproject.toml", "constraints.txt", "data/namida.sqlite3", ".env"}


class TestDuplicates:
    def offending(self, root: Path, listing: str) -> list[str]:
        return [pair.row.split()[0] for pair in pairs(listing) if offends(pair, root)]

    def test_only_identical_lines_of_our_own_code_are_a_failure(self, tmp_path: Path) -> None:
        (tmp_path / "bot").mkdir()
        (tmp_path / "tests").mkdir()
        code = "".join(f"a{number} = {number}\n" for number in range(30))
        for name in ("bot/a.py", "tests/b.py"):
            (tmp_path / name).write_text(code)
        listing = (
            "5 pairs of places (4 files read)\n"
            "D1 bot/a.py:1-12 ~ bot/a.py:14-25\n"
            "D2 tests/b.py:1-12 ~ cogs/c.py:14-25 (+2 more runs)\n"
            "D3 bot/a.py:1-12 ~ cogs/c.py:14-25 shape (+1 more runs)\n"
            "D4 bot/a.py:1-12 ~ cogs/c.py:14-25 shape boilerplate\n"
            "D5 tests/b.py:1-12 ~ tests/b.py:14-25\n"
            "D6 bot/a.sql:1-12 ~ tests/store/dumps/0001.sql:14-25\n"
        )

        assert self.offending(tmp_path, listing) == ["D1", "D2"]

    def test_two_modules_may_import_the_same_names(self, tmp_path: Path) -> None:
        (tmp_path / "bot").mkdir()
        names = ",\n".join(f"    name{number}" for number in range(12))
        (tmp_path / "bot" / "a.py").write_text(f"from x import (\n{names},\n)\n\nvalue = 1\n")

        assert self.offending(tmp_path, "D1 bot/a.py:1-14 ~ bot/b.py:1-14\n") == []
        assert self.offending(tmp_path, "D1 bot/a.py:1-16 ~ bot/b.py:1-16\n") == ["D1"]


def test_a_package_holds_every_file_that_the_bot_reads() -> None:
    """A file that no package takes along is missed only where nobody has a clone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    taken = {
        path
        for package, patterns in project["package-data"].items()
        for pattern in patterns
        for path in (ROOT / package).glob(pattern)
    }
    listed = subprocess.run(
        ["git", "ls-files", "bot", "cogs"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    if not listed:
        pytest.skip("this is no clone, so git cannot list its files")
    left = [path for path in listed if not path.endswith(".py") and ROOT / path not in taken]
    assert not left
    folders = {str(Path(path).parent) for path in listed if path.endswith(".py")}
    assert all((ROOT / folder / "__init__.py").exists() for folder in folders)
