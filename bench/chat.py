"""Measures the chat: how often it is right, against matching whole questions, and what it costs.

Right is an answer to what was asked. A question back counts apart: it offers what was meant, beside other
things. An answer to another question is wrong. `held back` are questions that the patterns were never built
with; matching of whole questions (rapidfuzz) has the others as its examples. The costs are measured through
sockets: what a question takes beside `/drama info`, and the processor's time of a message that is for others.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import click
import orjson
import uvloop
from rapidfuzz import fuzz, process

from bench.asked import CARD, of_namida
from bench.community import STARTER, build
from bench.measure import Latency, Target, machine, table
from bench.processes import Running, cores, running
from bench.sockets import settings_for
from bench.stand_in import FURTHER, StandIn, stand_in
from bot.domain.dramas import Drama
from bot.domain.questions import TAKES_DRAMA, Intent, Lost, Question, Understood
from bot.services.chat.chat import Answerable
from bot.services.container import Services, open_services
from bot.store.database import Database
from tests.chat.judging import SLOTS, Case, Verdict, answer, cases, judge
from tests.e2e.discord_payloads import BOT, FIRST_MEMBER, message

RATE = 200  # messages a second, as a bot on 2,500 busy servers gets them
RIGHT, WRONG, TIMES_A_CARD = 0.85, 0.03, 3.0
ALIKE = 60  # of 100: a question that is less like every known one is not understood
NAME_ALIKE = 90
SHORTEST = 3  # letters of a name: "W" is in every other question
ASKED = 200  # questions whose latency is measured


# --- how often it is right ---


@dataclass(frozen=True, slots=True)
class WholeQuestions:
    """The plain alternative: the known question that is most alike, and the name that is most alike."""

    known: Mapping[str, Case]
    names: Mapping[str, Drama]

    def answer(self, case: Case) -> Answerable:
        """The intent of the question that is most alike, about the longest name that is nearly in the text.

        What else belongs to the question (numbers, countries) is given to it.
        """
        best = process.extractOne(case.say, list(self.known), processor=str.casefold, scorer=fuzz.WRatio)
        if best[1] < ALIKE or self.known[best[0]].want in ("ask", "lost"):
            return Answerable(Lost(()))
        intent = Intent(self.known[best[0]].want)
        named = process.extract(
            case.say,
            list(self.names),
            processor=str.casefold,
            scorer=fuzz.partial_ratio,
            score_cutoff=NAME_ALIKE,
            limit=None,
        )
        name = max((one[0] for one in named), key=len, default=None)
        drama = self.names[name] if name is not None and intent in TAKES_DRAMA else None
        slots = {slot: value for slot, value in case.slots.items() if slot in SLOTS}
        also = Question(Intent(case.slots["also"])) if "also" in case.slots else None
        asked = Question(
            intent,
            drama.id if drama else None,
            member_id=case.slots.get("member"),
            character=str(case.slots.get("character", "")),
            **slots,
        )
        return Answerable(Understood(asked, also))


async def accuracy(folder: Path) -> list[Target]:
    """Prints how often each is right. The names are those of the starter catalogue."""
    path = folder / "chat.sqlite3"
    await build(path, STARTER, 0)
    async with Database.open(path) as database:
        services = await open_services(database)
        async with aclosing(services.pictures), aclosing(services.decoder), aclosing(services.names):
            return await _judged(services)


async def _judged(services: Services) -> list[Target]:
    built, held = cases("questions"), cases("held_back")
    names: dict[str, Drama] = {}
    for drama in await services.catalogue.many(range(1, STARTER + 1)):
        for title in drama.titles:
            if len(title) >= SHORTEST:
                names.setdefault(title, drama)
    plain = WholeQuestions({case.say: case for case in built}, names)
    rows, counts = [], {}
    for name, asked in (("built with", built), ("held back", held)):
        for way in ("chat", "whole questions"):
            if (name, way) == ("built with", "whole questions"):
                continue  # these are its examples
            count: Counter[Verdict] = Counter()
            waits = []
            for case in asked:
                began = perf_counter()
                found = await answer(services, case) if way == "chat" else plain.answer(case)
                waits.append(perf_counter() - began)
                verdict = await judge(services, case, found)
                count[verdict] += 1
                if verdict is Verdict.WRONG and way == "chat":
                    print(f"  wrong: {case.say!r}: {found.result}")
            counts[name, way] = count
            share = [f"{100 * count[verdict] / count.total():.1f} %" for verdict in Verdict]
            took = Latency.of(waits)
            rows.append((f"{name}, {way}", str(count.total()), *share, f"{took.p50:.1f}", f"{took.p99:.1f}"))
    head = ("questions", "", *(verdict.value for verdict in Verdict), "p50 ms", "p99 ms")
    print(table(head, rows))
    first = counts["held back", "chat"]
    good = (first[Verdict.RIGHT] + first[Verdict.ASKED]) / first.total()
    return [
        Target("held back: right answer or right question back", 100 * good, 100 * RIGHT, "%", True),
        Target("held back: wrong answers", 100 * first[Verdict.WRONG] / first.total(), 100 * WRONG, "%"),
    ]


# --- what it costs ---


async def latency(folder: Path, core: set[int] | None) -> list[Target]:
    """Prints how long a question takes beside a card, one after the other."""
    database = folder / "latency.sqlite3"
    community = await build(database, STARTER, 2_000)
    async with stand_in(40) as there, running(there, "namida", folder, settings_for(database), core):
        card = (await of_namida(there, community))[CARD.name]
        cards = await there.asked_at(20, ASKED / 20, card)
        spoken = []
        said = [case.say for case in cases("questions") if case.want in ("cast", "length", "about", "music")]
        for at in range(ASKED):
            began, count = perf_counter(), len(there.messages)
            await _speak(there, at, f"<@{BOT}> {said[at % len(said)]}", BOT)
            async with asyncio.timeout(20):
                await there.messages_reach(count + 1)
            spoken.append(perf_counter() - began)
    ours, theirs = Latency.of(spoken), Latency.of(cards.waits)
    rows = [
        (name, f"{one.p50:.1f}", f"{one.p99:.1f}", f"{one.worst:.1f}")
        for name, one in (("/drama info", theirs), ("a question", ours))
    ]
    print(table(("one after the other", "p50 ms", "p99 ms", "worst ms"), rows))
    return [Target("a question's p50", ours.p50 / theirs.p50, TIMES_A_CARD, "× that of /drama info")]


async def messages(folder: Path, guilds: int, seconds: float, core: set[int] | None) -> None:
    """Prints what the messages of others cost: without the intent none come."""
    database = folder / "messages.sqlite3"
    await build(database, STARTER, 0)
    rows = []
    async with (
        stand_in(guilds) as there,
        running(there, "namida", folder, settings_for(database), core) as bot,
    ):

        async def nothing(_: int) -> None:
            """The bot is left alone."""

        idle = await _used(bot, seconds, nothing)
        ways: Sequence[tuple[str, bool]] = (
            ("as Discord sends it", True),
            ("read in full by discord.py", False),
        )
        for name, head_first in ways:
            used = await _used(bot, seconds, partial(_others, there, guilds, head_first))
            ms = 1000 * (used - idle) / (seconds * RATE)
            rows.append((name, f"{1000 * ms:.0f}", f"{100 * ms * RATE / 1000:.1f} %"))
    print(
        f"\n{RATE} messages a second for others, on {guilds:,} servers; idle {100 * idle / seconds:.1f} %\n"
    )
    print(table(("a message", "CPU µs", "of a core"), rows))


async def _used(bot: Running, seconds: float, one: Callable[[int], Awaitable[None]]) -> float:
    """The seconds of processor that the bot uses while that is done `RATE` times a second."""
    before, due = bot.cpu_s() or 0.0, perf_counter()
    for at in range(int(seconds * RATE)):
        await asyncio.sleep(max(0.0, due - perf_counter()))
        await one(at)
        due += 1 / RATE
    await asyncio.sleep(0.5)
    return (bot.cpu_s() or 0.0) - before


def _place(at: int, guilds: int) -> tuple[int, int]:
    guild = FURTHER + 1_000 * (1 + at % max(1, guilds - 1))
    return guild, guild + 100 + at % 20


async def _speak(there: StandIn, at: int, words: str, *mentioned: int) -> None:
    guild, channel = _place(at, 40)
    said = message(7_000_000_000 + at, words, FIRST_MEMBER + at, channel, guild, *mentioned)
    await there.send(_frame(said, at + 1_000_000, head_first=True))


async def _others(there: StandIn, guilds: int, head_first: bool, at: int) -> None:
    """A message of someone to someone else: without words, as Discord gives it."""
    guild, channel = _place(at, guilds)
    said = message(8_000_000_000 + at, "", FIRST_MEMBER + at % 500, channel, guild)
    await there.send(_frame(said, at + 2_000_000, head_first=head_first))


def _frame(data: object, sequence: int, *, head_first: bool) -> str:
    head = {"t": "MESSAGE_CREATE", "s": sequence, "op": 0}
    frame = {**head, "d": data} if head_first else {"d": data, **head}
    return orjson.dumps(frame).decode()


async def measured(guilds: int, seconds: float) -> list[Target]:
    pinned = cores()
    core = pinned[1] if pinned is not None else None
    with TemporaryDirectory(prefix="namida-bench-") as place:
        folder = Path(place)
        targets = await accuracy(folder)
        print()
        targets += await latency(folder, core)
        await messages(folder, guilds, seconds, core)
    return targets


@click.command()
@click.option("--guilds", default=2_500, show_default=True)
@click.option("--seconds", default=5.0, show_default=True, help="Of messages for others, of each kind.")
def main(guilds: int, seconds: float) -> None:
    """Prints how often the chat is right, and what it costs."""
    print(f"Chat ({machine()})\n")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        targets = runner.run(measured(guilds, seconds))
    print("\nTargets")
    for target in targets:
        print(target.line())


if __name__ == "__main__":
    main()
