"""The steps of `bench/catalogue.py`, each in its own process."""

# ruff: noqa: PLC0415 - a step loads no more than what it measures, so that memory and time are its own

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from bench.measure import NOW
from bench.titles import Titles, real_titles, real_titles_path, synthetic_titles

NAMES_EACH = 3
EPISODES_EACH = range(8, 23)  # 15 on average
PEOPLE = 30_000
ASKED = 60  # of each kind of query
REPEATS = 3
PAUSE = 0.01  # seconds between two scores while a file comes in
_COUNTRIES = ("KR", "JP", "CN", "TW", "TH")
_GENRES = ("Romance", "Drama", "Comedy", "Thriller", "Mystery", "Historical", "Medical", "Law")

Step = Callable[..., dict[str, Any]]


def titles_of(dramas: int) -> list[Titles]:
    """The dramas' names: a title, a native one, and what it sounds like in Latin letters."""
    real = real_titles_path()
    # Every synthetic drama has three names and up to two more.
    made = synthetic_titles(dramas * 5, real_titles(real) if real else [])
    return [Titles(t.drama, t.title, t.native, t.others[:1], t.popularity) for t in islice(made, dramas)]


def lines_of(catalogue: list[Titles], seed: int = 3) -> Iterator[str]:
    """The dramas as lines of a catalogue file."""
    random = Random(seed)
    for place, titles in enumerate(catalogue):
        first = date(1990, 1, 1) + timedelta(days=random.randrange(13_000))
        count = EPISODES_EACH[place % len(EPISODES_EACH)]
        drama = {
            "title": titles.title,
            "native_title": titles.native,
            "aliases": list(titles.others),
            "country": random.choice(_COUNTRIES),
            "year": first.year,
            "episodes": count,
            "minutes": 60,
            "aired_from": first.isoformat(),
            "aired_to": (first + timedelta(weeks=count - 1)).isoformat(),
            "networks": [f"Channel {random.randrange(40)}"],
            "genres": random.sample(_GENRES, 2),
            "popularity": titles.popularity,
            "cast": [{"person": f"Actor {random.randrange(PEOPLE)}", "billing": "main"}],
            "episode_list": [
                {
                    "number": number,
                    "title": f"Episode {number}",
                    "air_date": (first + timedelta(weeks=number - 1)).isoformat(),
                }
                for number in range(1, count + 1)
            ],
            "sources": {"bench": str(titles.drama)},
        }
        yield json.dumps(drama, ensure_ascii=False) + "\n"


def write(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines)


def most_memory() -> float:
    """The most that this process has held so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e6 / 1024)


def import_step(file: str, database: str) -> dict[str, Any]:
    from bot.services.catalogue.transfer import import_catalogue
    from bot.store.database import Database

    async def run() -> dict[str, Any]:
        async with Database.open(Path(database)) as opened:
            begin = time.perf_counter()
            result = await import_catalogue(opened, Path(file), NOW)
            seconds = time.perf_counter() - begin
            episodes = await opened.read(lambda c: c.execute("SELECT count(*) FROM episode").fetchone()[0])
        return {
            "seconds": seconds,
            "added": result.added,
            "changed": result.changed,
            "unchanged": result.unchanged,
            "episodes": episodes,
            "memory": most_memory(),
        }

    return asyncio.run(run())


def beside_step(file: str, database: str) -> dict[str, Any]:
    """How long members' scores wait during an import, and while all names are read again."""
    from bot.domain.members import Reader
    from bot.domain.scores import Criterion
    from bot.services.catalogue.transfer import fill_with_starter, import_catalogue
    from bot.services.container import open_services
    from bot.store.catalogue import catalogue
    from bot.store.database import Database

    async def run() -> dict[str, Any]:
        async with Database.open(Path(database)) as opened:
            await fill_with_starter(opened, NOW)
            services = await open_services(opened)
            known = await opened.read(lambda c: catalogue.get_many(c, range(1, 51)))
            held: list[float] = []
            _time_holds(opened, held)
            waits: dict[str, list[float]] = {}

            async def scored_during(what: str, work: Any) -> float:
                task = asyncio.ensure_future(work)
                begin, seconds = time.perf_counter(), waits.setdefault(what, [])
                while not task.done():
                    drama, member = known[len(seconds) % len(known)], 1 + len(seconds) % 97
                    overall = 1 + len(seconds) % 20
                    asked = time.perf_counter()
                    reader = Reader(member, 7, "en", "en")
                    await services.scores.score(drama, reader, {Criterion.OVERALL: overall}, NOW)
                    seconds.append(time.perf_counter() - asked)
                    await asyncio.sleep(PAUSE)
                await task
                return time.perf_counter() - begin

            alone = await scored_during("nothing", asyncio.sleep(3))
            whole = await scored_during("import", import_catalogue(opened, Path(file), NOW))
            names = await scored_during("names", services.names.load())
            return {"alone": alone, "seconds": whole, "names": names, "waits": waits, "held": max(held)}

    return asyncio.run(run())


