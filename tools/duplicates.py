"""The duplicate check of `make check`: it fails if the bot's code has the same ten lines twice."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

LEAST_LINES = 10
OURS = ("bot/", "cogs/")
KEPT = ("tests/store/dumps/",)  # databases of releases, as they were: the schema is in them by nature

# `D1 a.py:10-24 ~ b.py:40-54`, then words about it: `shape` for lines alike but for their names.
_ROW = re.compile(r"D\d+ (?P<one>\S+):(?P<a>\d+)-(?P<b>\d+) ~ (?P<other>\S+):\d+-\d+(?P<words>.*)")


@dataclass(frozen=True, slots=True)
class Pair:
    row: str
    one: str
    first: int
    last: int
    other: str
    identical: bool

    @property
    def in_our_code(self) -> bool:
        kept = self.one.startswith(KEPT) or self.other.startswith(KEPT)
        return not kept and (self.one.startswith(OURS) or self.other.startswith(OURS))


def pairs(listing: str) -> list[Pair]:
    """The rows of the `duplicates` command's listing."""
    found = []
    for line in listing.splitlines():
        if row := _ROW.match(line):
            identical = "shape" not in row["words"].split()
            found.append(Pair(line, row["one"], int(row["a"]), int(row["b"]), row["other"], identical))
    return found


def only_imports(source: str, first: int, last: int) -> bool:
    """Whether lines `first` to `last` are import statements: two modules may need the same names."""
    imported: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            imported.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = source.splitlines()
    return all(number in imported or not lines[number - 1].strip() for number in range(first, last + 1))


def offends(pair: Pair, root: Path) -> bool:
    if not (pair.identical and pair.in_our_code):
        return False
    if not pair.one.endswith(".py"):
        return True
    return not only_imports((root / pair.one).read_text(encoding="utf-8"), pair.first, pair.last)


def main() -> int:
    command = shutil.which("duplicates")
    if command is None:
        sys.stdout.write("duplicates: the command is not on this machine; its check is skipped.\n")
        return 0
    root = Path(__file__).resolve().parent.parent
    listing = subprocess.run(  # noqa: S603 - the command found above, with words of our own
        [command, "--repo", str(root), "--min-lines", str(LEAST_LINES), "--most", "200", "--seconds", "120"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    offending = [pair for pair in pairs(listing) if offends(pair, root)]
    for pair in offending:
        sys.stdout.write(f"written twice: {pair.row}\n")
    return 1 if offending else 0


if __name__ == "__main__":
    sys.exit(main())
