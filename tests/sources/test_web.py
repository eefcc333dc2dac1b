"""Catalogues outside that are slow, down, broken or hostile: what members lose is freshness."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import aiohttp
import pytest
from yarl import URL

from bot.errors import NotAtSource, SourceUnavailable
from bot.sources import behalf
from bot.sources.asking import Manners
from bot.sources.pace import Line, Ticket
from bot.sources.web import open_sources, user_agent
from tests.sources.catalogue_server import TOKEN, CatalogueServer, Failure
from tests.sources.opened import NOON, Memory, Moment, Opened, opened
from tests.sources.shows import HOSPITAL_PLAYLIST, hospital_playlist, tmdb_hospital_playlist

SHOW = str(HOSPITAL_PLAYLIST)
QUICK = Manners(total=2.0, connect=1.0, read=0.05, body_limit=256 * 1024)


@pytest.fixture
async def server() -> AsyncIterator[CatalogueServer]:
    async with CatalogueServer([hospital_playlist()], tmdb=[tmdb_hospital_playlist()]) as running:
        yield running


@pytest.fixture
async def world(server: CatalogueServer) -> AsyncIterator[Opened]:
    async with opened(server) as sources:
        yield sources


@pytest.fixture
async def hasty(server: CatalogueServer) -> AsyncIterator[Opened]:
    """Sources with little time and little room for an answer."""
    async with opened(server, QUICK) as sources:
        yield sources


async def _reason(sources: Opened, show: str = SHOW) -> str:
    with pytest.raises(SourceUnavailable) as refused:
        await sources.tvmaze.fetch(show)
    assert refused.value.source == "tvmaze"
    return refused.value.reason


async def test_nothing_is_opened_where_nothing_is_switched_on() -> None:
    async with open_sources(Memory(), Moment()) as sources:
        assert sources == ()


async def test_each_source_is_switched_on_by_itself(server: CatalogueServer) -> None:
    async with open_sources(Memory(), Moment(), tvmaze_url=server.url) as sources:
        assert [source.name for source in sources] == ["tvmaze"]
    async with open_sources(Memory(), Moment(), tmdb_url=server.url, tmdb_token=TOKEN) as sources:
        assert [source.name for source in sources] == ["tmdb"]


async def test_the_source_learns_who_asks(server: CatalogueServer, world: Opened) -> None:
    await world.tvmaze.fetch(SHOW)
    assert server.headers[0]["User-Agent"] == user_agent("someone@example.org")
    assert "self-hosted Discord bot; contact: someone@example.org" in user_agent("someone@example.org")
    assert user_agent("").endswith("contact: not given)")


async def test_only_tmdb_gets_the_token_and_no_kept_address_holds_it(
    server: CatalogueServer, world: Opened
) -> None:
    await world.tvmaze.fetch(SHOW)
    await world.tmdb.search("Hospital")
    assert "Authorization" not in server.headers[0]
    assert server.headers[1]["Authorization"] == f"Bearer {TOKEN}"
    assert not any(TOKEN in url for url in world.answers.answers)


async def test_a_wrong_token_is_said_and_not_tried_again(server: CatalogueServer) -> None:
    async with open_sources(Memory(), Moment(), tmdb_url=server.url, tmdb_token="wrong") as (tmdb,):
        with pytest.raises(SourceUnavailable) as refused:
            await tmdb.search("Hospital")
    assert (refused.value.reason, server.count()) == ("401", 1)


async def test_a_fresh_answer_is_not_asked_for_again_and_a_stale_one_is_revalidated(
    server: CatalogueServer, world: Opened
) -> None:
    first = await world.tvmaze.fetch(SHOW)
    world.clock.advance(minutes=59)
    assert await world.tvmaze.fetch(SHOW) == first
    assert server.count() == 1

    world.clock.advance(minutes=2)
    assert await world.tvmaze.fetch(SHOW) == first
    assert server.headers[1]["If-None-Match"].startswith('"')

    world.clock.advance(minutes=50)  # the answer 304 made it fresh again
    await world.tvmaze.fetch(SHOW)
    assert server.count() == 2


async def test_what_changed_at_the_source_comes_once_the_kept_answer_is_stale(
    server: CatalogueServer, world: Opened
) -> None:
    await world.tvmaze.fetch(SHOW)
    server.add({**hospital_playlist(), "name": "Wise Doctor Life"})
    world.clock.advance(hours=7)
    assert (await world.tvmaze.fetch(SHOW)).entry.title == "Wise Doctor Life"


async def test_two_who_ask_the_same_at_once_share_one_request(server: CatalogueServer, world: Opened) -> None:
    one, other = await asyncio.gather(world.tvmaze.fetch(SHOW), world.tvmaze.fetch(SHOW))
    assert one == other
    assert server.count() == 1


async def test_two_who_ask_at_once_are_each_told_that_nothing_came(
    server: CatalogueServer, world: Opened
) -> None:
    server.fail(Failure.FORBIDDEN)
    results = await asyncio.gather(world.tvmaze.fetch(SHOW), world.tvmaze.fetch(SHOW), return_exceptions=True)
    assert [type(result) for result in results] == [SourceUnavailable, SourceUnavailable]
    assert server.count() == 1


async def test_an_answer_that_comes_after_the_deadline_is_kept_for_the_next_one(
    server: CatalogueServer, world: Opened
) -> None:
    let_go = server.hold()
    asking = asyncio.create_task(world.tvmaze.fetch(SHOW))
    await server.arrived.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    let_go()
    assert (await world.tvmaze.fetch(SHOW)).entry.title == "Hospital Playlist"
    assert server.count() == 1


async def test_nothing_is_under_way_after_closing(server: CatalogueServer) -> None:
    server.hold()
    async with opened(server) as sources:
        asking = asyncio.create_task(sources.tvmaze.fetch(SHOW))
        await server.arrived.wait()
        asking.cancel()
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("ask ")]
    with pytest.raises(asyncio.CancelledError):
        await asking


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
    assert await _reason(hasty) == reason
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
    assert await _reason(hasty) == reason
    assert (server.count(), hasty.waits, hasty.answers.answers) == (1, [], {})


@pytest.mark.parametrize("failure", list(Failure))
async def test_whatever_happens_to_a_source_a_kept_answer_serves_for_thirty_days(
    server: CatalogueServer, hasty: Opened, failure: Failure
) -> None:
    known = await hasty.tvmaze.fetch(SHOW)
    hasty.clock.advance(days=29, hours=23)
    server.fail(failure)
    assert await hasty.tvmaze.fetch(SHOW) == known
    hasty.clock.advance(hours=2)
    assert await _reason(hasty)


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
    assert await _reason(world) == "429"
    assert await _reason(world) == "resting: 429"
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
    assert await _reason(world) == "429"
    world.clock.advance(days=1)
    assert (await world.tvmaze.fetch(SHOW)).entry.title == "Hospital Playlist"


async def test_a_redirect_on_the_same_host_is_followed(server: CatalogueServer, world: Opened) -> None:
    server.fail(Failure.REDIRECT, times=1)
    server.redirect_to = f"/shows/{SHOW}?embed[]=cast"
    assert len((await world.tvmaze.fetch(SHOW)).entry.cast) == 10


async def test_a_redirect_to_another_host_is_never_followed(server: CatalogueServer, world: Opened) -> None:
    async with CatalogueServer(tmdb=[tmdb_hospital_playlist()]) as elsewhere:
        server.fail(Failure.REDIRECT)
        server.redirect_to = f"{elsewhere.url}/3/search/tv?query=Hospital"
        with pytest.raises(SourceUnavailable) as refused:
            await world.tmdb.search("Hospital")
        assert refused.value.reason == "redirect elsewhere"
        assert elsewhere.count() == 0


@pytest.mark.parametrize(
    "location", ["", "http://[", "ftp://127.0.0.1/", "mailto:someone@example.org", "//elsewhere.invalid/x"]
)
async def test_a_redirect_that_leads_nowhere_ends_the_question(
    server: CatalogueServer, world: Opened, location: str
) -> None:
    server.fail(Failure.REDIRECT)
    server.redirect_to = location
    assert "redirect" in await _reason(world)
    assert server.count() <= 4


async def test_a_show_that_the_source_does_not_have_is_no_trouble_of_the_source(
    server: CatalogueServer, world: Opened
) -> None:
    for source in (world.tvmaze, world.tmdb):
        with pytest.raises(NotAtSource) as missing:
            await source.fetch("7")
        assert (missing.value.source, missing.value.show) == (source.name, "7")
    assert server.count() == 2


@pytest.mark.parametrize("show", ["", "../search", "7/akas", "７", "1?x=", "abc"])
async def test_what_is_no_id_is_never_asked_for(server: CatalogueServer, world: Opened, show: str) -> None:
    for source in (world.tvmaze, world.tmdb):
        with pytest.raises(NotAtSource):
            await source.fetch(show)
    assert server.count() == 0


async def test_a_store_that_is_locked_costs_the_kept_answers_only(
    server: CatalogueServer, world: Opened
) -> None:
    world.answers.locked = True
    for _ in range(2):
        assert (await world.tvmaze.fetch(SHOW)).entry.title == "Hospital Playlist"
    assert server.count() == 2


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


async def test_what_a_member_typed_is_kept_nowhere(world: Opened, server: CatalogueServer) -> None:
    for source in (world.tvmaze, world.tmdb):
        await source.search("hospital playlist")
    assert not [key for key in world.answers.answers if "hospital" in key.casefold()]
    calls = server.count()
    for source in (world.tvmaze, world.tmdb):  # and yet nobody is asked twice for the same
        await source.search("hospital playlist")
    assert server.count() == calls


async def test_an_answer_to_what_was_typed_is_used_for_a_day_and_no_longer(
    world: Opened, server: CatalogueServer
) -> None:
    await world.tmdb.search("hospital")
    server.fail(Failure.FORBIDDEN)
    world.clock.advance(hours=23)
    assert await world.tmdb.search("hospital")
    world.clock.advance(hours=2)
    with pytest.raises(SourceUnavailable):
        await world.tmdb.search("hospital")


async def test_the_session_keeps_no_cookies_and_trusts_no_environment(world: Opened) -> None:
    session = world.tvmaze._asker._session  # type: ignore[attr-defined]
    assert isinstance(session.cookie_jar, aiohttp.DummyCookieJar)
    assert session.trust_env is False


async def test_a_short_read_time_is_the_callers_to_choose(server: CatalogueServer) -> None:
    server.fail(Failure.SLOW)
    async with opened(server, replace(QUICK, tries=1)) as sources:
        assert await _reason(sources) == "timeout"
        assert sources.waits == []


async def test_who_asks_by_hand_hears_the_sources_word_of_now(server: CatalogueServer, world: Opened) -> None:
    await world.tvmaze.fetch(SHOW)
    renamed = {**hospital_playlist(), "name": "Another name"}
    server.add(renamed)
    assert (await world.tvmaze.fetch(SHOW)).entry.title == "Hospital Playlist"  # kept
    with behalf.asked_anew():
        assert (await world.tvmaze.fetch(SHOW)).entry.title == "Another name"
        calls = server.count()
        assert (await world.tvmaze.fetch(SHOW)).entry.title == "Another name"  # 304
        assert server.count() == calls + 1
        assert "If-None-Match" in server.headers[-1]
        server.fail(Failure.FORBIDDEN)
        assert await _reason(world) == "403"  # and no kept copy in its place
    assert (await world.tvmaze.fetch(SHOW)).entry.title == "Another name"


@pytest.mark.parametrize(
    ("asked", "location", "followed"),
    [
        ("http://a.example/x", "/y", True),
        ("http://a.example/x", "https://a.example/y", True),
        ("http://a.example/x", "https://a.example:8443/y", False),
        ("http://a.example/x", "http://a.example:81/y", False),
        ("http://a.example:8080/x", "https://a.example/y", False),
        ("https://a.example/x", "http://a.example/y", False),
        ("https://a.example/x", "https://a.example:444/y", False),
    ],
)
async def test_a_redirect_leads_to_the_same_port_or_nowhere(
    world: Opened, asked: str, location: str, followed: bool
) -> None:
    asker = world.tvmaze._asker  # type: ignore[attr-defined]
    if followed:
        assert asker._same_host(URL(asked), location).host == "a.example"
    else:
        with pytest.raises(SourceUnavailable):
            asker._same_host(URL(asked), location)
