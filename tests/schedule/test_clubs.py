"""Watch clubs by the clock: every step opens once, in order, on time or late, and tells no plot."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
import pytest
import simcord.http.client

from bot.schedule.delivery import LEASE
from tests.schedule.posting import Office
from tests.world import TEARS, button, everything_of, put, stored, text_of

STEP = timedelta(hours=4)
WEEK = timedelta(days=7)
PLOT = "Aya loses her fight"
DAILY = "2 episodes every day 21:00 UTC"


async def start(office: Office, pace: str = DAILY, **options: Any) -> simcord.InteractionResult:
    world = office.world
    return await world.rei.slash(world.lounge, "club start", title=TEARS, pace=pace, **options)


async def passes(office: Office, time: timedelta) -> None:
    """Time goes by in steps, each of which has seconds to settle in."""
    await office.pass_time(time)


async def until(office: Office, moment: datetime) -> None:
    await passes(office, moment - office.world.env.now())


async def deadline(office: Office) -> datetime:
    ((at,),) = await stored(office.database, "SELECT until FROM club_step WHERE closed_at IS NULL")
    return datetime.fromisoformat(str(at))


def posts(office: Office) -> list[str]:
    """The headings of the club's posts in the lounge, the oldest first."""
    said = (text_of(message) for message in office.world.lounge.history())
    headings = (re.match(r"### \S+ 1 Litre of Tears · (.*)", text) for text in said)
    return [heading[1] for heading in headings if heading]


def post(office: Office, heading: str) -> Any:
    heads = {m: text_of(m).split("\n")[0] for m in office.world.lounge.history()}
    (found,) = [m for m, head in heads.items() if head.startswith("### ") and head.endswith(f"· {heading}")]
    return found


async def press(office: Office, member: simcord.MemberActor, heading: str, label: str) -> str:
    """What a member is told who presses a button under a step's post."""
    message = post(office, heading)
    return text_of(await member.click(message, custom_id=button(message, label)["custom_id"]))


def messages_to(member: simcord.MemberActor) -> list[str]:
    return [text_of(message) for message in member.user.dm_channel.history()]


def events(office: Office) -> list[Any]:
    guild = office.world.env.backend.get_guild(office.world.guild.id)
    return sorted(guild.scheduled_events.values(), key=lambda event: event.id)


@pytest.fixture(autouse=True)
async def _titles(office: Office) -> None:
    """Every episode has a title that tells plot."""
    for number in range(1, 12):
        await put(
            office.database,
            "INSERT INTO episode (drama_id, number, title) VALUES (1, ?, ?)"
            " ON CONFLICT (drama_id, number) DO UPDATE SET title = excluded.title",
            number,
            PLOT,
        )


async def test_a_club_from_its_start_to_its_end(office: Office) -> None:
    """Two are behind, one leaves, the bot restarts twice, Discord fails in between: each post once."""
    world, env = office.world, office.world.env
    await start(office)
    await env.settle()
    assert posts(office) == ["Episodes 1–2"]
    for member in (world.mika, world.jun):
        assert "You are in the club" in await press(office, member, "Episodes 1–2", "Join")
    assert "you have seen" in await press(office, world.rei, "Episodes 1–2", "Caught up")
    first = await deadline(office)

    # Discord does not answer just as the second step opens.
    env.inject_error("POST", f"/channels/{world.lounge.id}/messages", status=500, times=2)
    await until(office, first)
    await passes(office, LEASE * 3)
    assert posts(office) == ["Episodes 1–2", "Episodes 3–4"]

    await office.restart(after=timedelta(hours=1))
    await press(office, world.rei, "Episodes 3–4", "Caught up")
    assert "You have left" in await press(office, world.jun, "Episodes 3–4", "Leave")
    assert posts(office) == ["Episodes 1–2", "Episodes 3–4"]

    # The bot may not post for an hour: the third step waits, and comes once it may.
    env.inject_error("POST", f"/channels/{world.lounge.id}/messages", status=403, code=50013, times=2)
    await until(office, first + timedelta(days=1, minutes=1))
    assert posts(office) == ["Episodes 1–2", "Episodes 3–4"]
    await passes(office, timedelta(hours=1))
    assert posts(office)[2:] == ["Episodes 5–6"]

    await until(office, first + timedelta(days=2) - timedelta(minutes=10))
    # It is down when the fourth step is due, and late with it.
    await office.restart(after=timedelta(minutes=20))
    assert posts(office)[3:] == ["Episodes 7–8"]
    await until(office, first + timedelta(days=3, minutes=1))
    assert posts(office)[4:] == ["Episodes 9–10"]
    await until(office, first + timedelta(days=4, minutes=1))
    assert posts(office)[5:] == ["Episode 11"]
    await press(office, world.rei, "Episode 11", "Caught up")
    await put(
        office.database, "INSERT INTO score (member_id, drama_id, overall) VALUES (?, 1, 18)", world.rei.id
    )
    await until(office, first + timedelta(days=5, minutes=1))

    assert posts(office) == [
        *("Episodes 1–2", "Episodes 3–4", "Episodes 5–6", "Episodes 7–8", "Episodes 9–10", "Episode 11"),
        "The club has ended",
    ]
    end = text_of(post(office, "The club has ended"))
    assert "6 steps · 2 members" in end
    assert f"<@{world.rei.id}>" in end
    assert str(world.mika.id) not in end, "who is behind was named"
    assert "★ **9.0** · 1 score" in end
    await passes(office, timedelta(days=2))
    assert len(posts(office)) == 7
    assert PLOT not in repr([everything_of(message) for message in world.lounge.history()])
    assert await stored(office.database, "SELECT state FROM club") == [("ended",)]
    assert await stored(office.database, "SELECT DISTINCT state FROM outbox") == [("sent",)]


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


