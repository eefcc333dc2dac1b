"""Measures how many scores fifty members save per second, compared with one commit for each score.

A write is the whole use case of `/rate`: the member is recorded as seen, their score is stored, the totals
are updated, and the community's rating is read. The baseline does less: single `INSERT … COMMIT` statements,
one after another, through aiosqlite on the same schema. Both wait for the disk (`synchronous = FULL`).
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

import aiosqlite
import click

from bench.measure import NOW, Latency, Target, machine, table
from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.domain.progress import Progress, Status
from bot.domain.scores import Criterion, Score
from bot.services.catalogue.cards import Cards
from bot.services.catalogue.transfer import fill_with_starter
from bot.services.scores.scores import Scores
from bot.store.catalogue import catalogue as dramas
from bot.store.database import Database
from bot.store.members import members
from bot.store.scores import scores

GUILD = 7
WRITERS = 50
READERS = 1  # who opens one card after another as fast as they come
KNOWN = 2_000  # members whose scores and lists stand there from before
STATUSES = (None, *Status)


@click.command()
@click.option("--writes", default=40, show_default=True, help="Of each of the fifty members, a round.")
@click.option("--rounds", default=3, show_default=True, help="The median of so many is told.")
def main(writes: int, rounds: int) -> None:
    """Prints how many durable score writes a second takes, and how long cards take meanwhile."""
    print(f"Scores ({machine()}, SQLite {sqlite3.sqlite_version})\n")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder) / "namida.sqlite3", writes, rounds))


async def _measure(path: Path, writes: int, rounds: int) -> None:
    async with Database.open(path) as database:
        await fill_with_starter(database, NOW)
        found = await database.write(_known)
        idle = await _cards_alone(database, found, 300)
        grouped, alone, each, cards = [], [], [], []
        unread = []
        for turn in range(rounds):
            # Other scores each round: one that stays as it was would not touch the totals.
            first = turn * 7
            async with _reading(database, found) as waits:
                grouped.append(await _together(database, found, writes, first))
            cards += waits
            unread.append(await _together(database, found, writes, first + 1))
            alone.append(await _one_after_another(database, found, writes * 10, first))
            each.append(await _commit_each(path, found, writes * 10, first))
    rates = [median(each), median(alone), median(unread), median(grouped)]
    _show(rates, idle, Latency.of(cards))


def _show(rates: list[float], idle: Latency, busy: Latency) -> None:
    each, alone, unread, grouped = rates
    names = (
        "plain INSERT … COMMIT, one after another",
        "the service, one after another",
        f"the service, {WRITERS} members at once",
        f"the same while cards are read ({READERS} at a time)",
    )
    rows = [(name, f"{rate:,.0f}", f"{rate / each:.2f}") for name, rate in zip(names, rates, strict=True)]
    print(table(("durable score writes", "a second", "ratio"), rows))
    print()
    print(
        table(
            ("a card", "p50 ms", "p99 ms", "worst"),
            [
                (name, f"{one.p50:.2f}", f"{one.p99:.2f}", f"{one.worst:.2f}")
                for name, one in (("nobody writes", idle), ("while they write", busy))
            ],
        )
    )
    print("\nTargets")
    for target in (
        Target("whole writes together against a plain commit each", unread / each, 2, "×", at_least=True),
        Target("writes together against one after another", grouped / alone, 2, "×", at_least=True),
        Target("a card while they write, p99", busy.p99, 100, "ms"),
    ):
        print(target.line())


def _known(connection: sqlite3.Connection) -> list[Drama]:
    """The dramas, with typical scores and lists: most members have finished what they score."""
    random = Random(7)  # the same members every time
    found = dramas.get_many(connection, range(1, 51))
    for member in range(1, KNOWN + 1):
        members.seen(connection, member, GUILD, NOW)
        for drama in random.sample(found, 6):
            status = random.choice(STATUSES)
            if status is not None:
                members.put_progress(connection, member, drama.id, Progress(status, 3), NOW)
            scores.put(connection, member, drama.id, Score(random.randint(1, 20)), NOW)
    return found


def _pairs(found: list[Drama], seed: int) -> Iterator[tuple[int, Drama]]:
    random = Random(seed)
    return ((random.randint(1, KNOWN), drama) for drama in cycle(random.sample(found, len(found))))


async def _together(database: Database, found: list[Drama], writes: int, first: int) -> float:
    """The writes per second of all members at once."""
    service = Scores(database)

    async def write_on(member: int) -> None:
        reader = Reader(member, GUILD, "en", "en")
        for turn in range(writes):
            drama = found[(member + turn) % len(found)]
            await service.score(drama, reader, {Criterion.OVERALL: 1 + (first + member + turn) % 20}, NOW)

    begin = perf_counter()
    await asyncio.gather(*(write_on(member) for member in range(1, WRITERS + 1)))
    return WRITERS * writes / (perf_counter() - begin)


@asynccontextmanager
async def _reading(database: Database, found: list[Drama]) -> AsyncIterator[list[float]]:
    """Members open one card after another while this block runs."""
    waits: list[float] = []
    done = asyncio.Event()

    async def read_on(reader: Reader) -> None:
        cards, turn = Cards(database), 0
        while not done.is_set():
            begin = perf_counter()
            await cards.get(found[turn % len(found)].id, reader, now=NOW)
            waits.append(perf_counter() - begin)
            turn += 1

    readers = [asyncio.create_task(read_on(Reader(one, GUILD, "en", "en"))) for one in range(1, READERS + 1)]
    try:
        yield waits
    finally:
        done.set()
        await asyncio.gather(*readers)


async def _cards_alone(database: Database, found: list[Drama], times: int) -> Latency:
    cards, waits = Cards(database), []
    for turn in range(times):
        begin = perf_counter()
        await cards.get(found[turn % len(found)].id, Reader(1, GUILD, "en", "en"), now=NOW)
        waits.append(perf_counter() - begin)
    return Latency.of(waits)


async def _one_after_another(database: Database, found: list[Drama], writes: int, first: int) -> float:
    service, pairs = Scores(database), _pairs(found, 1)
    begin = perf_counter()
    for turn in range(writes):
        member, drama = next(pairs)
        await service.score(
            drama, Reader(member, GUILD, "en", "en"), {Criterion.OVERALL: 1 + (first + turn) % 20}, NOW
        )
    return writes / (perf_counter() - begin)


async def _commit_each(path: Path, found: list[Drama], writes: int, first: int) -> float:
    pairs = _pairs(found, 2)
    async with aiosqlite.connect(path) as connection:
        await connection.execute("PRAGMA synchronous = FULL")
        begin = perf_counter()
        for turn in range(writes):
            member, drama = next(pairs)
            await connection.execute(
                "INSERT INTO score (drama_id, member_id, overall) VALUES (?, ?, ?)"
                " ON CONFLICT (drama_id, member_id) DO UPDATE SET overall = excluded.overall",
                (drama.id, member, 1 + (first + turn) % 20),
            )
            await connection.commit()
        return writes / (perf_counter() - begin)


if __name__ == "__main__":
    main()
