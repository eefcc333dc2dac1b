"""Keeps a database of this release for the tests of all later ones: `python -m tests.store.keep_release`.

It writes `dumps/SCHEMA.sql`, a dump of a database of today's schema with rows in every table, and adds the
digests of new migrations to `dumps/migrations.txt`. Once released, neither is written again: it is what
people have on their disks.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from bot.store.migrations import Migration, all_migrations, latest_version
from tests.store.migrating.rows import fill
from tests.store.releases import build

DUMPS = Path(__file__).with_name("dumps")
DIGESTS = DUMPS / "migrations.txt"


def digest_of(migration: Migration) -> str:
    """What a migration does, however its comments are written and its lines are divided."""
    bare = re.sub(r"--.*", "", migration.sql)
    return sha256(" ".join(bare.split()).encode()).hexdigest()[:32]


def dump(connection: sqlite3.Connection, version: int) -> str:
    """The database as SQL. What SQLite's dump leaves out, the header, stands last."""
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    header = f"PRAGMA application_id = {mark};\nPRAGMA user_version = {version};\n"
    return "\n".join(connection.iterdump()) + "\n" + header


def main() -> None:
    DUMPS.mkdir(exist_ok=True)
    kept = DIGESTS.read_text("utf-8").splitlines() if DIGESTS.exists() else []
    new = [f"{one.name} {digest_of(one)}" for one in all_migrations()[len(kept) :]]
    DIGESTS.write_text("".join(f"{line}\n" for line in (*kept, *new)), encoding="utf-8")
    version = latest_version()
    target = DUMPS / f"{version:04}.sql"
    if target.exists():
        print(f"{target} is kept already.")
        return
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        build(connection, version)
        fill(connection)
        target.write_text(dump(connection, version), encoding="utf-8")
    print(f"Kept {target} and {len(new)} migrations.")


if __name__ == "__main__":
    main()
