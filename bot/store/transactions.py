"""How every transaction begins and ends."""

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
    _done_or_noted(connection, error, "ROLLBACK")


def attempt(
    connection: sqlite3.Connection, work: Callable[[], T], ends_all: Callable[[Exception], bool] = _none
) -> tuple[T | None, Exception | None]:
    """Do a part of a transaction that may fail alone: its result, or its error with all of it undone.

    Raises what ends the whole transaction: what `ends_all` says so of, what SQLite itself gave the
    transaction up for (disk full, I/O error), and an error after which the part could not be undone.
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
    """Undo what failed with `error`; that the undoing failed, too, is noted on it and raises nothing else."""
    try:
        for statement in statements:
            connection.execute(statement)
    except sqlite3.Error as failed:
        error.add_note(f"the rollback failed too: {failed}")
        return False
    return True
