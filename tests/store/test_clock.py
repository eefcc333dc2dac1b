"""One clock: whatever time the store writes down or compares with was handed in, never SQLite's own."""

from __future__ import annotations

import ast
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot import store
from bot.store import migrations
from tests.source_code import modules

MODULES = sorted(Path(store.__path__[0]).rglob("*.py"))
FILLED_IN = re.compile(r"^\s+(\w+) [^\n]*DEFAULT \([^\n]*'now'", re.MULTILINE)
INSERTS = re.compile(r"INSERT (?:OR \w+ )?INTO (\w+)")
# What SQLite fills with its own clock: by a word, by 'now', or by a function that is told no time.
SQLITES_CLOCK = re.compile(
    r"'now'|\bcurrent_(?:timestamp|date|time)\b|'(?:subsec|localtime)'"
    r"|\b(?:datetime|date|time|julianday|unixepoch)\(\s*\)|\bstrftime\(\s*'[^']*'\s*\)",
    re.IGNORECASE,
)
# How long something takes is another matter: `monotonic` and `perf_counter` tell no date.
MACHINES_CLOCK = re.compile(r"(?:\w+\.)*(?:date\.today|utcnow|datetime\.now|time\.time)")


def times_filled_in() -> dict[str, set[str]]:
    """The columns of each table of today's schema that SQLite would fill with its own clock."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrations.migrate(connection, Path(":memory:"))
        rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall()
    found = {name: set(FILLED_IN.findall(sql or "")) for name, sql in rows}
    return {name: columns for name, columns in found.items() if columns}


def texts_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_no_statement_asks_sqlite_what_time_it_is(module: Path) -> None:
    asked = [text for text in texts_of(ast.parse(module.read_text())) if SQLITES_CLOCK.search(text)]
    assert asked == []


def test_no_trigger_and_no_view_asks_it_either() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrations.migrate(connection, Path(":memory:"))
        rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view')")
        assert [name for name, sql in rows if SQLITES_CLOCK.search(sql)] == []


def test_every_new_row_is_given_its_times() -> None:
    """A table may fill its times in by itself, which a row by hand is glad of; the bot never lets it."""
    expected = times_filled_in()
    assert {"guild_member", "score", "progress", "audit", "provenance"} <= expected.keys()
    inserting: dict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        source = module.read_text("utf-8")
        if not INSERTS.search(source):
            continue
        lines = source.split("\n")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                written = "\n".join(lines[node.lineno - 1 : node.end_lineno])
                for table in INSERTS.findall(written):
                    if not all(re.search(rf"\b{column}\b", written) for column in expected.get(table, ())):
                        inserting[table].append(f"{module.stem}.{node.name}")
    assert dict(inserting) == {}


@pytest.mark.parametrize("package", ["domain", "store", "services", "search", "sources", "taste", "present"])
def test_nothing_below_the_cogs_looks_at_the_machines_clock(package: str) -> None:
    """Who answers members, and the schedule, say what time it is; the others are told."""
    looking = [
        f"{path}:{node.lineno}"
        for path, module in modules(f"bot/{package}", matching=r"today|utcnow|\.now|\.time\b")
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and MACHINES_CLOCK.fullmatch(ast.unparse(node.func))
    ]
    assert looking == []


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE drama SET updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')",
        "SELECT strftime('%Y')",
        "SELECT unixepoch()",
        "INSERT INTO audit (at) VALUES (CURRENT_TIMESTAMP)",
        "SELECT datetime('now', '-1 hour')",
    ],
)
def test_what_would_be_found_is_found(text: str) -> None:
    assert SQLITES_CLOCK.search(text)
