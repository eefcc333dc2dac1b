"""Compares `/drama top` from stored totals with counting all scores, and measures the cost of the totals.

The catalogue is synthetic (always the same): a few dramas have most scores and lists, but nearly all have
some. A server with a fifth of the members stands for "here". Every page is read from the store as the command
reads it, title and number of places included, three times in a row. The times are of the quickest of the
three, so that other work of the machine matters less.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter

import click

from bench.measure import NOW, Latency, Target, machine, table, timed
from bot.domain.ranking import PLACES, By, Ranking, Scope
from bot.domain.scores import PRIOR_MEAN, PRIOR_VOTES, Score
from bot.store import migrations
from bot.store.database import Database
from bot.store.scores import scores, standings

HERE = 7
SIZE = 10
MEMBERS = 50_000
ROUNDS = 20
WRITES = 3_000
DURABLE_WRITES = 400
TARGET_MS = 20.0
LAST = PLACES // SIZE - 1
STANDING_VERSION = 7  # the migration that the totals came with
COUNTRIES = {"JP": 30, "KR": 25, "CN": 25, "TW": 8, "TH": 7, "HK": 3, "PH": 1, "SG": 1}
# Of ten on whose list a drama is, seven have finished it: what the others gave does not count.
STATUSES = ("completed",) * 7 + ("watching", "plan", "dropped")
# Of how many dramas in a thousand each genre is; from one of nearly every second to a rare one.
GENRES = (400, 320, 280, 220, 180, 150, 120, 90, 85, 80, 75, 68, 62, 40, 30, 20, 10, 5, 2, 1)
# Either side of standings.GENRE_SIDE at 100,000 dramas, among others.
GENRE_IDS = {"commonest genre": 1, "genre of 6.8 %": 12, "genre of 6.2 %": 13, "rarest genre": len(GENRES)}

# The same ranking, counted when it is asked for.
COUNTED = (
    "SELECT d.id, (:votes * :mean + sum(s.overall) / 2.0) / (:votes + count(*)) AS weighted"
    " FROM counting_score s JOIN drama d ON d.id = s.drama_id{here} WHERE d.hidden = 0 GROUP BY s.drama_id"
    " ORDER BY weighted DESC, count(*) DESC, d.popularity IS NULL, d.popularity, d.id LIMIT 10"
)
# The order of `/drama search sort:rating` as it would be without the totals.
SEARCHED = (
    "SELECT d.id FROM drama d WHERE d.hidden = 0 AND d.country = 'KR' ORDER BY {order} DESC NULLS LAST,"
    " d.popularity IS NULL, d.popularity, d.id LIMIT 10"
)
SEARCH_ORDERS = {
    "kept totals": "(SELECT n.weighted FROM standing n WHERE n.guild_id = 0 AND n.drama_id = d.id)",
    "counted for each drama": "(SELECT (:votes * :mean + sum(s.overall) / 2.0) / (:votes + count(*))"
    " FROM counting_score s WHERE s.drama_id = d.id HAVING count(*) > 0)",
}
COUNTED_HERE = " JOIN guild_member g ON g.guild_id = 7 AND g.member_id = s.member_id"

Made = tuple[int | str | None, ...]


# --- the catalogue ---


def build(connection: sqlite3.Connection, dramas: int, given: int) -> float:
    """Fills the database as the version before the totals had it.

    Returns the seconds that the totals take.
    """
    known = migrations.all_migrations()
    for migration in known[: STANDING_VERSION - 1]:
        connection.executescript(migration.sql)
    connection.execute("BEGIN")
    random = Random(3)  # the same catalogue every time
    _put(connection, "drama (id, title, country, year, summary, popularity, hidden)", _dramas(random, dramas))
    _put(connection, "genre (id, name)", ((at, f"Genre {at}") for at in range(1, len(GENRES) + 1)))
    _put(connection, "drama_genre (drama_id, genre_id, position)", _genres(random, dramas))
    _put(connection, "member (id)", ((member,) for member in range(1, MEMBERS + 1)))
    _put(connection, "guild_member (guild_id, member_id)", _guild_members())
    for columns in ("score (drama_id, member_id, overall)", "progress (drama_id, member_id, status)"):
        pairs = sorted(set(islice(_pairs(random, dramas), given * 12 // 10)))
        random.shuffle(pairs)
        scored = columns.startswith("score")
        last = (lambda: random.randint(1, 20)) if scored else (lambda: random.choice(STATUSES))
        _put(connection, columns, ((*pair, last()) for pair in sorted(pairs[:given])))
    connection.execute("COMMIT")

    def migrate() -> None:
        for migration in known[STANDING_VERSION - 1 :]:
            connection.executescript(f"BEGIN; {migration.sql} COMMIT;")

    return timed(migrate)[1]


def _put(connection: sqlite3.Connection, columns: str, rows: Iterator[Made]) -> None:
    marks = ", ".join("?" * (columns.count(",") + 1))
    connection.executemany(f"INSERT INTO {columns} VALUES ({marks})", rows)


def _dramas(random: Random, dramas: int) -> Iterator[Made]:
    countries, weights = list(COUNTRIES), list(COUNTRIES.values())
    for ident in range(1, dramas + 1):
        rank = random.randint(1, dramas) if random.random() < 0.8 else None
        year = 2026 - int(60 * random.random() ** 2)
        hidden = int(random.random() < 0.01)
        yield (
            ident, f"Drama {ident}", random.choices(countries, weights)[0], year, "tears " * 100, rank, hidden
        )  # fmt: skip


def _genres(random: Random, dramas: int) -> Iterator[Made]:
    for ident in range(1, dramas + 1):
        for genre, share in enumerate(GENRES, 1):
            if random.randrange(1_000) < share:
                yield ident, genre, genre


def _guild_members() -> Iterator[Made]:
    """Puts a fifth of the members on this server, and everyone on one of many small servers."""
    for member in range(1, MEMBERS + 1):
        if member % 5 == 0:
            yield HERE, member
        yield 1_000 + member % 900, member


def _pairs(random: Random, dramas: int) -> Iterator[tuple[int, int]]:
    while True:
        yield 1 + int(dramas * random.random() ** 3), random.randint(1, MEMBERS)


# --- reading ---


def asked() -> dict[str, tuple[Ranking, int]]:
    """The measured rankings, each with a page: first and last pages, rare and common filters."""
    found = {}
    for by in By:
        for scope in Scope:
            found[f"{by}, {scope}"] = Ranking(by, scope)
        for name, genre in GENRE_IDS.items():
            found[f"{by}, everywhere, {name}"] = Ranking(by, Scope.EVERYWHERE, genre)
        found[f"{by}, everywhere, KR"] = Ranking(by, Scope.EVERYWHERE, None, "KR")
        found[f"{by}, everywhere, SG 1970"] = Ranking(by, Scope.EVERYWHERE, None, "SG", 1970)
        found[f"{by}, everywhere, genre of 6.8 %, KR"] = Ranking(by, Scope.EVERYWHERE, 12, "KR")
        found[f"{by}, everywhere, genre of 6.8 %, TW 2010"] = Ranking(by, Scope.EVERYWHERE, 12, "TW", 2010)
        found[f"{by}, here, genre of 6.2 %"] = Ranking(by, Scope.HERE, 13)
    pages = {}
    for name, ranking in found.items():
        pages[f"{name}, first page"] = (ranking, 0)
        pages[f"{name}, last page"] = (ranking, LAST)
    return pages


def read(call: Callable[[], object]) -> Latency:
    waits = []
    for _ in range(ROUNDS):
        tries = []
        for _ in range(3):
            begin = perf_counter()
            call()
            tries.append(perf_counter() - begin)
        waits.append(min(tries))
    return Latency.of(waits)


def plan(connection: sqlite3.Connection, ranking: Ranking) -> list[str]:
    """SQLite's query plan for a ranking."""
    guild = HERE if ranking.scope is Scope.HERE else standings.EVERYWHERE
    sql, bound = standings.placing(connection, ranking, guild)
    return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", bound)]


