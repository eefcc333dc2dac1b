"""Watch clubs on a schedule: every step opens once and in order, at its time or when all have caught up."""

from __future__ import annotations

from datetime import timedelta

from bot.schedule.posts.delivery import LEASE
from tests.schedule.clubs.running_club import (
    PLOT,
    deadline,
    messages_to,
    passes,
    picture,
    post,
    posts,
    press,
    start,
    until,
)
from tests.schedule.posting import Office
from tests.world import TEARS, button, everything_of, put, stored, text_of


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
        "1 Litre of Tears. 1 score out of 10, mean 9.0. How many gave each score: 9: 1. "
        "Members who had caught up when a step was over, by its episodes: "
        "1–2: 1 of 3, 3–4: 1 of 2, 5–6: 0 of 2, 7–8: 0 of 2, 9–10: 0 of 2, 11: 1 of 2."
    )
    await passes(office, timedelta(days=2))
    assert len(posts(office)) == 7
    assert PLOT not in repr([everything_of(message) for message in world.lounge.history()])
    assert await stored(office.database, "SELECT state FROM club") == [("ended",)]
    assert await stored(office.database, "SELECT DISTINCT state FROM outbox") == [("sent",)]


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
