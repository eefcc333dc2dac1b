"""Databases as the releases with older schemas made them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache

from bot.store.migrations import all_migrations


@cache
def released(version: int) -> bytes:
    """The file of a database as the release with this schema version made it: the one before and a step."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        if version > 1:
            memory.deserialize(released(version - 1))
        memory.executescript(all_migrations()[version - 1].sql)
        memory.execute(f"PRAGMA user_version = {version}")
        return memory.serialize()


def build(connection: sqlite3.Connection, version: int) -> None:
    """Make an empty database one of the release with this schema version."""
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.deserialize(released(version))
        memory.backup(connection)