def pages(connection: sqlite3.Connection) -> list[Target]:
    rows, targets = [], []
    plans: dict[str, str] = {}
    for name, (ranking, index) in asked().items():
        page = partial(standings.page, connection, ranking, HERE, index, SIZE)
        latency = read(page)
        rows.append((name, str(page().total), *_times(latency)))
        targets.append(Target(f"a page: {name}, p99", latency.p99, TARGET_MS, "ms"))
        plans.setdefault(" / ".join(plan(connection, ranking)), name)
    print(table(("page", "places", "p50 ms", "p99 ms", "worst"), rows))
    print("\nEXPLAIN QUERY PLAN, each with the first ranking that is served so\n")
    for steps, name in plans.items():
        print(f"  {name}:\n    {steps}")
    scans = sum("SCAN" in step for step in plans)  # a table or an index from one end to the other
    return [*targets, Target("plans that scan a table", scans, 0, "plans")]


def against_counting(connection: sqlite3.Connection) -> list[Target]:
    """The same first page with the same dramas, by GROUP BY over the scores."""
    rows, targets = [], []
    for scope in Scope:
        sql = COUNTED.format(here=COUNTED_HERE if scope is Scope.HERE else "")
        bound = {"votes": PRIOR_VOTES, "mean": PRIOR_MEAN}
        counted, seconds = timed(lambda sql=sql, bound=bound: connection.execute(sql, bound).fetchall())  # type: ignore[misc]  # the loop's own
        kept = standings.page(connection, Ranking(By.RATING, scope), HERE, 0, SIZE)
        assert [row[0] for row in counted] == [place.drama.id for place in kept.places]
        quick = read(partial(standings.page, connection, kept.ranking, HERE, 0, SIZE)).p50
        rows.append((f"{scope}: kept totals", f"{quick:.2f}", "1.0"))
        rows.append((f"{scope}: GROUP BY", f"{seconds * 1000:.2f}", f"{seconds * 1000 / quick:,.0f}"))
        targets.append(
            Target(f"quicker than counting, {scope}", seconds * 1000 / quick, 1, "×", at_least=True)
        )
    first = 0.0
    for how, order in SEARCH_ORDERS.items():
        sql = SEARCHED.format(order=order)
        searched = read(partial(_all, connection, sql)).p50
        first = first or searched
        rows.append((f"search, KR, by rating: {how}", f"{searched:.2f}", f"{searched / first:.1f}"))
    print(table(("the first ten by rating", "p50 ms", "ratio"), rows))
    return targets


