"""A club whose bot dies or stays away: no step, thread or post is doubled or lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.board import Opened
from bot.domain.clubs import EventTask
from bot.schedule.board.threads import thread_for
from bot.schedule.clubs import clubs
from bot.schedule.posts.delivery import LEASE
from bot.services.clubs.clock import ClubClock
from bot.services.posts.outbox import KEPT
from tests.schedule.clubs.running_club import deadline, die, events, passes, post, posts, start, until
from tests.schedule.posting import Office
from tests.world import stored, text_of


async def test_dying_between_a_steps_thread_and_its_post_doubles_neither(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths = [die]

    async def opening(*arguments: Any) -> Opened:
        opened = await thread_for(*arguments)
        if deaths:
            deaths.pop()()
        return opened

    monkeypatch.setattr(clubs, "thread_for", opening)
    board = office.world.guild.create_text_channel("board")
    await office.choose(board, "board")
    await start(office)
    await office.world.env.settle()
    (thread,) = board.threads
    assert posts(office) == []
    await office.restart(after=LEASE + timedelta(seconds=5))
    assert posts(office) == ["Episodes 1–2"]
    assert f"Talk about it in <#{thread.id}>" in text_of(post(office, "Episodes 1–2"))
    assert [one.id for one in board.threads] == [thread.id]


async def test_dying_between_a_step_and_its_event_loses_neither(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await start(office)
    await until(office, await deadline(office) - timedelta(minutes=1))
    claim, deaths = ClubClock.events, [die]

    async def claiming(clock: ClubClock, *arguments: Any) -> list[EventTask]:
        if deaths:
            deaths.pop()()
        return await claim(clock, *arguments)

    monkeypatch.setattr(ClubClock, "events", claiming)
    await until(office, await deadline(office) + timedelta(seconds=1))
    assert posts(office) == ["Episodes 1–2", "Episodes 3–4"]
    assert [event.name for event in events(office)] == ["1 Litre of Tears · Episodes 1–2"]
    await passes(office, timedelta(minutes=11))
    (event,) = (event for event in events(office) if event.name.endswith("Episodes 3–4"))
    assert datetime.fromisoformat(event.scheduled_start_time) == await deadline(office)
    assert posts(office) == ["Episodes 1–2", "Episodes 3–4"]


async def test_dying_once_an_event_is_made_makes_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, deaths = ClubClock.event_done, [die]

    async def doing(clock: ClubClock, *arguments: Any) -> None:
        if deaths:
            deaths.pop()()
        await done(clock, *arguments)

    monkeypatch.setattr(ClubClock, "event_done", doing)
    await start(office)
    await office.world.env.settle()
    (made,) = events(office)
    # The next process is there before the claim of the dead one has run out.
    await office.restart(after=timedelta(seconds=5))
    assert await stored(office.database, "SELECT event_id FROM club_step") == [(None,)]
    await passes(office, timedelta(minutes=11))
    assert events(office) == [made]
    assert await stored(office.database, "SELECT event_id FROM club_step") == [(made.id,)]


async def test_after_a_pause_of_months_the_steps_post_is_brought_up_to_date(office: Office) -> None:
    """The outbox has forgotten it by then, and the ledger has not."""
    world = office.world
    await start(office)
    await world.rei.slash(world.lounge, "club pace", state="pause")
    await world.env.settle()
    await world.rei.slash(world.lounge, "club pace", state="resume")
    await world.env.settle()
    assert posts(office) == ["Episodes 1–2"]
    await world.rei.slash(world.lounge, "club pace", state="pause")
    await world.env.settle()
    assert "The club is paused" in text_of(post(office, "Episodes 1–2"))
    await passes(office, KEPT + timedelta(days=1))
    await office.bot.services.outbox.tidy(world.env.now())
    assert await stored(office.database, "SELECT count(*) FROM outbox") == [(0,)]
    await world.rei.slash(world.lounge, "club pace", state="resume")
    await world.env.settle()
    assert posts(office) == ["Episodes 1–2"]
    now_until = int((await deadline(office)).timestamp())
    assert f"Until <t:{now_until}:F>" in text_of(post(office, "Episodes 1–2"))


async def test_a_club_that_was_long_without_the_bot_gets_one_step_late(office: Office) -> None:
    await start(office)
    await office.world.env.settle()
    await office.restart(after=timedelta(days=4))
    assert posts(office) == ["Episodes 1–2", "Episodes 3–4"]
    assert await deadline(office) > office.world.env.now()
    await passes(office, timedelta(hours=1))
    assert posts(office) == ["Episodes 1–2", "Episodes 3–4"]


async def test_a_step_that_could_not_be_posted_in_its_time_is_left_out(office: Office) -> None:
    await start(office)
    await office.world.env.settle()
    path = f"/channels/{office.world.lounge.id}/messages"
    office.world.env.inject_error("POST", path, status=403, code=50013, times=None)
    first = await deadline(office)
    await until(office, first + timedelta(days=1, minutes=1))
    office.world.env.backend.faults.clear()
    await passes(office, timedelta(hours=7))
    assert posts(office) == ["Episodes 1–2", "Episodes 5–6"]
