"""How plans are read, and what no test runs: triggers, and the references between tables."""

from __future__ import annotations

import importlib
import re

import pytest

from tests.plans.allowed import ALLOWED
from tests.plans.reading import faults, plan, schema
from tests.plans.whole_run import stale

_BODY = re.compile(r"\bBEGIN\b(.*)\bEND\b", re.DOTALL | re.IGNORECASE)
_ROW = re.compile(r"\b(?:new|old)\.\w+", re.IGNORECASE)


def read(sql: str) -> set[str]:
    return faults(schema().execute, sql)


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT text FROM comment", {"scan of comment"}),
        ("SELECT c.text FROM comment c WHERE c.text = ?", {"scan of comment"}),
        ("SELECT id FROM thread AS t WHERE t.opener_id = :opener", {"scan of thread"}),
        ("SELECT text FROM comment WHERE id = ?1 AND text = '12:00:00'", set()),
        ("SELECT id FROM outbox WHERE key = ? OR key GLOB ? || ' again *'", {"scan of outbox"}),
        ("SELECT id FROM outbox WHERE state IN ('waiting', 'held') AND target = ?", {"scan of outbox"}),
        ("DELETE FROM comment WHERE member_id = ?", set()),
        ("UPDATE comment SET text = '' WHERE text = ?", {"scan of comment"}),
        ("SELECT id FROM outbox WHERE state = 'held'", set()),
        ("SELECT id FROM guild", set()),
        ("SELECT 1 WHERE EXISTS (SELECT 1 FROM review WHERE headline = ?)", {"scan of review"}),
        ("SELECT id FROM comment WHERE guild_id = ? ORDER BY text", {"sort of comment"}),
        ("SELECT id FROM comment WHERE guild_id = ? AND drama_id = ? ORDER BY text", set()),
        ("SELECT id FROM comment ORDER BY text", {"scan of comment", "sort of comment"}),
        (
            "SELECT id FROM thread WHERE drama_id IN (SELECT id FROM drama WHERE hidden = 0)",
            {"scan of drama"},
        ),
        ("SELECT value FROM json_each(?) ORDER BY value", set()),
    ],
)
def test_what_a_plan_reads_in_full(sql: str, found: set[str]) -> None:
    assert read(sql) == found


def test_every_function_that_may_is_there() -> None:
    for name, reasons in ALLOWED.items():
        module, _, function = name.rpartition(".")
        assert hasattr(importlib.import_module(f"bot.store.{module}"), function), name
        assert reasons and all(reasons.values()), name


def test_a_reason_that_nothing_needs_is_told() -> None:
    every = {(name, fault) for name, reasons in ALLOWED.items() for fault in reasons}
    assert stale(every) == []
    name, fault = next(iter(every))
    assert stale(every - {(name, fault)}) == [f"{name}: {fault}"]


def test_no_trigger_reads_a_table_in_full() -> None:
    rows = schema().execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    assert len(rows) > 30
    found: dict[str, set[str]] = {}
    for name, sql in rows:
        body = _BODY.search(sql)
        assert body is not None, name
        said = [statement for statement in body[1].split(";") if statement.strip()]
        assert said, name
        statements = [_ROW.sub("?", one) for one in said if not one.strip().startswith("SELECT RAISE")]
        found |= {f"{name}: {statement}": seen for statement in statements if (seen := read(statement))}
    assert found == {}


def test_every_reference_is_found_by_an_index() -> None:
    """SQLite looks for the rows that refer to one whenever that is deleted, and reads all without one."""
    tables = [name for (name,) in schema().execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    references = {
        (table, key[3])
        for table in tables
        for key in schema().execute(f"PRAGMA foreign_key_list({table})").fetchall()
    }
    assert len(references) > 40
    found = [
        (table, column)
        for table, column in sorted(references)
        if any(
            what.startswith("SCAN")
            for *_, what in plan(schema().execute, f"SELECT 1 FROM {table} WHERE {column} = ?")
        )
    ]
    assert found == []