def _time_holds(database: Any, held: list[float]) -> None:
    """Record how long each of the import's transactions keeps the writer."""
    patiently = database.write_patiently

    async def timed_write(work: Callable[[Any], Any]) -> Any:
        def timed_work(connection: Any) -> Any:
            begin = time.perf_counter()
            try:
                return work(connection)
            finally:
                held.append(time.perf_counter() - begin)

        return await patiently(timed_work)

    database.write_patiently = timed_write


def start_step(database: str) -> dict[str, Any]:
    begin = time.perf_counter()
    from bot.services.container import open_services
    from bot.store.database import Database

    imported = time.perf_counter()

    async def run() -> dict[str, Any]:
        async with Database.open(Path(database)) as opened:
            checked = time.perf_counter()
            services = await open_services(opened)
            ready = time.perf_counter()
            memory = most_memory()
            stall = await _longest_stall(services.names.settled())
            return {
                "modules": imported - begin,
                "open": checked - imported,
                "names": ready - checked,
                "ready": ready - imported,
                "memory": memory,
                "background": time.perf_counter() - ready,
                "stall": stall,
            }

    return asyncio.run(run())


def again_step(database: str) -> dict[str, Any]:
    """How long the event loop stalls while names are read again after a large import."""
    from bot.services.container import open_services
    from bot.store.database import Database

    async def run() -> dict[str, Any]:
        async with Database.open(Path(database)) as opened:
            services = await open_services(opened)
            await services.names.settled()
            await opened.write(
                lambda c: c.execute("UPDATE drama SET popularity = popularity + 1 WHERE id % 4 = 0")
            )
            begin = time.perf_counter()
            stall = await _longest_stall(services.names.load())
            seconds = time.perf_counter() - begin
            await services.names.settled()
            return {"seconds": seconds, "stall": stall}

    return asyncio.run(run())


async def _longest_stall(work: Any) -> float:
    """The longest time in seconds that the event loop did not answer during the work."""
    task = asyncio.ensure_future(work)
    longest = 0.0
    while not task.done():
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, time.perf_counter() - before - 0.001)
    await task
    return longest


class _Stamped(list[Any]):
    """Requests, with the moment when the last one was handed to HTTP."""

    last = 0.0

    def append(self, request: Any) -> None:
        self.last = time.perf_counter()
        super().append(request)


def ask_step(database: str, dramas: str) -> dict[str, Any]:
    import simcord

    from bench.search import Questions
    from bot.app import open_bot
    from bot.settings import Settings

    questions = Questions(titles_of(int(dramas)))
    kinds = questions.kinds() | questions.load()
    texts = [query.text for asked in kinds.values() for query in asked[:ASKED]]
    Random(5).shuffle(texts)

    async def run() -> dict[str, Any]:
        settings = Settings(discord_token=None, database=Path(database), starter=False, tvmaze=False)
        service: list[list[float]] = [[] for _ in texts]
        through: list[list[float]] = [[] for _ in texts]
        async with open_bot(settings) as bot, simcord.run(bot) as env:
            for text, seconds in zip(texts, service, strict=True):
                for _ in range(REPEATS):
                    begin = time.perf_counter()
                    await bot.services.catalogue.suggest(text, 1)
                    seconds.append(time.perf_counter() - begin)
            guild = env.create_guild("Bench")
            channel = guild.create_text_channel("lounge")
            member = guild.add_member(env.create_user("mika"))
            backend = env.backend
            backend.http_requests = stamped = _Stamped(backend.http_requests)
            emit, received = backend.emit, [0.0]

            def emitted(event: str, *args: Any, **kwargs: Any) -> Any:
                if event == "INTERACTION_CREATE":
                    received[0] = time.perf_counter()
                return emit(event, *args, **kwargs)

            backend.emit = emitted  # type: ignore[method-assign]  # to know when the event comes
            found = 0
            for text, seconds in zip(texts, through, strict=True):
                for _ in range(REPEATS):
                    choices = await member.autocomplete(channel, "drama info", "title", text[:100])
                    seconds.append(stamped.last - received[0])
                found += bool(choices)
            return {"service": service, "through": through, "found": found}

    return asyncio.run(run())


STEPS: dict[str, Step] = {
    "import": import_step,
    "beside": beside_step,
    "start": start_step,
    "again": again_step,
    "ask": ask_step,
}