async def test_together_it_goes_on_when_everybody_has_caught_up(office: Office) -> None:
    world = office.world
    await start(office, advance="together")
    await world.env.settle()
    await press(office, world.mika, "Episodes 1–2", "Join")
    await press(office, world.rei, "Episodes 1–2", "Caught up")
    await until(office, await deadline(office) + timedelta(hours=1))
    assert posts(office) == ["Episodes 1–2"], "it did not wait"
    await press(office, world.mika, "Episodes 1–2", "Caught up")
    await world.env.settle()
    assert posts(office) == ["Episodes 1–2", "Episodes 3–4"]
    await press(office, world.rei, "Episodes 3–4", "Caught up")
    await press(office, world.mika, "Episodes 3–4", "Leave")
    await world.env.settle()
    assert posts(office)[2:] == ["Episodes 5–6"], "who left was waited for"


async def test_together_what_everybody_has_seen_is_passed_over(office: Office) -> None:
    world = office.world
    await start(office, advance="together")
    await world.env.settle()
    await world.rei.slash(world.lounge, "watch set", title=TEARS, episode=7)
    await passes(office, timedelta(hours=1))
    assert posts(office) == ["Episodes 1–2", "Episodes 7–8"]
    await world.rei.slash(world.lounge, "watch set", title=TEARS, status="completed")
    await passes(office, timedelta(hours=1))
    assert posts(office)[2:] == ["The club has ended"]


async def test_a_club_without_members_waits(office: Office) -> None:
    world = office.world
    await start(office, advance="together")
    await world.env.settle()
    await press(office, world.rei, "Episodes 1–2", "Leave")
    await passes(office, timedelta(hours=1))
    assert posts(office) == ["Episodes 1–2"]


async def test_while_it_pauses_nothing_opens_and_nothing_is_lost(office: Office) -> None:
    world = office.world
    await start(office)
    first = await deadline(office)
    await world.rei.slash(world.lounge, "club pace", state="pause")
    await until(office, first + timedelta(days=1))
    assert posts(office) == ["Episodes 1–2"]
    await world.rei.slash(world.lounge, "club pace", state="resume")
    resumed = await deadline(office)
    assert resumed > world.env.now()
    await until(office, resumed + timedelta(seconds=1))
    assert posts(office) == ["Episodes 1–2", "Episodes 3–4"]


async def test_the_post_says_the_new_deadline(office: Office) -> None:
    world = office.world
    await start(office)
    await world.env.settle()
    path = f"/channels/{world.lounge.id}/messages/*"
    world.env.inject_error("PATCH", path, status=500)
    await world.rei.slash(world.lounge, "club pace", state="pause")
    await world.env.settle()
    assert "Until <t:" in text_of(post(office, "Episodes 1–2"))
    await passes(office, timedelta(minutes=11))
    assert "The club pauses" in text_of(post(office, "Episodes 1–2"))
    await world.rei.slash(world.lounge, "club pace", state="resume", pace="1 episode every day 4:00 UTC")
    await world.env.settle()
    now_until = int((await deadline(office)).timestamp())
    assert f"Until <t:{now_until}:F>" in text_of(post(office, "Episodes 1–2"))
    assert len(posts(office)) == 1
    edits = [r for r in world.env.http_requests if r.method == "PATCH" and "/messages/" in r.path]
    await passes(office, timedelta(hours=1))
    assert len([r for r in world.env.http_requests if r.method == "PATCH" and "/messages/" in r.path]) == len(
        edits
    )


