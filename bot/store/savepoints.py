"""Handles items of one transaction, each under its own savepoint, so a failed item undoes only itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from bot.errors import StoreUnavailable
from bot.store.failures import unavailable
from bot.store.transactions import attempt

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trouble:
    """An item that failed because of a bug of ours. `item` names it by ids, never by a member's text."""

    item: str
    error: Exception


def each(
    connection: sqlite3.Connection,
    items: Iterable[T],
    work: Callable[[T], object],
    name: Callable[[T], object],
    put_off: Callable[[T], object] | None = None,
) -> list[Trouble]:
    """Handle every item. Returns the failed ones, which the caller must log.

    `put_off` postpones a failed item, so that it does not block the others. Errors of the whole store, a full
    disk or a lock, are raised.
    """
    found: list[Trouble] = []
    for item in items:
        error = _attempt(connection, work, item)
        if error is None:
            continue
        found.append(Trouble(str(name(item)), error))
        if put_off is not None and (again := _attempt(connection, put_off, item)) is not None:
            found.append(Trouble(f"{name(item)} put off", again))
    return found


def _attempt(connection: sqlite3.Connection, work: Callable[[T], object], item: T) -> Exception | None:
    return attempt(connection, lambda: work(item), _concerns_all)[1]


def _concerns_all(error: Exception) -> bool:
    if isinstance(error, StoreUnavailable):
        return True
    return isinstance(error, sqlite3.Error) and unavailable(error) is not None
