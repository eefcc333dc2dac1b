"""What SQLite's plan of a statement reads in full, or sorts, of a table that grows."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache

from tests.plans.tables import FEW, SHORT_LISTS, WIDE
from tests.store.memory import todays

_LOOP = re.compile(r"(SCAN|SEARCH) (\S+)(?: USING (?:AUTOMATIC )?(?:PARTIAL )?(?:COVERING )?INDEX (\w+))?")
_TERMS = re.compile(r"\((?:ANY\((\w+)\) AND )?(.*)\)$")
_NAMED = re.compile(r"(?<![:\w]):[a-z_]+")


@cache
def schema() -> sqlite3.Connection:
    """A database of today's schema, without a row and without counted ones."""
    connection = sqlite3.connect(":memory:", factory=sqlite3.Connection, check_same_thread=False)
    connection.deserialize(todays())
    return connection


class _Nulls(dict[str, None]):
    def __missing__(self, _: str) -> None:
        return None


Row = tuple[int, int, int, str]  # id, parent, unused, what


Execute = Callable[..., sqlite3.Cursor]


def plan(execute: Execute, sql: str) -> list[Row]:
    """SQLite's plan of a statement. Raises `sqlite3.OperationalError` for what is not in the schema."""
    explained = f"EXPLAIN QUERY PLAN {sql}"
    values: Mapping[str, None] | tuple[None, ...] = _Nulls() if _NAMED.search(sql) else ()
    try:
        return execute(explained, values).fetchall()
    except sqlite3.ProgrammingError as error:
        wanted = re.search(r"uses (\d+)", str(error))
        if wanted is None:
            raise
        return execute(explained, (None,) * int(wanted[1])).fetchall()


def faults(execute: Execute, sql: str) -> set[str]:
    """`scan of TABLE` and `sort of TABLE` for each table that grows and is read so."""
    if "IN ()" in sql:
        return set()  # reads nothing
    levels: dict[int, list[str]] = defaultdict(list)
    for _, parent, _, what in plan(execute, sql):
        levels[parent].append(what)
    found = set()
    for steps in levels.values():
        loops = [(loop, step) for step in steps if (loop := _LOOP.match(step))]
        found |= {f"scan of {table}" for loop, _ in loops if (table := _scanned(loop, sql))}
        if loops and any(step.startswith("USE TEMP B-TREE") for step in steps):
            table = _wide(*loops[0], sql)
            found |= {f"sort of {table}"} if table else set()
    return found


def _scanned(loop: re.Match[str], sql: str) -> str | None:
    """The table that grows which this loop reads in full."""
    kind, name, index = loop.groups()
    return None if kind == "SEARCH" or index in SHORT_LISTS else _growing(name, index, sql)


def _wide(loop: re.Match[str], step: str, sql: str) -> str | None:
    """The table that grows of which this loop may read any number of rows."""
    kind, name, index = loop.groups()
    if index in SHORT_LISTS:
        return None
    if kind == "SEARCH":
        terms = _TERMS.search(step)
        keys = re.findall(r"(\w+)=\?", terms[2]) if terms else []
        if any(key not in WIDE for key in keys):
            return None
    return _growing(name, index, sql)


def _growing(name: str, index: str | None, sql: str) -> str | None:
    table = _tables_of_indexes().get(index or "") or _table(name, sql)
    return table if table and table not in FEW else None


def _table(name: str, sql: str) -> str | None:
    """The table behind a name of the plan, which says aliases. None for a subquery or a list of values."""
    tables = set(_tables_of_indexes().values())
    if name in tables:
        return name
    for before in re.findall(rf"(\w+)\s+(?:AS\s+)?{re.escape(name)}\b", sql):
        if before in tables:
            return str(before)
    return None


@cache
def _tables_of_indexes() -> dict[str, str]:
    rows = schema().execute("SELECT name, tbl_name FROM sqlite_schema WHERE type IN ('index', 'table')")
    return dict(rows.fetchall())