def _all(connection: sqlite3.Connection, sql: str) -> list[tuple[int]]:
    return connection.execute(sql, {"votes": PRIOR_VOTES, "mean": PRIOR_MEAN}).fetchall()


# --- writing ---


def writes(connection: sqlite3.Connection, dramas: int) -> None:
    """The cost of the triggers for a score: the same writes with and without them, rolled back."""
    rows = []
    for what, changes in (("a new score", False), ("a changed score", True)):
        kept, bare = (_writing(connection, dramas, changes=changes, triggers=on) for on in (True, False))
        rows.append((f"{what}, no triggers", f"{bare * 1e6:.1f}", "1.0"))
        rows.append((f"{what}, totals kept", f"{kept * 1e6:.1f}", f"{kept / bare:.2f}"))
    print(table(("in one transaction", "µs a write", "ratio"), rows))


def _writing(connection: sqlite3.Connection, dramas: int, *, changes: bool, triggers: bool) -> float:
    """The seconds per write of scores, which are rolled back."""
    random = Random(5)  # the same writes each time
    if changes:
        taken = connection.execute("SELECT drama_id, member_id, overall FROM score LIMIT 300000").fetchall()
        work = [(m, d, Score(1 + o % 20)) for d, m, o in random.sample(taken, WRITES)]
    else:
        # Members of two servers each, who had not scored these.
        work = [
            (5 * random.randint(1, 10_000), d, Score(7)) for d, _ in islice(_pairs(random, dramas), 9_000)
        ]
        work = [one for one in work if scores.get(connection, one[0], one[1]) is None][:WRITES]
    connection.execute("BEGIN")
    try:
        if not triggers:
            drop_triggers(connection)
        begin = perf_counter()
        for member, drama, score in work:
            scores.put(connection, member, drama, score, NOW)
        return (perf_counter() - begin) / len(work)
    finally:
        connection.execute("ROLLBACK")


def drop_triggers(connection: sqlite3.Connection) -> None:
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")


async def durable(path: Path, dramas: int) -> None:
    """Score writes as members wait for them: committed to disk, one after another."""
    random = Random(6)  # the same writes each time
    rows: list[tuple[str, str, str]] = []
    async with Database.open(path) as database:
        took: list[float] = []
        for _ in ("totals kept", "no triggers"):
            waits = []
            for drama, member in islice(_pairs(random, dramas), DURABLE_WRITES):
                begin = perf_counter()
                score = Score(random.randint(1, 20))
                await database.write(partial(_give, member, drama, score))
                waits.append(perf_counter() - begin)
            took.append(Latency.of(waits).p50)
            await database.write(drop_triggers)
    kept, bare = took
    rows.append(("durable, no triggers", f"{bare:.3f}", "1.0"))
    rows.append(("durable, totals kept", f"{kept:.3f}", f"{kept / bare:.2f}"))
    print(table(("a write and its commit", "p50 ms", "ratio"), rows))


def _give(member: int, drama: int, score: Score, connection: sqlite3.Connection) -> None:
    scores.put(connection, member, drama, score, NOW)


def _times(latency: Latency) -> tuple[str, str, str]:
    return f"{latency.p50:.2f}", f"{latency.p99:.2f}", f"{latency.worst:.2f}"


def show(targets: Sequence[Target]) -> None:
    print("\nTargets")
    for target in targets:
        print(target.line())


@click.command()
@click.option("--dramas", default=100_000, show_default=True)
@click.option("--given", default=1_000_000, show_default=True, help="Scores, and as many lists' entries.")
def main(dramas: int, given: int) -> None:
    """Prints how long a page of a ranking takes, and what it costs to keep the totals."""
    print(f"Rankings ({machine()}, SQLite {sqlite3.sqlite_version}). {__doc__.partition('.')[2].strip()}\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "namida.sqlite3"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA foreign_keys = ON")
            seconds = build(connection, dramas, given)
            connection.execute(f"PRAGMA user_version = {migrations.latest_version()}")
            (totals,) = connection.execute("SELECT count(*) FROM standing").fetchone()
            print(f"{dramas:,} dramas, {given:,} scores, {given:,} lists' entries: {totals:,} totals,")
            print(f"counted by the migration in {seconds:.1f} s\n")
            targets = pages(connection)
            print()
            targets += against_counting(connection)
            print()
            writes(connection, dramas)
        print()
        asyncio.run(durable(path, dramas))
    show(targets)


if __name__ == "__main__":
    main()
