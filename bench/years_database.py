"""Makes the database of 500 servers after five years, with a few large statements.

Triggers and indexes are taken away while rows are added, and put back: what triggers keep (standings, counts
of likes and votes, the ledger) is written as they would have written it. The same every time.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from bench.catalogue_steps import titles_of
from bench.measure import NOW
from bench.years_rows import statements
from bot.store import copies, file_care, migrations

GUILD = 700_000_000_000_000_001  # the largest one, with two fifths of everything
MEMBER = 200_000_000_000_000_001  # the member with the longest list
_MASK = (1 << 64) - 1
_COUNTRIES = ("KR", "JP", "CN", "TW", "TH", "HK", "PH", "SG")
_WEIGHTS = (30, 25, 25, 8, 7, 3, 1, 1)
_WORDS = [
    "it",
    "was",
    "a",
    "sad",
    "and",
    "warm",
    "drama",
    "the",
    "second",
    "half",
    "slower",
    "than",
    "the",
    "first",
    "but",
    "her",
    "letter",
    "in",
    "the",
    "rain",
    "is",
    "worth",
    "all",
]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rows of each kind; each grows with the scale. At 1 it is what the name says."""

    dramas: int = 100_000
    guilds: int = 500
    members: int = 30_000
    pairs: int = 1_400_000  # a member and a drama: three of four have a score, three of four are on a list
    longest: int = 3_000  # of the longest list
    reviews: int = 52_000
    threads: int = 31_000
    comments: int = 500_000
    marked: int = 200_000
    sent: int = 1_000_000  # posts

    @classmethod
    def at(cls, scale: float) -> Sizes:
        return cls(*(max(10, round(number * scale)) for number in cls().values()))

    def values(self) -> tuple[int, ...]:
        return tuple(int(getattr(self, name)) for name in self.__slots__)

    def named(self) -> dict[str, int]:
        return dict(zip(self.__slots__, self.values(), strict=True))


def draw(number: int, what: int, below: int) -> int:
    """A number from 0 to `below` - 1, always the same for the same `number` and `what`."""
    mixed = (number * 0x9E3779B97F4A7C15 + what * 0xD1B54A32D192ED03) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    return (mixed ^ (mixed >> 27)) % below if below > 0 else 0


def text_of(number: int, words: int) -> str:
    """A text of so many words."""
    return " ".join(_WORDS[draw(number, place, len(_WORDS))] for place in range(min(words, 24))) + (
        " and so on" * max(0, words // 3 - 8)
    )


def build(path: Path, sizes: Sizes, told: Callable[[str], None]) -> None:
    """Make the database at `path`, which appears only once it is whole."""
    partial = path.with_name(f"{path.name}.{os.getpid()}{copies.PARTIAL}")
    copies.discard(partial)
    with closing(sqlite3.connect(partial, isolation_level=None)) as connection:
        for pragma in (
            "journal_mode = OFF",
            "synchronous = OFF",
            "cache_size = -500000",
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        migrations.migrate(connection, partial)
        _fill(connection, sizes, told)
    partial.replace(path)


def _fill(connection: sqlite3.Connection, sizes: Sizes, told: Callable[[str], None]) -> None:
    connection.create_function("draw", 3, draw, deterministic=True)
    connection.create_function("words", 2, text_of, deterministic=True)
    taken = connection.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"
    ).fetchall()
    for kind, name, _ in taken:
        connection.execute(f"DROP {kind} {name}")
    connection.execute("BEGIN")
    _count_up(connection, max(sizes.values()) * 2)
    connection.executemany(
        "INSERT INTO drama (id, title, native_title, country, kind, year, episodes, minutes, aired_from,"
        " aired_to, summary, popularity, hidden, created_at, updated_at, refreshed_at, refresh_due)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 60, ?, ?, ?, ?, ?, '2021-01-01T00:00:00Z', '2021-01-01T00:00:00Z',"
        " '2025-12-20T00:00:00Z', ?)",
        _dramas(sizes.dramas),
    )
    connection.executemany("INSERT OR IGNORE INTO alias VALUES (?, ?, 1)", _aliases(sizes.dramas))
    values = {**sizes.named(), "guild": GUILD, "member": MEMBER, "now": int(NOW.timestamp())}
    for what, sql in statements("rows").items():
        _run(connection, what, sql, values, told)
    for kind, _, sql in taken:
        if kind == "index":
            connection.execute(sql)
    told("indexes")
    for what, sql in statements("counted").items():
        _run(connection, what, sql, values, told)
    for kind, _, sql in taken:
        if kind == "trigger":
            connection.execute(sql)
    connection.execute("COMMIT")
    for what, sql in statements("checked").items():
        if connection.execute(sql).fetchone() is not None:
            raise AssertionError(what)
    file_care.count_now(connection)
    told("counted")


def _run(
    connection: sqlite3.Connection, what: str, sql: str, values: dict[str, int], told: Callable[[str], None]
) -> None:
    begin = time.perf_counter()
    used = {name: value for name, value in values.items() if f":{name}" in sql}
    done = connection.execute(sql, used).rowcount
    told(f"{what}: {done:,} rows, {time.perf_counter() - begin:.1f} s")


def _count_up(connection: sqlite3.Connection, last: int) -> None:
    """The numbers from 1, of which every statement makes its rows."""
    connection.execute("CREATE TEMP TABLE upto (n INTEGER PRIMARY KEY)")
    connection.execute(
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ?)"
        " INSERT INTO upto SELECT n FROM c",
        (last,),
    )


def _dramas(count: int) -> Iterator[tuple[object, ...]]:
    """The dramas; the best known have the lowest ids. One in a hundred is hidden."""
    random = Random(5)
    for ident, titles in enumerate(titles_of(count), 1):
        kind = random.choices(("drama", "movie", "special", "show"), (80, 10, 5, 5))[0]
        episodes = 1 if kind in ("movie", "special") else random.randint(8, 22)
        # Some hundred are on air, or begin soon: on each day some dozens have an episode.
        begins = date(2025, 10, 1) + timedelta(days=random.randrange(120))
        ends = begins + timedelta(weeks=episodes - 1)
        if ident % 200:
            begins = date(2025 - int(60 * random.random() ** 2), random.randint(1, 9), random.randint(1, 28))
            ends = min(begins + timedelta(weeks=episodes - 1), date(2025, 12, 1))
        known = ident if random.random() < 0.8 else None
        yield (
            ident, titles.title, titles.native, random.choices(_COUNTRIES, _WEIGHTS)[0], kind, begins.year,
            episodes, begins.isoformat(), ends.isoformat(), text_of(ident, 150), known,
            int(ident % 100 == 99),
            f"2026-01-{random.randint(1, 28):02}T{random.randint(0, 23):02}:00:00Z",
        )  # fmt: skip


def _aliases(count: int) -> Iterator[tuple[int, str]]:
    for ident, titles in enumerate(islice(titles_of(count), count), 1):
        for other in titles.others[:1]:
            yield ident, other


def size_of(path: Path) -> float:
    """Gigabytes of the database with its log."""
    return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*")) / 1e9
