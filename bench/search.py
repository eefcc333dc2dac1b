"""Measures how well and how fast names are found: the index, SQLite's LIKE and FTS5, and rapidfuzz.

A query is made from one name of one drama. It counts as found at k if a drama with this name, exactly or with
the same key, is among the first k dramas of the answer. All methods get their queries from the same lists,
but slow ones get fewer (the column "queries" says how many).

The index answers every query three times in a row. "first p99" uses the first time, with all other work of
the machine. The other times in its own table and the targets use the quickest of the three. The comparison of
methods uses the first answer of each.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from random import Random
from time import perf_counter

import click
from rapidfuzz import fuzz, process

from bench.measure import Latency, Target, machine, memory_of, table, timed
from bench.titles import Titles, real_titles, real_titles_path, synthetic_titles
from bot.search.keys import key
from bot.search.names import NameIndex, OwnerNames

Search = Callable[[str], Sequence[int]]  # a query to dramas, best first, at most 25

LIMIT = 25
ALL_QUERIES = 500  # of each kind, for the index
SQL_QUERIES = 40
RATIO_QUERIES = 40
WRATIO_QUERIES = 6  # at more than 100 ms each
_TYPED = "abcdefghijklmnopqrstuvwxyz"
COMMON = (
    "the",
    "love",
    "l",
    "s",
    "a",
    "my",
    "th",
    "ang",
    "ing",
    "in",
    "man",
    "i love",
    "the love",
    "ong",
    "2",
)


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    dramas: frozenset[int]  # any of them counts as found


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one method answered one kind of query.

    `seconds` holds the quickest time of each query, and `latency` summarises them. `firsts` and `first` are
    the same for the first times.
    """

    at_25: float
    at_1: float
    latency: Latency
    first: Latency
    seconds: tuple[float, ...]
    firsts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Contender:
    name: str
    search: Search
    queries: int
    repeats: int = 1


