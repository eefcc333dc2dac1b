"""Compares a card that is read in one hop with one hop per query. bench/scores.py measures writes."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import tempfile
from pathlib import Path
from time import perf_counter

import aiosqlite

from bench.measure import NOW, Latency, table
from bot.domain.cards import Card
from bot.domain.members import Reader
from bot.services.catalogue.cards import Cards
from bot.services.catalogue.transfer import fill_with_starter
from bot.store.catalogue import catalogue as dramas
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.members import members
from bot.store.scores import scores

READS = 2_000
GUILD = 7


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "namida.sqlite3"
        async with Database.open(path) as database:
            await fill_with_starter(database, NOW)
            card = await _card_reads(database)
        several = await _several_hops(path)
    print("a card for a reader (17 queries)\n")
    print(
        table(
            ("how", "p50 ms", "p99 ms", "ratio of p50"),
            [
                ("one hop, this store", f"{card.p50:.3f}", f"{card.p99:.3f}", "1.0"),
                (
                    "a hop a query, plain aiosqlite",
                    f"{several.p50:.3f}",
                    f"{several.p99:.3f}",
                    f"{several.p50 / card.p50:.1f}",
                ),
            ],
        )
    )


async def _card_reads(database: Database) -> Latency:
    cards = Cards(database)
    reader = Reader(1, GUILD, "en", "en")
    waits = []
    for _ in range(READS):
        begin = perf_counter()
        card: Card = await cards.get(random.randint(1, 57), reader, now=NOW)
        waits.append(perf_counter() - begin)
        assert card.drama.id
    return Latency.of(waits)


async def _several_hops(path: Path) -> Latency:
    """Runs the statements of a card, each awaited separately."""
    waits = []
    async with aiosqlite.connect(path) as connection:
        statements: list[str] = []
        await connection.set_trace_callback(statements.append)
        # What one card asks, as SQLite saw it, run again statement by statement below.
        await connection._execute(_card_once, connection._conn)  # type: ignore[no-untyped-call]  # one hop
        await connection.set_trace_callback(lambda _: None)
        queries = [statement for statement in statements if statement.startswith("SELECT")]
        for _ in range(READS // 4):
            begin = perf_counter()
            for query in queries:
                await connection.execute_fetchall(query)
            waits.append(perf_counter() - begin)
    return Latency.of(waits)


def _card_once(connection: sqlite3.Connection) -> None:
    found = dramas.details(connection, 1)
    assert found is not None
    scores.rating(connection, 1, GUILD)
    scores.rating(connection, 1, None)
    episodes.listing(connection, found.drama, GUILD, 1)
    scores.get(connection, 1, 1)
    members.progress(connection, 1, 1)


if __name__ == "__main__":
    asyncio.run(main())
