"""Starts and ends every transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


def _none(_: Exception) -> bool:
    return False


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    """Run a block in one transaction and commit it at its end.

    If it raises, roll back and raise that error.
    """
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
    """Roll back because of `error`. A failure of the rollback never replaces that error.

    SQLite ends a transaction by itself on a full disk or an I/O error; then nothing is left to roll back.
    """
    if not connection.in_transaction:
        return
    _done_or_noted(connection, error, "ROLLBACK")


def attempt(
    connection: sqlite3.Connection, work: Callable[[], T], ends_all: Callable[[Exception], bool] = _none
) -> tuple[T | None, Exception | None]:
    """Run a part of a transaction that may fail alone. Returns its result, or its error with the part undone.

    Raises errors that end the whole transaction: those for which `ends_all` is true, those for which SQLite
    itself ended the transaction (disk full, I/O error), and those after which the part could not be undone.
    """
    connection.execute("SAVEPOINT work")
    try:
        value = work()
    except Exception as error:
        if not connection.in_transaction or ends_all(error):
            raise
        if not _done_or_noted(connection, error, "ROLLBACK TO work", "RELEASE work"):
            raise
        return None, error
    connection.execute("RELEASE work")
    return value, None


def _done_or_noted(connection: sqlite3.Connection, error: BaseException, *statements: str) -> bool:
    """Undo what failed with `error`. If the undo fails, too, that becomes a note on `error`."""
    try:
        for statement in statements:
            connection.execute(statement)
    except sqlite3.Error as failed:
        error.add_note(f"the rollback failed too: {failed}")
        return False
    return True
