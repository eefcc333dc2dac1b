"""Starts the real bot against another Discord: `python -m tests.e2e.launcher ADDRESS run …`.

This says where Discord is (`elsewhere.py`) before it calls the bot's own command line. `--lease SECONDS`
before `run` shortens how long a claimed post is left alone, which nobody needs to set but who waits for it in
a test. `--full` has a full disk: SQLite lets the file grow no more, and says so as it does of a disk.
`--memory BYTES` lets the process have no more than that, as a small machine would. Nothing else is changed.
The bot asks for the gateway with `NAMIDA_SHARDS=0`.
"""

from __future__ import annotations

import resource
import sqlite3
import sys
from collections.abc import Callable
from datetime import timedelta

from bot import __main__ as bot
from bot.schedule.posts import delivery
from bot.store import database
from tests.e2e.elsewhere import connect_to


def full(prepare: Callable[[sqlite3.Connection], None]) -> Callable[[sqlite3.Connection], None]:
    """The same, and the file may grow no more."""

    def prepare_full(connection: sqlite3.Connection) -> None:
        prepare(connection)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {int(pages)}").fetchone()

    return prepare_full


def main() -> None:
    """The bot's command line, elsewhere and under the conditions that the first words name."""
    connect_to(sys.argv.pop(1))
    if sys.argv[1] == "--lease":
        del sys.argv[1]
        delivery.LEASE = timedelta(seconds=float(sys.argv.pop(1)))
    if sys.argv[1] == "--full":
        del sys.argv[1]
        vars(database)["_prepare_writer"] = full(database._prepare_writer)
    if sys.argv[1] == "--memory":
        del sys.argv[1]
        most = int(sys.argv.pop(1))
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    bot.main()


if __name__ == "__main__":
    main()
