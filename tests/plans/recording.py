"""Sees each statement that the store runs, and who runs it."""

from __future__ import annotations

import re
import sqlite3
import sys
import threading
from typing import Any

from tests.plans.allowed import ALLOWED
from tests.plans.reading import faults, schema

_connect = sqlite3.connect
_PREPARED = re.compile(r"\s*(WITH|SELECT|INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
# Modules whose statements nobody waits for: they read a whole file because that is what they are asked for.
_WHOLE_FILE = ("bot.store.migrations", "bot.store.files", "bot.store.restoring", "bot.store.file_care")

_looking = threading.Lock()
# By the function that runs it: the same statement may stand in two, and each needs a reason of its own.
_known: set[tuple[int, str]] = set()
_found: list[str] = []  # what has no reason, since it was last told
needed: set[tuple[str, str]] = set()  # reasons of `ALLOWED` that were needed: a function, and what it reads


class Recording(sqlite3.Connection):
    """A connection that looks at the plan of each statement of the store, the first time it is run."""

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if (id(sys._getframe(1).f_code), sql) not in _known:
            _look(self, sql)
        return super().execute(sql, *values)

    def executemany(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if (id(sys._getframe(1).f_code), sql) not in _known:
            _look(self, sql)
        return super().executemany(sql, *values)


def start() -> None:
    """From now on every connection that is opened without a factory of its own is looked at."""

    def connect(*arguments: Any, **named: Any) -> sqlite3.Connection:
        opened: sqlite3.Connection = _connect(*arguments, **{"factory": Recording, **named})
        return opened

    sqlite3.connect = connect  # type: ignore[assignment]


def unexplained() -> list[str]:
    """The faults of statements that were run since the last call, but for those that are allowed."""
    told = _found.copy()
    _found.clear()
    return told


def _look(connection: Recording, sql: str) -> None:
    frame = sys._getframe(2)
    module = str(frame.f_globals.get("__name__", ""))
    if not module.startswith("bot.store") or module.startswith(_WHOLE_FILE):
        return  # a test's own; the store may have the same
    _known.add((id(frame.f_code), sql))
    if not _PREPARED.match(sql):
        return
    function = frame.f_code.co_qualname.partition(".<locals>")[0].partition(".<")[0]
    name = f"{module.removeprefix('bot.store.')}.{function}"
    with _looking:
        try:
            seen = faults(schema().execute, sql)
        except sqlite3.OperationalError:  # of a table that only this connection has
            seen = faults(super(Recording, connection).execute, sql)
    reasons = ALLOWED.get(name, {}).keys()
    needed.update((name, fault) for fault in seen & reasons)
    _found.extend(f"{name}: {fault}: {sql}" for fault in sorted(seen - reasons))
