"""A database file with writes that are told apart, threads that end, and a writer kept busy."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

Write = Callable[[sqlite3.Connection], int]


def adding(title: str) -> Write:
    def add(connection: sqlite3.Connection) -> int:
        return int(
            connection.execute("INSERT INTO drama (title) VALUES (?) RETURNING id", (title,)).fetchone()[0]
        )

    return add


def titles(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT title FROM drama ORDER BY id")]
