"""Watch clubs by the clock: every step opens once, in order, on time or late, and tells no plot."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
import pytest
import simcord.http.client
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.domain.board import Opened
from bot.domain.clubs import EventTask
from bot.schedule.board.threads import thread_for
from bot.schedule.clubs import clubs
from bot.schedule.posts.delivery import LEASE
from bot.services.clubs.clock import ClubClock
from bot.services.clubs.clubs import CHORE
from bot.services.pictures import Pictures
from bot.services.posts.message_ledger import CHORE as LEDGER
from bot.worker.parent import Worker
from tests.schedule.posting import Desk, Office
from tests.world import TEARS, button, components, everything_of, put, shown, stored, text_of, walk

PLOT = "Aya loses her fight"
DAILY = "2 episodes every day 21:00 UTC"


async def start(office: Office, pace: str = DAILY, **options: Any) -> simcord.InteractionResult:
    world = office.world
    return await world.rei.slash(world.lounge, "club start", title=TEARS, pace=pace, **options)


async def end(office: Office) -> None:
    asked = await office.world.rei.slash(office.world.lounge, "club end")
    await office.world.rei.click(shown(asked), custom_id=button(asked, "End it")["custom_id"])


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


def die() -> None:
    """The task ends here as it would with its process."""
    raise asyncio.CancelledError


def picture(message: Any) -> str | None:
    """What the picture of a post says to who does not see it; None where it has none."""
    galleries = [part for part, _ in walk(components(message)) if part.get("type") == 12]
    assert len(message.attachments) == len(galleries) <= 1
    return str(galleries[0]["items"][0]["description"]) if galleries else None


def messages_to(member: simcord.MemberActor) -> list[str]:
    return [text_of(message) for message in member.user.dm_channel.history()]


def events(office: Office) -> list[Any]:
    guild = office.world.env.backend.get_guild(office.world.guild.id)
    return sorted(guild.scheduled_events.values(), key=lambda event: event.id)


@pytest.fixture(autouse=True)
def _clubs_alone(desk: Desk) -> None:
    """Weeks go by here: the other chores of every hour would take most of the tests' time."""
    desk.only = frozenset({CHORE, LEDGER})


