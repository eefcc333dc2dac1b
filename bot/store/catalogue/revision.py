"""The catalogue's revision: a number that changes whenever the catalogue changes."""

from __future__ import annotations

import sqlite3

REVISION = "ifnull((SELECT number FROM catalogue_revision WHERE id = 1), 0)"


def of(connection: sqlite3.Connection) -> int:
    """A number that changes with whatever a card or a list shows of any drama; no former one comes back."""
    number: int = connection.execute(f"SELECT {REVISION}").fetchone()[0]
    return number
