"""The scaffold of a command: what it writes passes the checks, runs, and says what is still to write."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.scaffold import ROOT, described, left, main, planned
from tools.skeletons import MARK, Refused

pytestmark = pytest.mark.skipif(
    not (ROOT / "docs").is_dir(), reason="the documents are there in a clone alone"
)

# What Python has compiled is copied, too, and serves the copy: it goes by when its source was changed.
NOT_COPIED = shutil.ignore_patterns(
    ".venv",
    ".git",
    "*.pyc.*",  # being written by another test's process
    ".hypothesis",
    ".pytest_cache",
    ".ruff_cache",
    "data",
    "build",
    "dist",
)
# What the new command makes fail until its author has written it, and nothing else may.
STILL_TO_WRITE = {
    "test_it_does_what_it_is_for",
    "test_nothing_of_a_scaffold_is_left_to_write",
    "test_every_message_is_translated",
    "test_every_text_of_a_command_has_its_translations",
    "test_what_needs_a_server_is_offered_there_alone",  # whether the new group does
}
# What looks at every command, and so at a new one.
LOOKS_AT_EVERY_COMMAND = (
    "tests/cogs/test_commands_contract.py",
    "tests/cogs/test_leaks.py::test_every_command_is_walked_or_left_out_for_a_reason",
    "tests/i18n/test_translations.py",
    "tests/test_docs.py::test_every_slash_command_is_in_a_guide",
    "tests/test_scaffold.py::test_nothing_of_a_scaffold_is_left_to_write",
)  # fmt: skip


class Copy:
    """A copy of the tree in which a command was scaffolded."""

    def __init__(self, root: Path):
        self.root = root

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A module of Python in the copy, whose code comes before that of this tree."""
        environment = {**os.environ, "PYTHONPATH": str(self.root)}
        for name in ("PYTEST_XDIST_WORKER", "PYTHONDONTWRITEBYTECODE"):
            environment.pop(name, None)
        return subprocess.run(
            [sys.executable, "-m", *words],
            cwd=self.root, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy with a command of a group that is there, and one of a new group."""
    made = Copy(tmp_path_factory.mktemp("scaffold") / "namida")
    shutil.copytree(ROOT, made.root, ignore=NOT_COPIED)
    for words in (("drama.waltz", "--about", "Dance with a drama"), ("waltz.step",)):
        done = made.run("tools.scaffold", "command", *words)
        assert done.returncode == 0, done.stderr
    return made


def written(copy: Copy) -> list[str]:
    """The modules of the copy that are not as they are here."""
    there = (path.relative_to(copy.root) for path in copy.root.rglob("*.py"))
    return sorted(
        path.as_posix()
        for path in there
        if not (ROOT / path).exists() or (ROOT / path).read_bytes() != (copy.root / path).read_bytes()
    )


def test_it_writes_in_every_place(copy: Copy) -> None:
    assert set(written(copy)) == {
        "bot/present/catalogue/waltz.py", "bot/present/help.py",
        "bot/present/waltz/__init__.py", "bot/present/waltz/step.py",
        "bot/services/catalogue/searching.py", "bot/services/container.py",
        "bot/services/waltz/__init__.py", "bot/services/waltz/waltz.py",
        "cogs/catalogue/dramas.py", "cogs/waltz.py",
        "tests/cogs/catalogue/test_drama_waltz.py",
        "tests/cogs/leaks/walked.py",
        "tests/cogs/waltz/__init__.py", "tests/cogs/waltz/test_waltz_step.py",
    }  # fmt: skip
    guide = (copy.root / "docs/members.md").read_text("utf-8")
    header = guide.index("| command | what it does | who sees it |")
    table = guide[header:].split("\n\n")[0].splitlines()
    assert f"| `/drama waltz title:1 Litre of Tears` | {MARK} what it does | only you |" in table
    assert table[-2:] == [
        "| **Waltz** | | |",
        f"| `/waltz step title:1 Litre of Tears` | {MARK} what it does | only you |",
    ]


@pytest.mark.parametrize(
    "check",
    [
        ("ruff", "check", "--no-cache", "."),
        ("ruff", "format", "--no-cache", "--check", "."),
        ("tools.messages", "--check"),
    ],
    ids=lambda words: words[0],
)
def test_what_it_writes_passes_the_checks(copy: Copy, check: tuple[str, ...]) -> None:
    done = copy.run(*check)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_it_writes_keeps_to_the_layers(copy: Copy) -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(copy.root)}
    done = subprocess.run(
        [lint, "--no-cache"], cwd=copy.root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_what_it_writes_has_types_that_fit(copy: Copy) -> None:
    done = copy.run("mypy", *written(copy))
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_tests_run_and_say_what_is_still_to_write(copy: Copy) -> None:
    tests = [path for path in written(copy) if Path(path).name.startswith("test_") and "leaks" not in path]
    done = copy.run("pytest", "-q", "-p", "no:cacheprovider", "-n0", *tests, *LOOKS_AT_EVERY_COMMAND)
    failed = set(re.findall(r"^FAILED \S+::(\w+)", done.stdout, re.MULTILINE))
    assert failed == STILL_TO_WRITE, done.stdout[-8_000:]
    assert "ERROR" not in done.stdout
    assert "This is a skeleton. Still to write" in done.stdout


def test_it_lists_what_is_left(copy: Copy) -> None:
    done = copy.run("tools.scaffold", "left")
    assert done.returncode == 1
    places = {line.split(":")[0] for line in done.stdout.splitlines()}
    assert {
        "cogs/catalogue/dramas.py", "bot/services/waltz/waltz.py",
        "tests/cogs/leaks/walked.py", "docs/members.md", "CHANGELOG.md",
    } <= places  # fmt: skip
    assert all(MARK in line for line in done.stdout.splitlines())


def test_nothing_of_a_scaffold_is_left_to_write() -> None:
    assert list(left(ROOT)) == []


# --- what it refuses ---


@pytest.mark.parametrize(
    "name",
    ["compare", "drama", "drama.", ".compare", "Drama.compare", "drama.compare.two", "drama.x", "a.b c"],
)
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        described(ROOT, name, feature=None, service=None, about=None)


@pytest.mark.parametrize("name", ["drama.info", "watch.list", "club.start", "base.step", "rate.drama"])
def test_what_is_there_already_is_refused_and_nothing_is_written(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Refused):
        planned(ROOT, described(ROOT, name, feature=None, service=None, about=None))
    assert main(["command", name]) == 2
    assert capsys.readouterr().err.startswith("Nothing is written: ")


def groups() -> Iterator[str]:
    for path in sorted((ROOT / "cogs").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.keyword)
                and node.arg == "group_name"
                and isinstance(node.value, ast.Constant)
            ):
                yield str(node.value.value)


@pytest.mark.parametrize("group", tuple(groups()))
def test_every_group_takes_another_command(group: str) -> None:
    plan = planned(ROOT, described(ROOT, f"{group}.waltz", feature=None, service=None, about=None))
    for path, text in plan.texts.items():
        if path.endswith(".py"):
            ast.parse(text)
    assert {"tests/cogs/leaks/walked.py", "CHANGELOG.md"} < set(plan.texts)
    assert any(
        f"/{group} waltz title:" in text for path, text in plan.texts.items() if path.startswith("docs/")
    )