@pytest.fixture(autouse=True)
def _drawn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process starts in a second, and anew whenever time has gone by: it has tests of its own."""

    async def run(_: Worker, function: Callable[..., bytes], *arguments: object) -> bytes:
        return function(*arguments)

    monkeypatch.setattr(Worker, "run", run)


@pytest.fixture(autouse=True)
async def _titles(_clubs_alone: None, office: Office) -> None:
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
    assert "11 episodes seen in total" in end
    assert picture(post(office, "The club has ended")) == (
        "1 score out of 10, mean 9.0. How many gave each score: 9: 1. "
        "Members who had caught up when a step was over, by its episodes: "
        "1–2: 1 of 3, 3–4: 1 of 2, 5–6: 0 of 2, 7–8: 0 of 2, 9–10: 0 of 2, 11: 1 of 2."
    )
    await passes(office, timedelta(days=2))
    assert len(posts(office)) == 7
    assert PLOT not in repr([everything_of(message) for message in world.lounge.history()])
    assert await stored(office.database, "SELECT state FROM club") == [("ended",)]
    assert await stored(office.database, "SELECT DISTINCT state FROM outbox") == [("sent",)]


async def over(office: Office) -> Any:
    """A club of two that was ended before its second step was over, and the post that says so."""
    world = office.world
    await start(office)
    await world.env.settle()
    await press(office, world.mika, "Episodes 1–2", "Join")
    await press(office, world.mika, "Episodes 1–2", "Caught up")
    await until(office, await deadline(office) + timedelta(minutes=1))
    await end(office)
    await world.env.settle()
    return post(office, "The club has ended")


async def test_a_step_that_is_cut_short_is_not_counted(office: Office) -> None:
    ended = await over(office)
    assert picture(ended) == "Members who had caught up when a step was over, by its episodes: 1–2: 1 of 2."
    assert "Caught up when a step was over, on average: 50 %" in text_of(ended)
    assert "0 of 2 have seen it to the end" in text_of(ended)


@pytest.mark.parametrize("worker", ["fails", "takes too long"])
async def test_without_its_picture_the_end_is_told_in_words(
    office: Office, monkeypatch: pytest.MonkeyPatch, worker: str
) -> None:
    async def draw(*_: object) -> None:
        if worker == "takes too long":
            await asyncio.sleep(3600)

    monkeypatch.setattr(Pictures, "draw", draw)
    await start(office)
    await office.world.env.settle()
    await put(
        office.database,
        "INSERT INTO score (member_id, drama_id, overall) VALUES (?, 1, 18)",
        office.world.rei.id,
    )
    await end(office)
    await passes(office, timedelta(seconds=11))
    ended = post(office, "The club has ended")
    assert "★ **9.0** · 1 score" in text_of(ended)
    assert picture(ended) is None


async def test_where_no_files_may_be_attached_the_end_is_told_in_words(office: Office) -> None:
    world = office.world
    guild = office.bot.get_guild(world.guild.id)
    assert guild is not None
    _, denied = discord.PermissionOverwrite(attach_files=False).pair()
    world.env.backend.set_overwrite(
        world.lounge.id,
        Overwrite(target_id=guild.me.id, type=OverwriteType.MEMBER, allow=0, deny=denied.value),
    )
    ended = await over(office)
    assert "50 %" in text_of(ended)
    assert picture(ended) is None
    assert await stored(office.database, "SELECT DISTINCT state FROM outbox") == [("sent",)]


async def test_the_summary_follows_what_members_see_and_score_for_a_while(office: Office) -> None:
    world = office.world
    assert "No one in the club has scored it yet" in text_of(await over(office))
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="8")
    path = f"/channels/{world.lounge.id}/messages/*"
    world.env.inject_error("PATCH", path, status=503)
    await passes(office, timedelta(hours=1, minutes=15))
    ended = post(office, "The club has ended")
    assert "★ **8.0** · 1 score" in text_of(ended)
    assert f"<@{world.mika.id}>" in text_of(ended)
    assert "1 of 2 has seen it to the end" in text_of(ended)
    assert (picture(ended) or "").startswith("1 score out of 10, mean 8.0.")
    assert posts(office) == ["Episodes 1–2", "Episodes 3–4", "The club has ended"]
    edits = [r for r in world.env.http_requests if r.method == "PATCH" and "/messages/" in r.path]

    await put(office.database, "UPDATE club SET ended_at = '2025-12-01T00:00:00Z'")
    await world.rei.slash(world.lounge, "rate", title=TEARS, overall="1")
    await passes(office, timedelta(hours=2))
    assert "★ **8.0** · 1 score" in text_of(post(office, "The club has ended"))
    assert edits == [r for r in world.env.http_requests if r.method == "PATCH" and "/messages/" in r.path]


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


async def test_after_a_pause_of_months_the_step_is_posted_anew(office: Office) -> None:
    """By then it is forgotten which message is the step's, and it could not be brought in line."""
    world = office.world
    await start(office)
    await world.rei.slash(world.lounge, "club pace", state="pause")
    await world.env.settle()
    await world.rei.slash(world.lounge, "club pace", state="resume")
    await world.env.settle()
    assert posts(office) == ["Episodes 1–2"]
    await world.rei.slash(world.lounge, "club pace", state="pause")
    await put(office.database, "DELETE FROM outbox")
    await world.rei.slash(world.lounge, "club pace", state="resume")
    await world.env.settle()
    assert posts(office) == ["Episodes 1–2", "Episodes 1–2"]


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
    for member in (world.mika, world.jun):
        await press(office, member, "Episodes 1–2", "Join")
        await press(office, member, "Episodes 1–2", "Caught up")
    await until(office, await deadline(office) + timedelta(hours=1))
    assert posts(office) == ["Episodes 1–2"], "it did not wait"
    await press(office, world.rei, "Episodes 1–2", "Caught up")
    await world.env.settle()
    assert posts(office) == ["Episodes 1–2", "Episodes 3–4"]
    for member in (world.rei, world.jun):
        await press(office, member, "Episodes 3–4", "Caught up")
    await press(office, world.mika, "Episodes 3–4", "Leave")
    await world.env.settle()
    assert posts(office)[2:] == ["Episodes 5–6"], "who left was waited for"


async def test_together_who_left_the_server_is_not_waited_for(office: Office) -> None:
    world = office.world
    await start(office, advance="together")
    await world.env.settle()
    for member in (world.mika, world.jun):
        await press(office, member, "Episodes 1–2", "Join")
    for member in (world.rei, world.mika):
        await press(office, member, "Episodes 1–2", "Caught up")
    await passes(office, timedelta(minutes=40))
    assert posts(office) == ["Episodes 1–2"], "who is still there is waited for"
    world.guild.remove_member(world.jun)
    await passes(office, timedelta(minutes=40))
    assert posts(office) == ["Episodes 1–2", "Episodes 3–4"]
    left = "SELECT member_id FROM club_member WHERE left_at IS NOT NULL"
    assert await stored(office.database, left) == [(world.jun.id,)]
    audit = "SELECT action FROM audit WHERE action LIKE 'club.%'"
    assert await stored(office.database, audit) == [("club.gone",)]


async def test_together_who_has_completed_it_ends_no_club_by_starting_it(office: Office) -> None:
    world = office.world
    await world.rei.slash(world.lounge, "watch set", title=TEARS, status="completed")
    await start(office, advance="together")
    await passes(office, timedelta(hours=1))
    assert posts(office) == ["Episodes 1–2"]
    await press(office, world.mika, "Episodes 1–2", "Join")
    await press(office, world.mika, "Episodes 1–2", "Caught up")
    await world.env.settle()
    assert posts(office) == ["Episodes 1–2", "Episodes 3–4"]


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
    assert "The club is paused" in text_of(post(office, "Episodes 1–2"))
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
        assert "a few hours before" in await press(office, member, "Episodes 1–2", "Remind me")
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