class Questions:
    """Makes queries of every kind from the names of a catalogue, the same ones every time."""

    def __init__(self, catalogue: Sequence[Titles], seed: int = 11) -> None:
        self._random = Random(seed)
        self._catalogue = catalogue
        self._bearers: dict[str, set[int]] = defaultdict(set)
        for titles in catalogue:
            for name in titles.names:
                self._bearers[key(name)].add(titles.drama)
        self._names = [name for titles in catalogue for name in titles.names]
        self._latin = [name for name in self._names if name.isascii() and len(key(name)) >= 6]
        self._native = [titles.native for titles in catalogue if titles.native]

    def kinds(self) -> dict[str, list[Query]]:
        several_words = [name for name in self._latin if " " in name.strip()]
        return {
            "exact": self._made(self._names, lambda name: name),
            "60 % prefix": self._made(self._names, _beginning),
            "one typing error": self._made(self._latin, lambda name: self._mistyped(name, 1)),
            "two typing errors": self._made(self._latin, lambda name: self._mistyped(name, 2)),
            "60 % prefix, one error": self._made(
                self._latin, lambda name: self._mistyped(_beginning(name), 1)
            ),
            "no spaces": self._made(several_words, lambda name: name.replace(" ", "")),
            "native": self._made(self._native, lambda name: name),
            "native prefix": self._made(self._native, _beginning),
            "romanised alias": self._made(self._romanised(), lambda name: name.lower().replace("-", " ")),
        }

    def load(self) -> dict[str, list[Query]]:
        """Expensive queries, whatever they find."""
        nobody: frozenset[int] = frozenset()
        partly = (
            name[: self._random.randint(1, len(name))] for name in self._sample(self._names, ALL_QUERIES)
        )
        long = (" ".join(self._sample(self._names, 12)) for _ in range(ALL_QUERIES // 2))
        return {
            "every length, as typed": [Query(text, nobody) for text in partly],
            "very common beginnings": [Query(text, nobody) for text in COMMON * 10],
            "100 characters and more": [Query(text, nobody) for text in long],
        }

    def _made(self, names: Sequence[str], change: Callable[[str], str]) -> list[Query]:
        chosen = self._sample(names, ALL_QUERIES)
        return [Query(change(name), frozenset(self._bearers[key(name)])) for name in chosen]

    def _sample(self, names: Sequence[str], count: int) -> list[str]:
        return self._random.sample(names, min(count, len(names)))

    def _romanised(self) -> list[str]:
        """Aliases in Latin letters that sound like the native title."""
        return [
            alias
            for titles in self._catalogue
            if titles.native and not titles.native.isascii()
            for alias in titles.others
            if alias.isascii() and fuzz.ratio(key(alias), key(titles.native)) >= 60
        ]

    def _mistyped(self, name: str, errors: int) -> str:
        """Queries with wrong, additional, missing or swapped letters.

        Never a space, which would not be an error.
        """
        letters = list(name.lower())
        for _ in range(errors):
            places = [place for place, letter in enumerate(letters) if letter.isalnum()]
            place = self._random.choice(places)
            match self._random.choice(("wrong", "additional", "missing", "exchanged")):
                case "wrong":
                    letters[place] = self._random.choice(_TYPED.replace(letters[place], ""))
                case "additional":
                    letters.insert(place, self._random.choice(_TYPED))
                case "missing":
                    del letters[place]
                case _:
                    other = self._random.choice([p for p in (place - 1, place + 1) if 0 <= p < len(letters)])
                    letters[place], letters[other] = letters[other], letters[place]
        return "".join(letters)


def _beginning(name: str) -> str:
    return name[: -(-len(name) * 6 // 10)]


def entries_of(catalogue: Iterable[Titles]) -> list[OwnerNames]:
    return [OwnerNames(titles.drama, titles.names, titles.popularity) for titles in catalogue]


def index_search(index: NameIndex) -> Search:
    return lambda text: [match.owner for match in index.search(text, LIMIT, typing=True)]


def like_search(db: sqlite3.Connection) -> Search:
    def search(text: str) -> Sequence[int]:
        sql = (
            "SELECT drama FROM names WHERE name LIKE '%' || ? || '%' "
            "GROUP BY drama ORDER BY min(popularity) LIMIT 25"
        )
        return [drama for (drama,) in db.execute(sql, (text,))]

    return search


def fts_search(db: sqlite3.Connection) -> Search:
    """FTS5 with any of the query's trigrams, ranked by bm25, which tolerates typing errors."""

    def search(text: str) -> Sequence[int]:
        lowered = text.lower()
        grams = dict.fromkeys(lowered[at : at + 3] for at in range(len(lowered) - 2))
        if not grams:
            return []
        wanted = " OR ".join('"' + gram.replace('"', '""') + '"' for gram in grams)
        sql = "SELECT drama FROM grams WHERE grams MATCH ? ORDER BY rank LIMIT 100"
        return _first(drama for (drama,) in db.execute(sql, (wanted,)))

    return search


def rapidfuzz_search(catalogue: Sequence[Titles], scorer: Callable[..., float]) -> Search:
    keys = [key(name) for titles in catalogue for name in titles.names]
    dramas = [titles.drama for titles in catalogue for _ in titles.names]

    def search(text: str) -> Sequence[int]:
        best = process.extract(key(text), keys, scorer=scorer, limit=100)
        return _first(dramas[place] for _, _, place in best)

    return search


def _first(dramas: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(dramas))[:LIMIT]


def fill(db: sqlite3.Connection, catalogue: Iterable[Titles]) -> None:
    db.execute("CREATE TABLE names (drama INTEGER, name TEXT, popularity INTEGER)")
    db.execute("CREATE VIRTUAL TABLE grams USING fts5(name, drama UNINDEXED, tokenize = 'trigram')")
    for titles in catalogue:
        rows = [(titles.drama, name, titles.popularity) for name in titles.names]
        db.executemany("INSERT INTO names VALUES (?, ?, ?)", rows)
        db.executemany("INSERT INTO grams (drama, name) VALUES (?, ?)", [row[:2] for row in rows])
    db.commit()


def ask(contender: Contender, queries: Sequence[Query]) -> Outcome:
    first, quickest = [], []
    at_25 = at_1 = 0
    asked = queries[: contender.queries]
    for query in asked:
        seconds = []
        for _ in range(contender.repeats):
            begin = perf_counter()
            dramas = contender.search(query.text)
            seconds.append(perf_counter() - begin)
        first.append(seconds[0])
        quickest.append(min(seconds))
        at_25 += not query.dramas.isdisjoint(dramas)
        at_1 += not query.dramas.isdisjoint(dramas[:1])
    count = len(asked)
    return Outcome(
        at_25 / count, at_1 / count, Latency.of(quickest), Latency.of(first), tuple(quickest), tuple(first)
    )


def compare(title: str, catalogue: Sequence[Titles], real: bool) -> list[Target]:
    """Prints a catalogue's tables and returns its targets."""
    entries = entries_of(catalogue)
    count = sum(len(entry.names) for entry in entries)
    print(f"\n== {title}: {len(entries):,} dramas, {count:,} names ==")
    index, build = timed(lambda: NameIndex.build(entries))
    memory = memory_of(lambda: NameIndex.build(entries))
    kilobytes = memory.kept / count / 1000
    print(
        f"build {build:.2f} s; memory {memory.kept / 1e6:.1f} MB kept ({kilobytes:.3f} KB a name), "
        f"{memory.peak / 1e6:.0f} MB at most while building\n"
    )
    questions = Questions(catalogue)
    kinds = questions.kinds()
    ours = Contender("index", index_search(index), ALL_QUERIES, repeats=3)
    with closing(sqlite3.connect(":memory:")) as db:
        fill(db, catalogue)
        others = (
            Contender("LIKE '%q%'", like_search(db), SQL_QUERIES),
            Contender("FTS5 trigram", fts_search(db), SQL_QUERIES),
            Contender("rapidfuzz ratio", rapidfuzz_search(catalogue, fuzz.ratio), RATIO_QUERIES),
            Contender("rapidfuzz WRatio", rapidfuzz_search(catalogue, fuzz.WRatio), WRATIO_QUERIES),
        )
        results = {
            contender: {kind: ask(contender, asked) for kind, asked in kinds.items()}
            for contender in (ours, *others)
        }
    load = {kind: ask(ours, asked) for kind, asked in questions.load().items()}
    _print_kinds(results[ours], load)
    _print_contenders(results)
    overall = Latency.of([second for outcome in results[ours].values() for second in outcome.seconds])
    return _targets(title, real, results[ours], load, overall, build, kilobytes)


def _print_kinds(found: dict[str, Outcome], load: dict[str, Outcome]) -> None:
    head = ("the index, by kind of query", "@25", "@1", "p50 ms", "p99 ms", "worst", "queries", "first p99")
    rows = [
        [kind, *_shares(outcome), *_times(outcome.latency), f"{outcome.first.p99:.2f}"]
        for kind, outcome in found.items()
    ]
    rows += [
        [kind, "", "", *_times(outcome.latency), f"{outcome.first.p99:.2f}"] for kind, outcome in load.items()
    ]
    print(table(head, rows), "\n")


def _print_contenders(results: dict[Contender, dict[str, Outcome]]) -> None:
    kinds = list(next(iter(results.values())))
    rows = [[kind, *(f"{100 * results[who][kind].at_25:.1f}" for who in results)] for kind in kinds]
    print(
        table(("recall@25, % (of queries)", *(f"{who.name} ({who.queries})" for who in results)), rows), "\n"
    )
    overall = {
        who: Latency.of([second for outcome in found.values() for second in outcome.firsts])
        for who, found in results.items()
    }
    first = next(iter(overall.values()))
    rows = [
        [
            who.name,
            *_times(latency),
            f"{latency.p50 / first.p50:.1f} ×",
            f"{latency.p99 / first.p99:.1f} ×",
        ]
        for who, latency in overall.items()
    ]
    print(table(("time, all kinds", "p50 ms", "p99 ms", "worst", "queries", "p50 ratio", "p99 ratio"), rows))


def _shares(outcome: Outcome) -> tuple[str, str]:
    return f"{100 * outcome.at_25:.1f}", f"{100 * outcome.at_1:.1f}"


def _times(latency: Latency) -> tuple[str, str, str, str]:
    return f"{latency.p50:.2f}", f"{latency.p99:.2f}", f"{latency.worst:.2f}", str(latency.calls)


def _targets(
    title: str,
    real: bool,
    found: dict[str, Outcome],
    load: dict[str, Outcome],
    overall: Latency,
    build: float,
    kilobytes: float,
) -> list[Target]:
    correct = ("exact", "one typing error", "two typing errors", "no spaces", "native", "romanised alias")
    targets = [
        Target(f"{title}: recall@25, {kind}", 100 * found[kind].at_25, 99, "%", at_least=True)
        for kind in correct
    ]
    if real:
        targets += [
            Target(f"{title}: recall@25, {kind}", 100 * found[kind].at_25, 95, "%", at_least=True)
            for kind in ("60 % prefix", "native prefix")
        ]
    targets += [Target(f"{title}: p99, all kinds together, quickest of three", overall.p99, 1, "ms")]
    targets += [
        Target(f"{title}: p99, {kind}, quickest of three", outcome.latency.p99, 1, "ms")
        for kind, outcome in load.items()
    ]
    targets += [
        Target(f"{title}: memory a name", kilobytes, 0.4, "KB"),
        Target(f"{title}: build", build, 3, "s"),
    ]
    return targets


@click.command()
@click.option("--names", default=100_000, show_default=True, help="Size of the synthetic catalogue.")
def main(names: int) -> None:
    """Prints recall, time and memory of finding names, compared with other methods."""
    print(
        f"Finding names ({machine()}, SQLite {sqlite3.sqlite_version}). {__doc__.partition('.')[2].strip()}"
    )
    path = real_titles_path()
    real = real_titles(path) if path else []
    targets = []
    if path:
        targets += compare("real titles", real, real=True)
    else:
        print("\nThe real titles are absent (NAMIDA_BENCH_DATA names no directory with titles.jsonl).")
    targets += compare("synthetic titles", synthetic_titles(names, real), real=False)
    print("\nTargets")
    for target in targets:
        print(target.line())


if __name__ == "__main__":
    main()
