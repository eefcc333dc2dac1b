"""Compares the speed of Namida and of a minimal discord.py bot, both through real sockets.

Both bots are processes of their own and have the same libraries (uvloop, orjson). A Discord on this machine
asks one of them at a time and keeps many questions under way. Their rounds alternate, so a busy machine makes
both slower. A ratio is Namida's answers a second over those of the bare bot in the round before: the median
of the rounds, with the least and the most. "By CPU" is the same for the processor's time of one answer, which
depends less on what else the machine does. Where there are two cores, the bots have one and this process
another one. The bare bot answers with a small message of components, or with 25 fixed choices.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sqlite3
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click
import discord
import uvloop

from bench.asked import CARD, KINDS, LARGE, Kind, NextAsk, of_bare, of_namida
from bench.community import STARTER, Community, build
from bench.measure import Latency, Target, machine, table
from bench.processes import Running, compile_modules, cores, running
from bench.queueing import in_line
from bench.stand_in import Ask, StandIn, stand_in

REAL_TITLES = 4_789
AT_ONCE = 64
SOAK_RATE = 150.0  # answers a second
SOAK_P99_RATIO, SOAK_MB = 1.25, 5.0
WARM_S = 0.5
HALF_ROUNDS = 2  # rounds of time for one at half of the capacity: a percentile needs many answers
CARD_P99_RATIO = 2.5
GUILD_MB, RESIDENT_MB, READY_S = 8.0, 100.0, 4.0
BOTS = ("namida", "bare")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: a round's seconds, questions at once, rounds, servers, minutes of steady rate."""

    seconds: float
    at_once: int
    rounds: int
    guilds: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Pair:
    """One round of both bots: answers a second, and milliseconds of processor for each answer."""

    bare: float
    namida: float
    bare_ms: float | None
    namida_ms: float | None

    @property
    def ratio(self) -> float:
        return self.namida / self.bare

    @property
    def by_cpu(self) -> float | None:
        return self.bare_ms / self.namida_ms if self.bare_ms and self.namida_ms else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A bot that is asked, and where."""

    there: StandIn
    bot: Running

    async def round(self, plan: Plan, next_ask: NextAsk) -> tuple[float, float | None]:
        """Answers a second, and the milliseconds of processor that one took."""
        used = self.bot.cpu_s()
        found = await self.there.asked_for(plan.seconds, plan.at_once, next_ask)
        cpu = self.bot.cpu_s()
        return found.rate, None if used is None or cpu is None else (cpu - used) * 1000 / len(found.waits)


@dataclass(frozen=True, slots=True)
class Half:
    """Waits for a card at half of Namida's capacity, of Namida and of the bare bot.

    `rate` is cards a second, the capacities are answers a second, each the median of the rounds.
    """

    rate: float
    capacities: tuple[float, float]
    by_chance: tuple[Latency, Latency]
    evenly: tuple[Latency, Latency]


@dataclass(slots=True)
class Found:
    """What was measured with a number of dramas."""

    dramas: int
    pairs: dict[Kind, list[Pair]] = field(default_factory=dict)
    half: Half | None = None
    ready_mb: float | None = None
    idle_mb: float | None = None  # the process that draws, when the bot is ready: nothing was drawn yet
    end_mb: float | None = None
    drawing_mb: float | None = None  # the process that draws, after covers


def settings_for(database: Path) -> dict[str, str]:
    """Namida's own settings, without asking anything outside of this machine."""
    return {
        "NAMIDA_DATABASE": str(database),
        "NAMIDA_SHARDS": "0",
        "NAMIDA_STARTER": "false",
        "NAMIDA_TVMAZE": "false",
    }


# --- answers ---


async def compare(folder: Path, dramas: int, given: int, plan: Plan, core: set[int] | None) -> Found:
    """All kinds of questions, with a database of `dramas` dramas and `given` scores."""
    database = folder / f"namida-{dramas}.sqlite3"
    community = await build(database, dramas, given)
    gc.freeze()  # what building left is no longer looked through while answers are awaited
    async with AsyncExitStack() as stack:
        asked = []
        for bot in ("namida", "bare"):
            there = await stack.enter_async_context(stand_in())
            process = running(there, bot, folder, settings_for(database), core)
            asked.append(Asked(there, await stack.enter_async_context(process)))
        namida, bare = asked
        found = Found(dramas, ready_mb=namida.bot.resident_mb(), idle_mb=namida.bot.children_mb())
        await _alternate(found, namida, bare, community, plan)
        found.end_mb, found.drawing_mb = namida.bot.resident_mb(), namida.bot.children_mb()
    return found


async def _alternate(found: Found, namida: Asked, bare: Asked, community: Community, plan: Plan) -> None:
    theirs = {completes: of_bare(bare.there, completes=completes) for completes in (False, True)}
    ours = await of_namida(namida.there, community)
    warm = min(WARM_S, plan.seconds)
    for kind in KINDS:
        await bare.there.asked_for(warm, plan.at_once, theirs[kind.completes])
        await namida.there.asked_for(warm, plan.at_once, ours[kind.name])
    for _ in range(plan.rounds):
        for kind in KINDS:
            rate, ms = await bare.round(plan, theirs[kind.completes])
            our_rate, our_ms = await namida.round(plan, ours[kind.name])
            found.pairs.setdefault(kind, []).append(Pair(rate, our_rate, ms, our_ms))
    found.half = await _at_half(namida, bare, found.pairs[CARD], plan, (ours[CARD.name], theirs[False]))


