"""The pace of a source, and the line before it: never too much within any ten seconds, members in turn."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import aiohttp
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.sources import SourceAnswer, SourceName
from bot.errors import SourceUnavailable
from bot.sources import behalf
from bot.sources.asking import Asker
from bot.sources.manners import Manners, Web
from bot.sources.pace import SPARED, WAITING, CallRate, Line
from bot.sources.web import TMDB_PACE, TVMAZE_PACE
from tests.sources import virtual
from tests.sources.virtual import Reply, ScriptedSession

# www.tvmaze.com/api, "Rate Limiting".
MOST, WINDOW = 20, 10.0


def busiest(calls: list[float], window: float = WINDOW) -> int:
    """The most calls within any window."""
    first, most = 0, 0
    for last, call in enumerate(calls):
        while call - calls[first] > window:
            first += 1
        most = max(most, last - first + 1)
    return most


# Of one example: drawing each of ten thousand schedules by itself would take minutes.
SCHEDULES = 100


@given(st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_no_ten_seconds_have_more_than_twenty_calls(seed: int) -> None:
    """Crowds come when they like, each of so many calls; a redirect or another try is one more."""
    chance = Random(seed)  # noqa: S311 - no secret
    for _ in range(SCHEDULES):
        pace, now, calls = TVMAZE_PACE, chance.uniform(0, 1e6), list[float]()
        for _ in range(chance.randint(1, 12)):
            now += chance.choice((0.0, 0.4, 1.0, 3.0, 15.0)) * chance.random()
            for _ in range(chance.randint(1, 12)):
                now += pace.wait(now, chance.choice((0, 0, SPARED)))
                pace = pace.taken(now)
                calls.append(now)
                now += chance.choice((0.0, 0.0, 0.2)) * chance.random()
        assert busiest(calls) <= MOST


def test_what_the_sources_allow_is_kept_by_what_was_chosen() -> None:
    assert TVMAZE_PACE.burst + TVMAZE_PACE.rate * WINDOW < MOST
    assert TVMAZE_PACE.burst >= 5  # a search takes so many
    assert TVMAZE_PACE.burst > SPARED
    assert TMDB_PACE.rate <= 40


# --- whatever it answers ---

KINDS = st.sampled_from(
    ("fine", "fine", "moved", "round", "missing", "broken", "busy", "busy for long", "cut", "slow", "garbage")
)


def reply_of(kind: str, seconds: float) -> Reply:
    return {
        "fine": Reply(delay=seconds),
        "moved": Reply(301, seconds, {"Location": "/elsewhere"}),
        "round": Reply(302, 0, {"Location": "/round"}),
        "missing": Reply(404, seconds),
        "broken": Reply(503, 0),
        "busy": Reply(429, seconds, {"Retry-After": str(int(seconds) + 1)}),
        "busy for long": Reply(429, 0, {"Retry-After": "60"}),
        "cut": Reply(error=aiohttp.ServerDisconnectedError),
        "slow": Reply(delay=1_000),
        "garbage": Reply(body=b"<html>"),
    }[kind]


@dataclass
class Nothing:
    """Nothing is kept."""

    async def get(self, _: str) -> SourceAnswer | None:
        return None

    async def put(self, _: str, __: SourceAnswer) -> None:
        return None


def asker_of(session: ScriptedSession) -> Asker:
    web = Web(session, Nothing(), virtual.now, Manners())  # type: ignore[arg-type]  # as far as an asker needs it
    return Asker(SourceName.TVMAZE, "http://source.invalid", web, TVMAZE_PACE)


async def asked(
    asker: Asker, path: str, *, member: int = 0, patient: bool = False, waits: float = 120
) -> str:
    """What became of a question whose asker goes after so many seconds."""
    with behalf.of_member(member):
        try:
            async with asyncio.timeout(waits):
                await asker.ask(path, {}, dict, timedelta(hours=1), patient=patient)
        except SourceUnavailable as error:
            return error.reason
        except TimeoutError:
            return "gone"
    return "answered"


def rested(session: ScriptedSession) -> bool:
    """Whether nothing was asked while the source had asked to be left alone."""
    for at, reply in session.replied:
        until = at + int(reply.headers.get("Retry-After", 0))
        if any(at < asked < until for asked, _ in session.requests):
            return False
    return True


QUESTIONS = st.tuples(
    st.floats(0, 6), st.integers(0, 4), st.booleans(), st.integers(0, 12), st.sampled_from((0.5, 4, 120))
)


async def _all_of(
    session: ScriptedSession, questions: list[tuple[float, int, bool, int, float]]
) -> list[str]:
    asker = asker_of(session)
    asking = []
    for gap, member, patient, show, waits in questions:
        await asyncio.sleep(gap)
        asking.append(
            asyncio.ensure_future(asked(asker, f"{show}", member=member, patient=patient, waits=waits))
        )
    outcomes = await asyncio.gather(*asking)
    await asker.close()
    return outcomes


@given(
    st.lists(QUESTIONS, min_size=1, max_size=25),
    st.lists(st.tuples(KINDS, st.floats(0, 5)), min_size=1, max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_whatever_a_source_answers_it_is_never_asked_too_often_nor_while_it_rests(
    questions: list[tuple[float, int, bool, int, float]], kinds: list[tuple[str, float]]
) -> None:
    session = ScriptedSession(itertools.cycle(reply_of(kind, seconds) for kind, seconds in kinds))
    outcomes = virtual.run(_all_of(session, questions))
    assert len(outcomes) == len(questions)
    assert busiest([at for at, _ in session.requests]) <= MOST
    assert rested(session)


# --- one show is not the source ---


def fine(*others: Reply) -> Iterator[Reply]:
    return itertools.chain(others, itertools.repeat(Reply()))


def outcomes_after(*replies: Reply, shows: int = 4) -> list[str]:
    """What becomes of questions one after the other where the first meet these answers."""

    async def main() -> list[str]:
        asker = asker_of(ScriptedSession(fine(*replies)))
        return [await asked(asker, f"{show}") for show in range(shows)]

    return virtual.run(main())


def test_one_shows_bad_answer_is_not_the_source_being_down() -> None:
    moved = Reply(301, headers={"Location": "http://elsewhere.invalid/"})
    huge = Reply(body=b"[" + b" " * Manners().body_limit)
    for bad in (
        [moved],
        [huge],
        [Reply(body=b"<html>")],
        [Reply(403)],
        [Reply(503)] * 3,
        [Reply(delay=99)] * 3,
    ):
        first, *others = outcomes_after(*bad)
        assert first != "answered"
        assert others == ["answered"] * 3


def test_a_source_that_never_answers_is_left_alone_after_three_questions() -> None:
    outcomes = outcomes_after(*[Reply(503)] * 9, shows=5)
    assert outcomes == ["503", "503", "503", "resting: 503", "resting: 503"]


def test_a_rest_that_one_is_told_of_is_everybodys() -> None:
    async def main() -> tuple[ScriptedSession, list[str]]:
        session = ScriptedSession(fine(Reply(429, 0.1, {"Retry-After": "7"})))
        asker = asker_of(session)
        return session, await asyncio.gather(*(asked(asker, f"{show}") for show in range(15)))

    session, outcomes = virtual.run(main())
    assert outcomes == ["answered"] * 15
    assert rested(session)
    assert len(session.requests) == 16


# --- the line ---


def order_of(*came: tuple[str, int | None, bool], pace: CallRate) -> list[str]:
    """The names in the order in which they got their turn, all having come at once."""

    async def main() -> list[str]:
        line, order = Line(pace), list[str]()

        async def one(name: str, member: int | None, patient: bool) -> None:
            await line.come(member, patient=patient).begun
            order.append(name)

        await asyncio.gather(*(one(*each) for each in came))
        return order

    return virtual.run(main())


def test_members_take_turns_and_what_nobody_waits_for_comes_last() -> None:
    crowd = [(f"a{n}", 1, False) for n in range(5)]
    patient = [("p", None, True)]
    drained = CallRate(1.0, 7, due=7.0)
    order = order_of(*patient, *crowd, ("b", 2, False), ("c", 3, False), pace=drained)
    assert order == ["a0", "b", "c", "a1", "a2", "a3", "a4", "p"]


def test_what_is_patient_leaves_room_for_a_search() -> None:
    async def main() -> None:
        line = Line(CallRate(0.001, 9))
        patient = [line.come(None, patient=True) for _ in range(17)]
        assert sum(ticket.begun.done() for ticket in patient) == 9 - SPARED
        search = [line.come(1) for _ in range(5)]
        assert all(ticket.begun.done() for ticket in search)
        for ticket in patient:
            line.leave(ticket)

    virtual.run(main())


def test_a_lookup_that_nobody_waits_for_leaves_the_line() -> None:
    """One member asks one unknown name a second and never waits; another's question is answered at once."""

    async def main() -> tuple[float, str, int]:
        session = ScriptedSession(itertools.repeat(Reply(delay=0.2)))
        asker = asker_of(session)
        crowd = [asyncio.ensure_future(asked(asker, f"{n}", member=1, waits=0.5)) for n in range(30)]
        await asyncio.sleep(3)
        await asyncio.gather(*crowd)
        sent = len(session.requests)
        began = asyncio.get_running_loop().time()
        outcome = await asked(asker, "wanted", member=2)
        return asyncio.get_running_loop().time() - began, outcome, sent

    took, outcome, sent = virtual.run(main())
    assert outcome == "answered"
    assert took <= 1.5
    assert sent <= 10


