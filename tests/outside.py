"""A database that is open already, opened once more to look into it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite

from bot.measures import Measures
from bot.store import database
from bot.store.database import Database
from bot.store.revisions import Revisions


@asynccontextmanager
async def opened_beside(path: Path) -> AsyncIterator[Database]:
    """The file of a bot that runs, with one connection that reads and writes.

    The bot has just looked through the file and migrated it, so half of what opening takes is not done again.
    """
    opened: list[aiosqlite.Connection] = []
    revisions: Revisions = vars(database)["Revisions"](path)  # as this test has them
    try:
        connection = await database._connect(path, opened)
        await database._run(connection, database._prepare_writer)
        await database._run(connection, vars(database)["watch"])
        yield Database(path, connection, [connection], revisions, Measures())
    finally:
        revisions.close()
        for one in opened:
            await one.close()
