"""Measures a large catalogue: its import, the start with it, and the wait for suggestions while typing.

100,000 dramas with three names, 15 episodes and an actor each are imported from a JSON Lines file as
`python -m bot import` does it, each measured step in a process of its own. "Start" is from opening the
database until every service is ready to answer: the check of the file, migrations, and the names in memory;
the Python modules' own import is told beside it. The first start after an import finds no index of the names
and builds it; it is kept in the background, and later starts take it over. "Through the bot" is from the
moment the client receives Discord's event of a member typing until the client hands the choices to HTTP: all
of discord.py, the bot, the service and the store, without a network. Every query is asked three times in a
row: "first" is with whatever else the machine was doing, the targets are of the quickest of the three, as in
`bench/search.py`. Every figure is wall time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from bench.catalogue_steps import NAMES_EACH, STEPS, lines_of, titles_of, write
from bench.measure import Latency, Target, machine, table


@dataclass(frozen=True, slots=True)
class Measured:
    """What the steps gave, by name."""

    half: dict[str, Any]
    whole: dict[str, Any]
    same: dict[str, Any]
    beside: dict[str, Any]
    starts: list[dict[str, Any]]
    again: dict[str, Any]
    asked: dict[str, Any]


def step(name: str, *arguments: object) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.catalogue", "--step", name, *map(str, arguments)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure(dramas: int, folder: Path) -> Measured:
    catalogue = titles_of(dramas)
    whole, half = folder / "whole.jsonl", folder / "half.jsonl"
    write(whole, lines_of(catalogue))
    write(half, lines_of(catalogue[: dramas // 2]))
    del catalogue
    database = folder / "whole.sqlite3"
    halved = step("import", half, folder / "half.sqlite3")
    imported = step("import", whole, database)
    same = step("import", whole, database)
    beside = step("beside", whole, folder / "beside.sqlite3")
    print(f"file {whole.stat().st_size / 1e6:.0f} MB, database {database.stat().st_size / 1e6:.0f} MB")
    starts = [step("start", database) for _ in range(3)]
    print(f"database with the index of names {database.stat().st_size / 1e6:.0f} MB\n")
    asked = step("ask", database, dramas)
    return Measured(halved, imported, same, beside, starts, step("again", database), asked)


def report(dramas: int, found: Measured) -> list[Target]:
    """Prints the tables and returns the targets."""
    rows = [
        [
            what,
            f"{run['seconds']:.1f}",
            f"{(run['added'] + run['changed'] + run['unchanged']) / run['seconds']:,.0f}",
            f"{run['episodes'] / run['seconds']:,.0f}",
            f"{run['memory']:.0f}",
            f"{run['added']:,}",
            f"{run['changed']:,}",
            f"{run['unchanged']:,}",
        ]
        for what, run in (("half of it", found.half), ("all of it", found.whole), ("again", found.same))
    ]
    head = ("import", "s", "dramas/s", "episodes/s", "peak MB", "added", "changed", "unchanged")
    print(table(head, rows), "\n")
    _report_beside(found.beside)
    rows = [
        [
            what,
            *(f"{run[part]:.2f}" for part in ("modules", "open", "names", "ready")),
            f"{run['memory']:.0f}",
            f"{run['background']:.2f}",
            f"{1000 * run['stall']:.0f}",
        ]
        for what, run in zip(("first: builds", "second: keeps", "third: keeps"), found.starts, strict=True)
    ]
    head = ("start", "modules s", "open s", "names s", "ready s", "peak MB", "background s", "stall ms")
    print(table(head, rows))
    print(
        f"\nreading all names again after a quarter of them changed: {found.again['seconds']:.1f} s, longest"
        f" stall of the event loop {1000 * found.again['stall']:.0f} ms\n"
    )
    latencies = {
        f"{what}, {which}": Latency.of([choose(seconds) for seconds in found.asked[name]])
        for what, name in (("service alone", "service"), ("through the bot", "through"))
        for which, choose in (("quickest", min), ("first", itemgetter(0)))
    }
    service, through = latencies["service alone, quickest"], latencies["through the bot, quickest"]
    rows = [
        [what, f"{latency.p50:.2f}", f"{latency.p99:.2f}", f"{latency.worst:.2f}", f"{latency.calls:,}"]
        for what, latency in latencies.items()
    ]
    print(table(("autocomplete", "p50 ms", "p99 ms", "worst", "queries"), rows))
    print(f"queries with an answer: {found.asked['found']:,}\n")
    return targets(dramas, found, service, through)


def _report_beside(beside: dict[str, Any]) -> None:
    latencies = ((what, Latency.of(seconds)) for what, seconds in beside["waits"].items())
    rows = [
        [f"beside {what}", f"{one.p50:.1f}", f"{one.p99:.1f}", f"{one.worst:.1f}", f"{one.calls:,}"]
        for what, one in latencies
    ]
    print(table(("a durable score", "p50 ms", "p99 ms", "worst", "scores"), rows))
    print(
        f"\nwith members' scores beside it the import took {beside['seconds']:.1f} s, and none of its"
        f" transactions had the writer for more than {1000 * beside['held']:.0f} ms\n"
    )


def targets(dramas: int, found: Measured, service: Latency, through: Latency) -> list[Target]:
    return [
        Target("import: dramas added", found.whole["added"], dramas, "dramas", at_least=True),
        Target("import of the same again: dramas added or changed",
               found.same["added"] + found.same["changed"], 0, "dramas"),
        Target("a durable score beside an import, p99",
               Latency.of(found.beside["waits"]["import"]).p99, 100, "ms"),
        Target("import: the longest that one transaction had the writer",
               1000 * found.beside["held"], 50, "ms"),
        Target("import: peak memory", found.whole["memory"], 256, "MB"),
        Target("start to ready, nothing kept", found.starts[0]["ready"], 5, "s"),
        Target("start to ready, index kept", max(run["ready"] for run in found.starts[1:]), 5, "s"),
        Target("autocomplete p99, service alone, quickest of three", service.p99, 5, "ms"),
        Target("autocomplete p99, through the bot, quickest of three", through.p99, 5, "ms"),
        Target("longest stall while all names are read again", 1000 * found.again["stall"], 250, "ms"),
    ]  # fmt: skip


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--dramas", default=100_000, show_default=True, help="Size of the catalogue.")
@click.option("--step", "one", type=click.Choice(list(STEPS)), hidden=True)
@click.argument("arguments", nargs=-1)
def main(dramas: int, one: str | None, arguments: tuple[str, ...]) -> None:
    """Prints how a large catalogue is imported, started with and searched."""
    if one is not None:
        print(json.dumps(STEPS[one](*arguments)))
        return
    begin = time.perf_counter()
    print(f"A catalogue of {dramas:,} dramas and {dramas * NAMES_EACH:,} names ({machine()}).")
    print(f"\n{(__doc__ or '').partition(chr(10))[2].strip()}\n")
    with TemporaryDirectory(prefix="namida-bench-") as folder:
        found = report(dramas, measure(dramas, Path(folder)))
    print("Targets")
    for target in found:
        print(target.line())
    print(f"\nAll of it took {time.perf_counter() - begin:.0f} s.")


if __name__ == "__main__":
    main()