async def test_a_new_pace_counts_from_the_next_step_on(office: Office) -> None:
    world = office.world
    await start(office)
    await world.rei.slash(world.lounge, "club pace", pace="9 episodes every day 3:00 UTC")
    await until(office, await deadline(office) + timedelta(seconds=1))
    assert posts(office) == ["Episodes 1–2", "Episodes 3–11"]


async def test_who_asked_and_is_behind_is_reminded_once(office: Office) -> None:
    world = office.world
    await start(office)
    await world.env.settle()
    for member in (world.mika, world.jun):
        await press(office, member, "Episodes 1–2", "Join")
    for member in (world.mika, world.rei):
        assert "some hours before" in await press(office, member, "Episodes 1–2", "Remind me")
    await press(office, world.rei, "Episodes 1–2", "Caught up")
    first = await deadline(office)
    await until(office, first - timedelta(hours=6, seconds=10))
    assert messages_to(world.mika) == []
    await passes(office, timedelta(seconds=20))
    (said,) = messages_to(world.mika)
    assert "1 Litre of Tears" in said
    assert "Episodes 1–2" in said
    await office.restart(after=timedelta(hours=1))
    assert (len(messages_to(world.mika)), messages_to(world.jun), messages_to(world.rei)) == (1, [], [])

    (reminder,) = world.mika.user.dm_channel.history()
    told = await world.mika.user.click(reminder, custom_id=button(reminder, "Caught up")["custom_id"])
    assert "you have seen" in text_of(told)
    assert await stored(
        office.database, "SELECT episode FROM progress WHERE member_id = ?", world.mika.id
    ) == [(2,)]


async def test_the_thread_of_the_step_opens_with_it(office: Office) -> None:
    world = office.world
    board = world.guild.create_text_channel("board")
    await office.choose(board, "board")
    await start(office)
    await world.env.settle()
    ((thread_id,),) = await stored(office.database, "SELECT thread_id FROM thread WHERE drama_id = 1")
    assert f"Talk about it in <#{thread_id}>" in text_of(post(office, "Episodes 1–2"))
    await until(office, await deadline(office) + timedelta(seconds=1))
    assert "Talk about it in <#" in text_of(post(office, "Episodes 3–4"))
    names = [thread.name for thread in board.threads]
    assert len(names) >= 1
    assert not [name for name in names if PLOT in (name or "")]


async def test_where_the_thread_cannot_be_had_the_step_opens_without(office: Office) -> None:
    world = office.world
    board = world.guild.create_text_channel("board")
    await office.choose(board, "board")
    world.env.inject_error("POST", f"/channels/{board.id}/*", status=403, code=50013, times=None)
    world.env.inject_error("POST", f"/channels/{board.id}/threads", status=403, code=50013, times=None)
    await start(office)
    await world.env.settle()
    assert "Talk about it" not in text_of(post(office, "Episodes 1–2"))


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
    await world.rei.slash(world.lounge, "club end")
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
    client = simcord.http.client.FakeHTTPClient
    request = client.request
    lost: list[discord.http.Route] = []

    async def asked(self: Any, route: discord.http.Route, **options: Any) -> Any:
        answer = await request(self, route, **options)
        if route.method == "POST" and route.path.endswith("/scheduled-events") and not lost:
            lost.append(route)
            raise aiohttp.ClientConnectionError
        return answer

    monkeypatch.setattr(client, "request", asked)
    await start(office)
    await office.world.env.settle()
    assert await stored(office.database, "SELECT event_id FROM club_step") == [(None,)]
    await passes(office, timedelta(minutes=11))
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


async def test_a_club_whose_drama_was_removed_ends_in_silence(office: Office) -> None:
    await start(office)
    first = await deadline(office)
    await put(office.database, "UPDATE drama SET hidden = 1 WHERE id = 1")
    await until(office, first + timedelta(minutes=1))
    assert posts(office) == ["Episodes 1–2"]
    assert await stored(office.database, "SELECT state FROM club") == [("ended",)]
