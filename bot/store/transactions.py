"""How every transaction begins and ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    """A block in one transaction, committed at its end. Where it raises it is undone, and that is raised."""
    if connection.in_transaction:  # the end of an earlier one failed; this work is no part of it
        connection.execute("ROLLBACK")
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        undo(connection, error)
        raise


def undo(connection: sqlite3.Connection, error: BaseException) -> None:
    """Roll back because of `error`, which a failure of the rollback never takes the place of.

    SQLite ends a transaction by itself on a full disk or an I/O error; then nothing is left to roll back.
    """
    if not connection.in_transaction:
        return
    try:
        connection.execute("ROLLBACK")
    except sqlite3.Error as failed:
        error.add_note(f"the rollback failed too: {failed}")
