"""The store: durable score writes that share a commit against a commit each, and reads in one hop."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import tempfile
from functools import partial
from pathlib import Path
from time import perf_counter

import aiosqlite

from bench.measure import Latency, table
from bot.domain.cards import Card
from bot.domain.members import Reader
from bot.domain.scores import Score
from bot.services.catalogue import Catalogue
from bot.services.transfer import fill_with_starter
from bot.store import catalogue as dramas
from bot.store import episodes, members, scores
from bot.store.database import Database

MEMBERS = 50
WRITES_EACH = 40
READS = 2_000
GUILD = 7


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "namida.sqlite3"
        async with Database.open(path) as database:
            await fill_with_starter(database)
            await database.write(_seat_members)
            grouped, reads_meanwhile = await _grouped(database)
            alone = await _one_at_a_time(database)
            card = await _card_reads(database)
        several = await _several_hops(path)
        each = await _commit_each(path)
    print(f"{MEMBERS} members, {WRITES_EACH} durable score writes each (synchronous=FULL)\n")
    print(
        table(
            ("how", "writes/s", "ratio"),
            [
                ("one INSERT … COMMIT after another, plain aiosqlite", f"{each:,.0f}", "1.0"),
                ("one write after another, this store", f"{alone:,.0f}", f"{alone / each:.1f}"),
                ("concurrent writes sharing commits, this store", f"{grouped:,.0f}", f"{grouped / each:.1f}"),
            ],
        )
    )
    print(
        f"\nreads of a rating meanwhile: p50 {reads_meanwhile.p50:.2f} ms, p99 {reads_meanwhile.p99:.2f} ms"
    )
    print("\na card for a reader (17 queries)\n")
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


def _seat_members(connection: sqlite3.Connection) -> None:
    for member in range(1, MEMBERS + 1):
        members.seen(connection, member, GUILD)


async def _grouped(database: Database) -> tuple[float, Latency]:
    """Writes a second of all members at once, and how long reads took while they wrote."""
    done = asyncio.Event()
    waits: list[float] = []

    async def read_on() -> None:
        while not done.is_set():
            begin = perf_counter()
            await database.read(lambda connection: scores.rating(connection, 1, GUILD))
            waits.append(perf_counter() - begin)

    async def write_on(member: int) -> None:
        for turn in range(WRITES_EACH):
            await database.write(partial(_score, member, turn))

    reading = asyncio.create_task(read_on())
    begin = perf_counter()
    await asyncio.gather(*(write_on(member) for member in range(1, MEMBERS + 1)))
    seconds = perf_counter() - begin
    done.set()
    await reading
    return MEMBERS * WRITES_EACH / seconds, Latency.of(waits)


def _score(member: int, turn: int, connection: sqlite3.Connection) -> None:
    scores.put(connection, member, 1 + turn % 50, Score(1 + (member + turn) % 20))


async def _one_at_a_time(database: Database) -> float:
    begin = perf_counter()
    for turn in range(500):
        await database.write(partial(_score, 1 + turn % MEMBERS, turn))
    return 500 / (perf_counter() - begin)


async def _commit_each(path: Path) -> float:
    async with aiosqlite.connect(path) as connection:
        await connection.execute("PRAGMA synchronous = FULL")
        begin = perf_counter()
        for turn in range(500):
            await connection.execute(
                "INSERT INTO score (drama_id, member_id, overall) VALUES (?, ?, ?)"
                " ON CONFLICT (drama_id, member_id) DO UPDATE SET overall = excluded.overall",
                (1 + turn % 50, 1 + turn % MEMBERS, 1 + turn % 20),
            )
            await connection.commit()
        return 500 / (perf_counter() - begin)


async def _card_reads(database: Database) -> Latency:
    catalogue = Catalogue(database)
    reader = Reader(1, GUILD, "en", "en")
    waits = []
    for _ in range(READS):
        begin = perf_counter()
        card: Card = await catalogue.card(random.randint(1, 57), reader)
        waits.append(perf_counter() - begin)
        assert card.drama.id
    return Latency.of(waits)


async def _several_hops(path: Path) -> Latency:
    """The statements of a card, each awaited on its own."""
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
    episodes.listing(connection, found.drama, GUILD)
    scores.get(connection, 1, 1)
    members.progress(connection, 1, 1)


if __name__ == "__main__":
    asyncio.run(main())
