"""Which starter catalogue a database has."""

from __future__ import annotations

import sqlite3

# The drama that the project is named after has been in every starter, with this id of a source.
_ALWAYS_IN_IT = ("mdl", "2")


def digest(connection: sqlite3.Connection) -> str | None:
    """The digest of the starter that filled or last updated the database. None if there was none."""
    row = connection.execute("SELECT digest FROM starter WHERE id = 1").fetchone()
    return str(row[0]) if row else None


def put_digest(connection: sqlite3.Connection, digest: str) -> None:
    connection.execute(
        "INSERT INTO starter (id, digest) VALUES (1, ?)"
        " ON CONFLICT (id) DO UPDATE SET digest = excluded.digest",
        (digest,),
    )


def was_filled(connection: sqlite3.Connection) -> bool:
    """Whether a starter filled the database before digests were kept: its first drama is there."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM drama_source WHERE source = ? AND source_id = ?)", _ALWAYS_IN_IT
    ).fetchone()
    return bool(row[0])
