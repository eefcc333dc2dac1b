"""What the whole database holds, and what changed in it: whose rows, and whether they name a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from bot.store.database import Database

Row = tuple[Any, ...]
Tables = dict[str, Counter[Row]]

# Rows that name no reader, but count what they do, votes for what others wrote too.
FOLLOWING = frozenset(("standing", "taste_input", "review", "recommendation"))


async def everything_in(database: Database) -> Tables:
    """Every row of every table."""

    def read(connection: Any) -> Tables:
        named = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {name: Counter(connection.execute(f"SELECT * FROM {name}").fetchall()) for (name,) in named}

    return await database.read(read)


def changed(before: Tables, after: Tables) -> list[tuple[str, Row]]:
    """Each row that came or went, with its table; one that changed is there twice."""
    return [
        (table, row)
        for table, rows in after.items()
        for row in ((rows - before[table]) + (before[table] - rows)).elements()
    ]


def names(row: Row, idents: Iterable[int]) -> bool:
    """Whether a row has one of these ids, also within a text."""
    text = repr(row)
    return any(str(ident) in text for ident in idents)
