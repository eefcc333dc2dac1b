"""What sources answered is kept: how long it is used, and by how many at once."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import SourceUnavailable
from bot.sources import behalf
from tests.sources.catalogue_server import CatalogueServer, Failure
from tests.sources.opened import Opened, opened
from tests.sources.refusals import SHOW, reason_given
from tests.sources.shows import hospital_playlist


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


@pytest.mark.parametrize("failure", list(Failure))
async def test_whatever_happens_to_a_source_a_kept_answer_serves_for_thirty_days(
    server: CatalogueServer, hasty: Opened, failure: Failure
) -> None:
    known = await hasty.tvmaze.fetch(SHOW)
    hasty.clock.advance(days=29, hours=23)
    server.fail(failure)
    assert await hasty.tvmaze.fetch(SHOW) == known
    hasty.clock.advance(hours=2)
    assert await reason_given(hasty)


async def test_a_store_that_is_locked_costs_the_kept_answers_only(
    server: CatalogueServer, world: Opened
) -> None:
    world.answers.locked = True
    for _ in range(2):
        assert (await world.tvmaze.fetch(SHOW)).entry.title == "Hospital Playlist"
    assert server.count() == 2


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
        assert await reason_given(world) == "403"  # and no kept copy in its place
    assert (await world.tvmaze.fetch(SHOW)).entry.title == "Another name"
