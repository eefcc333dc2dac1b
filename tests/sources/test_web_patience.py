"""Sources in trouble: how often they are tried again, and how long they are left alone."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from email.utils import format_datetime

import pytest

from bot.errors import SourceUnavailable
from bot.sources.manners import Manners
from bot.sources.pace import Line, Ticket
from bot.sources.web import open_sources
from tests.sources.catalogue_server import CatalogueServer, Failure
from tests.sources.opened import NOON, Memory, Moment, Opened
from tests.sources.refusals import SHOW, reason_given


@pytest.mark.parametrize("failure", [Failure.BROKEN, Failure.TOO_MANY, Failure.CUT, Failure.CUT_BODY])
async def test_a_passing_trouble_is_waited_out_longer_each_time(
    server: CatalogueServer, world: Opened, failure: Failure
) -> None:
    server.fail(failure, times=2)
    assert (await world.tvmaze.fetch(SHOW)).entry.title == "Hospital Playlist"
    first, second = world.waits
    assert 0.5 <= first <= 1.5
    assert 1 <= second <= 3


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (Failure.BROKEN, "500"),
        (Failure.TOO_MANY, "429"),
        (Failure.CUT, "no answer"),
        (Failure.CUT_BODY, "cut off"),
        (Failure.SLOW, "timeout"),
    ],
)
async def test_a_trouble_that_stays_is_given_up_after_three_tries(
    server: CatalogueServer, hasty: Opened, failure: Failure, reason: str
) -> None:
    server.fail(failure)
    assert await reason_given(hasty) == reason
    assert (server.count(), len(hasty.waits)) == (3, 2)


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (Failure.FORBIDDEN, "403"),
        (Failure.GARBAGE, "not JSON"),
        (Failure.SHAPELESS, "JSON, but not what was asked for"),
        (Failure.HUGE, "too large"),
        (Failure.HUGE_LENGTH, "too large"),
        (Failure.BOMB, "too large"),
        (Failure.REDIRECT, "redirect elsewhere"),
    ],
)
async def test_what_another_try_would_not_mend_is_not_tried_again_and_not_kept(
    server: CatalogueServer, hasty: Opened, failure: Failure, reason: str
) -> None:
    server.fail(failure)
    assert await reason_given(hasty) == reason
    assert (server.count(), hasty.waits, hasty.answers.answers) == (1, [], {})


async def test_a_source_that_is_switched_off_altogether_is_not_asked_by_everybody(
    server: CatalogueServer,
) -> None:
    async with CatalogueServer() as gone:
        url = gone.url
    answers, clock, waits = Memory(), Moment(), deque[float]()

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    manners = Manners(pause=pause)
    async with open_sources(answers, clock, tvmaze_url=url, manners=manners) as (tvmaze,):
        for reason in ("no connection", "resting: no connection"):
            with pytest.raises(SourceUnavailable) as refused:
                await tvmaze.search("Hospital")
            assert refused.value.reason == reason
        assert len(waits) == 2

        clock.advance(seconds=31)
        with pytest.raises(SourceUnavailable) as refused:
            await tvmaze.search("Hospital")
    assert refused.value.reason == "no connection"


@pytest.mark.parametrize("how", ["seconds", "date"])
async def test_a_source_that_asks_for_some_patience_gets_it(
    server: CatalogueServer, world: Opened, how: str
) -> None:
    after = format_datetime(NOON + timedelta(seconds=7), usegmt=True)
    server.fail(Failure.TOO_MANY, times=1, retry_after="7" if how == "seconds" else after)
    assert (await world.tvmaze.fetch(SHOW)).entry.title == "Hospital Playlist"
    assert len(world.waits) == 1
    assert 7 <= world.waits[0] <= 8


@pytest.mark.parametrize("how", ["seconds", "date"])
async def test_a_source_that_asks_for_more_patience_than_there_is_is_left_alone_until_then(
    server: CatalogueServer, world: Opened, how: str
) -> None:
    after = format_datetime(NOON + timedelta(minutes=10), usegmt=True)
    server.fail(Failure.TOO_MANY, times=1, retry_after="600" if how == "seconds" else after)
    assert await reason_given(world) == "429"
    assert await reason_given(world) == "resting: 429"
    assert (server.count(), world.waits) == (1, [])
    assert await world.tmdb.search("Hospital")  # the other source goes on

    world.clock.advance(minutes=10, seconds=2)
    assert (await world.tvmaze.fetch(SHOW)).entry.title == "Hospital Playlist"


@pytest.mark.parametrize("after", ["soon", "-5", "1e9", "²", "Wed, 99 Foo 2026", ""])
async def test_a_retry_after_that_says_nothing_is_as_none(
    server: CatalogueServer, world: Opened, after: str
) -> None:
    server.fail(Failure.TOO_MANY, times=1, retry_after=after.encode("latin-1", "replace").decode("latin-1"))
    assert (await world.tvmaze.fetch(SHOW)).entry.title == "Hospital Playlist"
    assert 0.5 <= world.waits[0] <= 1.5


@pytest.mark.parametrize("after", ["9" * 40, "Wed, 01 Jan 9998 00:00:00 GMT"])
async def test_nobody_is_left_alone_for_longer_than_a_day(
    server: CatalogueServer, world: Opened, after: str
) -> None:
    server.fail(Failure.TOO_MANY, times=1, retry_after=after)
    assert await reason_given(world) == "429"
    world.clock.advance(days=1)
    assert (await world.tvmaze.fetch(SHOW)).entry.title == "Hospital Playlist"


async def test_schedules_and_refreshes_are_patient_and_a_search_is_not(
    world: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    come = Line.come

    def counted(line: Line, member: int | None, *, patient: bool = False) -> Ticket:
        asked.append(patient)
        return come(line, member, patient=patient)

    monkeypatch.setattr(Line, "come", counted)
    for source, show in ((world.tvmaze, SHOW), (world.tmdb, "96102")):
        for waited_for in (source.search("hospital"), source.fetch(show)):
            await waited_for
            assert asked
            assert not any(asked)
            asked.clear()
        world.clock.advance(days=1)
        for patient in (source.fetch(show, patient=True), source.schedule(NOON.date(), "KR")):
            await patient
            assert asked
            assert all(asked)
            asked.clear()
