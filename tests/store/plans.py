"""How SQLite goes about the statements of a piece of work."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable


def plan_of(connection: sqlite3.Connection, work: Callable[[], object]) -> list[str]:
    """The steps of SQLite's plan for every statement that the work runs."""
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    try:
        work()
    finally:
        connection.set_trace_callback(None)
    asked = [one for one in statements if one.startswith(("SELECT", "WITH", "UPDATE", "DELETE"))]
    assert asked, "it asked nothing"
    return [row[3] for one in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {one}")]