def test_ones_crowd_in_the_line_costs_another_one_call() -> None:
    async def main() -> float:
        asker = asker_of(ScriptedSession(itertools.repeat(Reply())))
        crowd = [asyncio.ensure_future(asked(asker, f"{n}", member=1)) for n in range(45)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        began = asyncio.get_running_loop().time()
        assert await asked(asker, "wanted", member=2) == "answered"
        took = asyncio.get_running_loop().time() - began
        await asyncio.gather(*crowd)
        return took

    assert virtual.run(main()) <= 2


def test_who_has_too_many_waiting_is_told_so() -> None:
    async def main() -> list[str]:
        asker = asker_of(ScriptedSession(itertools.repeat(Reply())))
        crowd = (asked(asker, f"{n}", member=1) for n in range(TVMAZE_PACE.burst + WAITING.own + 3))
        return await asyncio.gather(*crowd)

    outcomes = virtual.run(main())
    assert outcomes.count("crowded") == 3
    assert set(outcomes) == {"answered", "crowded"}


def test_what_a_member_comes_to_wait_for_is_patient_no_longer() -> None:
    async def main() -> float:
        asker = asker_of(ScriptedSession(itertools.repeat(Reply())))
        patient = [asyncio.ensure_future(asked(asker, f"{n}", patient=True)) for n in range(20)]
        await asyncio.sleep(0.1)
        assert await asked(asker, "19", member=2) == "answered"
        took = asyncio.get_running_loop().time()
        await asyncio.gather(*patient)
        return took

    assert virtual.run(main()) < 1
