"""All that a database holds, as lines to compare."""

from __future__ import annotations

import sqlite3


def dumped(connection: sqlite3.Connection) -> list[str]:
    """Each statement of the schema, and after that of a table each of its rows: what `iterdump` tells.

    It has SQLite write a statement for each row, which takes twice as long.
    """
    lines = []
    schema = connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
    for kind, name, sql in schema:
        lines.append(f"{kind} {name}: {sql}")
        if kind == "table":
            rows = connection.execute(f'SELECT * FROM "{name}"')
            lines += [f'INSERT INTO "{name}" VALUES{row}' for row in rows]
    return lines