async def _at_half(
    namida: Asked, bare: Asked, cards: Sequence[Pair], plan: Plan, asks: tuple[NextAsk, NextAsk]
) -> Half:
    capacities = (median(pair.namida for pair in cards), median(pair.bare for pair in cards))
    rate = capacities[0] / 2
    waits: dict[bool, tuple[list[Latency], list[Latency]]] = {False: ([], []), True: ([], [])}
    for _ in range(plan.rounds):  # in turns again: one bad moment of the machine must not decide
        for evenly, found in waits.items():
            for asked, next_ask, of_it in zip((namida, bare), asks, found, strict=True):
                of_it.append(await _steady(asked, rate, plan, next_ask, evenly=evenly))
    by_chance, even = ((_middle(ours), _middle(theirs)) for ours, theirs in waits.values())
    return Half(rate, capacities, by_chance, even)


async def _steady(asked: Asked, rate: float, plan: Plan, next_ask: NextAsk, *, evenly: bool) -> Latency:
    seconds = HALF_ROUNDS * plan.seconds
    return Latency.of((await asked.there.asked_at(rate, seconds, next_ask, evenly=evenly)).waits)


def _middle(found: Sequence[Latency]) -> Latency:
    """The round whose 99th percentile is in the middle."""
    return sorted(found, key=lambda latency: latency.p99)[(len(found) - 1) // 2]


def report(found: Found) -> list[Target]:
    """Prints the table of a number of dramas; the targets."""
    rows, targets = [], []
    for kind, pairs in found.pairs.items():
        ratios = [pair.ratio for pair in pairs]
        least = kind.target(found.dramas)
        rows.append(
            (
                kind.name,
                f"{median(pair.bare for pair in pairs):,.0f}",
                f"{median(pair.namida for pair in pairs):,.0f}",
                _ms([pair.bare_ms for pair in pairs]),
                _ms([pair.namida_ms for pair in pairs]),
                f"{median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})",
                _by_cpu([pair.by_cpu for pair in pairs]),
                f"≥ {least:g}",
            )
        )
        targets.append(
            Target(f"{kind.name}, {found.dramas:,} dramas", median(ratios), least, "of a bare bot", True)
        )
    head = ("answers", "bare /s", "Namida /s", "bare CPU ms", "CPU ms", "of a bare bot", "by CPU", "target")
    print(f"\n{found.dramas:,} dramas\n\n{table(head, rows)}")
    if found.half is not None:
        targets += _report_half(found.half, found.dramas)
    if found.ready_mb is not None and found.end_mb is not None:
        idle, drawing = found.idle_mb or 0, found.drawing_mb or 0
        print(f"Resident {found.ready_mb:.0f} MB when ready, {found.end_mb:.0f} MB after the rounds.")
        print(f"  The process that draws: {idle:.0f} MB when ready, {drawing:.0f} MB after the covers")
        if found.dramas <= REAL_TITLES:
            what = f"resident when ready, with the process that draws, {found.dramas:,} dramas"
            targets.append(Target(what, found.ready_mb + idle, RESIDENT_MB, "MB"))
    return targets


def _report_half(half: Half, dramas: int) -> list[Target]:
    print(f"\nCards at half of the capacity, {half.rate:.0f} a second:")
    targets = []
    for when, (ours, theirs) in (("by chance", half.by_chance), ("evenly", half.evenly)):
        print(
            f"  {when}: p50 {ours.p50:.1f}, p99 {ours.p99:.1f} ms; "
            f"bare p50 {theirs.p50:.1f}, p99 {theirs.p99:.1f} ms"
        )
        what = f"a card's p99 at half of its capacity, asked {when}, {dramas:,} dramas"
        targets.append(Target(what, ours.p99 / theirs.p99, CARD_P99_RATIO, "× the bare bot's"))
    ours, theirs = (in_line(half.rate, capacity) for capacity in half.capacities)
    print(
        f"  by chance, if each took the same time and nothing else were: p99 {ours.p99:.1f} ms; "
        f"bare p99 {theirs.p99:.1f} ms, {ours.p99 / theirs.p99:.1f} ×"
    )
    return targets


def _ms(found: Sequence[float | None]) -> str:
    known = [one for one in found if one is not None]
    return f"{median(known):.2f}" if known else "–"


def _by_cpu(found: Sequence[float | None]) -> str:
    known = [one for one in found if one is not None]
    return f"{median(known):.2f} ({min(known):.2f}–{max(known):.2f})" if known else "–"


# --- servers ---


async def on_servers(folder: Path, guilds: int, core: set[int] | None) -> list[Target]:
    """Prints how long each bot starts on `guilds` servers, and what they cost it in memory."""
    database = folder / "servers.sqlite3"
    await build(database, STARTER, 0)
    rows, targets = [], []
    for bot in BOTS:
        held, start = [], 0.0
        for count in (1, guilds):
            async with (
                stand_in(count) as there,
                running(there, bot, folder, settings_for(database), core) as process,
            ):
                held.append(process.resident_mb())
                start = process.start_s
        few, many = held
        each = None if few is None or many is None else (many - few) * 1000 / (guilds - 1)
        rows.append((bot, f"{start:.1f}", *("–" if mb is None else f"{mb:.1f}" for mb in (few, many, each))))
        if bot == "namida":
            targets.append(Target(f"start to ready, {guilds:,} servers", start, READY_S, "s"))
            if each is not None:
                targets.append(Target("memory of 1,000 servers", each, GUILD_MB, "MB"))
    print(f"\n{guilds:,} servers of 20 channels and 10 roles\n")
    print(table(("bot", "ready s", "1 server MB", "all MB", "MB per 1,000"), rows))
    return targets


# --- hours of it ---


async def soak(folder: Path, minutes: int, given: int, core: set[int] | None) -> list[Target]:
    """Prints a line a minute: waits for answers of all kinds at a steady rate, and memory."""
    told: list[tuple[Latency, float]] = []
    database = folder / "soak.sqlite3"
    community = await build(database, REAL_TITLES, given)
    async with (
        stand_in() as there,
        running(there, "namida", folder, settings_for(database), core) as process,
    ):
        turn = cycle((await of_namida(there, community)).values())

        def one_of_all() -> Ask:
            return next(turn)()

        print(f"\nAll kinds in turn, {SOAK_RATE:g} a second, {REAL_TITLES:,} dramas\n")
        print("minute   p50 ms   p99 ms  worst ms   MB")
        for minute in range(1, minutes + 1):
            found = await there.asked_at(SOAK_RATE, 60, one_of_all)
            it, held = Latency.of(found.waits), process.resident_mb() or 0
            told.append((it, held))
            print(f"{minute:6}  {it.p50:7.1f}  {it.p99:7.1f}  {it.worst:8.1f}  {held:.0f}", flush=True)
    return steadiness(told)


def steadiness(minutes: Sequence[tuple[Latency, float]]) -> list[Target]:
    """How the last third of the minutes, each its waits and its megabytes, differs from the first."""
    third = len(minutes) // 3
    if not third:
        return []
    first, last = minutes[:third], minutes[-third:]
    slower = median(it.p99 for it, _ in last) / median(it.p99 for it, _ in first)
    more = median(held for _, held in last) - median(held for _, held in first)
    return [
        Target("soak: p99 of the last third of the time", slower, SOAK_P99_RATIO, "× the first third's"),
        Target("soak: memory of the last third, beyond the first", more, SOAK_MB, "MB"),
    ]


async def measured(sizes: Sequence[int], given: int, plan: Plan) -> list[Target]:
    pinned = cores()
    core = None
    if pinned is not None:
        own, core = pinned
        os.sched_setaffinity(0, own)
    print(f"Pinned to cores: {'no' if core is None else 'yes'}")
    targets: list[Target] = []
    with TemporaryDirectory(prefix="namida-bench-") as place:
        folder = Path(place)
        compile_modules()
        for dramas in sizes:
            targets += report(await compare(folder, dramas, given, plan, core))
        if plan.guilds > 1:
            targets += await on_servers(folder, plan.guilds, core)
        if plan.minutes:
            targets += await soak(folder, plan.minutes, given, core)
    return targets


@click.command()
@click.option("--dramas", multiple=True, default=(STARTER, REAL_TITLES), show_default=True)
@click.option("--large", is_flag=True, help=f"{LARGE:,} dramas, too; importing them takes minutes.")
@click.option("--scores", default=10_000, show_default=True)
@click.option("--rounds", default=4, show_default=True)
@click.option("--seconds", default=1.5, show_default=True, help="Of each bot's round, for each kind.")
@click.option("--at-once", default=AT_ONCE, show_default=True, help="Questions under way.")
@click.option("--guilds", default=2_500, show_default=True, help="Servers; 0 leaves them out.")
@click.option("--soak", "minutes", default=0, help="Minutes of a steady rate afterwards.")
def main(
    *,
    dramas: tuple[int, ...],
    large: bool,
    scores: int,
    rounds: int,
    seconds: float,
    at_once: int,
    guilds: int,
    minutes: int,
) -> None:
    """Prints Namida's speed through sockets as a part of a bare bot's, its memory and its start."""
    print(f"Through sockets ({machine()}, discord.py {discord.__version__}, SQLite {sqlite3.sqlite_version})")
    sizes = (*dramas, *((LARGE,) if large else ()))
    plan = Plan(seconds, at_once, rounds, guilds, minutes)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        targets = runner.run(measured(sizes, scores, plan))
    print("\nTargets")
    for target in targets:
        print(target.line())


if __name__ == "__main__":
    main()
