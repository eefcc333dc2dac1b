"""Discord's own events for the steps of a club: one a step, whatever Discord answers."""

from __future__ import annotations

from datetime import datetime, timedelta

import aiohttp
import pytest

from tests.requests_met import asked_twice, losing_an_answer
from tests.schedule.clubs.running_club import deadline, end, events, passes, posts, start
from tests.schedule.posting import Office
from tests.world import stored

EVENTS = "/guilds/{guild_id}/scheduled-events"


async def test_one_event_of_discords_stands_for_a_step(office: Office) -> None:
    world = office.world
    await start(office)
    await world.env.settle()
    (event,) = events(office)
    assert event.name == "1 Litre of Tears · Episodes 1–2"
    first = await deadline(office)
    assert datetime.fromisoformat(event.scheduled_start_time) == first

    await world.rei.slash(world.lounge, "club pace", pace="2 episodes every day 3:00 UTC")
    await world.env.settle()
    (event,) = events(office)
    assert datetime.fromisoformat(event.scheduled_start_time) == await deadline(office) != first

    await world.rei.slash(world.lounge, "club pace", state="pause")
    await world.env.settle()
    assert events(office) == []
    await world.rei.slash(world.lounge, "club pace", state="resume")
    await world.env.settle()
    assert len(events(office)) == 1
    await end(office)
    await world.env.settle()
    assert events(office) == []


async def test_an_event_that_discord_did_not_take_is_tried_again(office: Office) -> None:
    world = office.world
    path = f"/guilds/{world.guild.id}/scheduled-events"
    world.env.inject_error("POST", path, status=503)
    await start(office)
    await world.env.settle()
    assert events(office) == []
    assert posts(office) == ["Episodes 1–2"], "the post waited for the event"
    await passes(office, timedelta(minutes=11))
    assert len(events(office)) == 1


async def test_an_event_whose_answer_was_lost_is_found_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose() -> None:
        raise aiohttp.ClientConnectionError

    losing_an_answer(monkeypatch, EVENTS, lose)
    await start(office)
    await office.world.env.settle()
    assert await stored(office.database, "SELECT event_id FROM club_step") == [(None,)]
    await passes(office, timedelta(minutes=11))
    (event,) = events(office)
    assert await stored(office.database, "SELECT event_id FROM club_step") == [(event.id,)]


async def test_an_event_that_discord_made_twice_stands_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    repeated = asked_twice(monkeypatch, EVENTS, times=1)
    await start(office)
    await office.world.env.settle()
    assert len(repeated) == 1
    (event,) = events(office)
    assert await stored(office.database, "SELECT event_id FROM club_step") == [(event.id,)]


async def test_where_no_events_may_be_made_the_club_does_without(office: Office) -> None:
    world = office.world
    world.env.inject_error(
        "POST", f"/guilds/{world.guild.id}/scheduled-events", status=403, code=50013, times=None
    )
    await start(office)
    await world.env.settle()
    await passes(office, timedelta(hours=1))
    tries = [
        r for r in world.env.http_requests if r.method == "POST" and r.path.endswith("/scheduled-events")
    ]
    assert len(tries) == 1
    assert posts(office) == ["Episodes 1–2"]
