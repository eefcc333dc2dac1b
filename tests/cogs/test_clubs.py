"""`/club` as members use it: starting, joining, pacing and ending, and what is refused."""

from __future__ import annotations

from typing import Any

import discord
import simcord

from bot.app import open_bot
from bot.settings import Settings
from bot.store.database import Database
from tests.world import TEARS, World, button, labels, put, readers_of, stored, text_of

PACE = "2 episodes until Sunday 21:00 Asia/Tokyo"
OTHER = "Club Nocturne"


async def start(world: World, title: str = TEARS, **options: Any) -> simcord.InteractionResult:
    answer = await world.rei.slash(world.lounge, "club start", title=title, **{"pace": PACE, **options})
    await world.env.settle()
    return answer


async def other_drama(database: Database) -> str:
    await put(database, "INSERT INTO drama (id, title, country, episodes) VALUES (9001, ?, 'JP', 4)", OTHER)
    return "9001"


def first_post(world: World) -> discord.Message:
    (post,) = [message for message in world.lounge.history() if "A watch club begins" in text_of(message)]
    return post


async def press(member: simcord.MemberActor, seen: Any, label: str) -> simcord.InteractionResult:
    return await member.click(seen, custom_id=button(seen, label)["custom_id"])


async def test_a_club_begins_with_a_post_and_who_starts_it_is_in_it(world: World, database: Database) -> None:
    answer = await start(world)
    assert "The club for **1 Litre of Tears** begins" in text_of(answer)
    assert readers_of(world, answer) == {"mika", "jun", "rei"}
    assert "clock is that of Asia/Tokyo" in text_of(answer)
    post = first_post(world)
    assert "Episodes 1–2" in text_of(post)
    assert labels(post) == ["Caught up", "Join", "Remind me", "Leave"]
    assert await stored(database, "SELECT member_id FROM club_member") == [(world.rei.id,)]
    assert await stored(database, "SELECT episodes, days, at, zone, channel_id, state FROM club") == [
        (2, 64, "21:00", "Asia/Tokyo", world.lounge.id, "running")
    ]


async def test_it_posts_where_it_is_told_to_and_pings_its_role(world: World) -> None:
    theatre = world.guild.create_text_channel("theatre")
    role = world.guild.create_role("Watchers")
    await start(world, channel=theatre, role=role)
    (post,) = theatre.history()
    assert f"<@&{role.id}>" in text_of(post)
    (sent,) = [
        request.json for request in world.env.http_requests
        if request.method == "POST" and request.path == f"/channels/{theatre.id}/messages"
    ]  # fmt: skip
    assert isinstance(sent, dict)
    assert [int(ident) for ident in sent["allowed_mentions"]["roles"]] == [role.id]


async def test_only_moderators_and_curators_start_one(world: World, database: Database) -> None:
    refused = await world.mika.slash(world.lounge, "club start", title=TEARS, pace=PACE)
    assert "Manage Server" in text_of(refused)
    curators = world.guild.create_role("Curators")
    await world.rei.slash(world.lounge, "settings roles", curator=curators)
    curator = world.guild.add_member(world.env.create_user("sora"), roles=[curators])
    started = await curator.slash(world.lounge, "club start", title=TEARS, pace=PACE)
    assert "begins" in text_of(started)
    for command, options in (("club end", {}), ("club pace", {"state": "pause"})):
        assert "Manage Server" in text_of(await world.mika.slash(world.lounge, command, **options))
    assert await stored(database, "SELECT state FROM club") == [("running",)]


async def test_what_is_no_pace_is_told_with_examples(world: World, database: Database) -> None:
    answer = await start(world, pace="whenever we like")
    assert "*whenever we like* is no pace for a club" in text_of(answer)
    assert await stored(database, "SELECT count(*) FROM club") == [(0,)]


async def test_one_drama_has_one_club_a_server(world: World) -> None:
    await start(world)
    assert f"runs already, in <#{world.lounge.id}>" in text_of(await start(world))


async def test_a_drama_of_unknown_length_has_no_club(world: World, database: Database) -> None:
    await put(database, "INSERT INTO drama (id, title, country) VALUES (9002, 'Endless', 'JP')")
    assert "Nobody knows yet how many episodes" in text_of(await start(world, title="9002"))


async def test_joining_leaving_and_coming_back(world: World, database: Database) -> None:
    await start(world)
    joined = await world.mika.slash(world.lounge, "club join")
    assert readers_of(world, joined) == {"mika"}
    assert "You are in the club" in text_of(joined)
    assert "already" in text_of(await press(world.mika, first_post(world), "Join"))
    assert "You have left" in text_of(await world.mika.slash(world.lounge, "club leave"))
    assert "You are not in the club" in text_of(await press(world.mika, first_post(world), "Leave"))
    assert "You are in the club" in text_of(await press(world.mika, first_post(world), "Join"))
    assert await stored(
        database, "SELECT count(*) FROM club_member WHERE left_at IS NULL AND member_id = ?", world.mika.id
    ) == [(1,)]


async def test_who_has_not_joined_is_asked_to(world: World, database: Database) -> None:
    await start(world)
    for label in ("Caught up", "Remind me"):
        refused = await press(world.mika, first_post(world), label)
        assert "Join it first" in text_of(refused)
        assert labels(refused) == ["Join"]
    assert await stored(database, "SELECT count(*) FROM progress") == [(0,)]


async def test_caught_up_moves_progress_and_never_back(world: World, database: Database) -> None:
    await start(world)
    await world.mika.slash(world.lounge, "club join")
    await press(world.mika, first_post(world), "Caught up")
    assert await stored(database, "SELECT episode, status FROM progress") == [(2, "watching")]
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=7)
    await press(world.mika, first_post(world), "Caught up")
    assert await stored(database, "SELECT episode FROM progress") == [(7,)]


async def test_the_status_counts_all_and_names_only_who_has_caught_up(world: World) -> None:
    await start(world)
    for member in (world.mika, world.jun):
        await member.slash(world.lounge, "club join")
    await press(world.mika, first_post(world), "Caught up")
    status = await world.jun.slash(world.lounge, "club status")
    assert readers_of(world, status) == {"mika", "jun", "rei"}
    assert "1 of 3 have caught up" in text_of(status)
    assert "▰▰▰▱▱▱▱▱▱▱" in text_of(status)
    assert f"<@{world.mika.id}>" in text_of(status)
    assert f"<@{world.jun.id}>" not in text_of(status)
    assert "Next: Episodes 3–4" in text_of(status)


async def test_pausing_and_a_new_pace(world: World, database: Database) -> None:
    await start(world)
    paused = await world.rei.slash(world.lounge, "club pace", state="pause")
    assert "The club pauses" in text_of(paused)
    assert await stored(database, "SELECT until FROM club_step") == [(None,)]
    again = await world.rei.slash(world.lounge, "club pace", state="resume", pace="3 episodes every day 8:00")
    assert "Until <t:" in text_of(again)
    assert "3 episodes a step" in text_of(again)
    # The zone that the club has stays where none is named.
    assert await stored(database, "SELECT episodes, at, zone, state FROM club") == [
        (3, "08:00", "Asia/Tokyo", "running")
    ]
    assert await stored(database, "SELECT first_episode, last_episode, until > opened_at FROM club_step") == [
        (1, 2, 1)
    ]


async def test_ending_one_posts_its_summary(world: World) -> None:
    await start(world)
    ended = await world.rei.slash(world.lounge, "club end")
    assert readers_of(world, ended) == {"rei"}
    await world.env.settle()
    assert [text for text in map(text_of, world.lounge.history()) if "The club has ended" in text]
    for label in ("Caught up", "Join", "Leave", "Remind me"):
        assert "That club has ended" in text_of(await press(world.mika, first_post(world), label))
    assert "begins" in text_of(await start(world)), "another one may begin"


async def test_which_club_is_meant(world: World, database: Database) -> None:
    assert "No club runs here" in text_of(await world.mika.slash(world.lounge, "club status"))
    await start(world)
    theatre = world.guild.create_text_channel("theatre")
    await start(world, title=await other_drama(database), channel=theatre)
    here = await world.mika.slash(theatre, "club status")
    assert OTHER in text_of(here)
    elsewhere = world.guild.create_text_channel("elsewhere")
    asked = await world.mika.slash(elsewhere, "club status")
    assert "Several clubs run here" in text_of(asked)
    assert TEARS in text_of(asked)
    named = await world.mika.slash(elsewhere, "club status", title=TEARS)
    assert TEARS in text_of(named)
    await world.rei.slash(elsewhere, "club end", title=TEARS)
    assert "No club for **1 Litre of Tears** runs here" in text_of(
        await world.mika.slash(elsewhere, "club join", title=TEARS)
    )


async def test_the_clubs_of_the_server_are_offered_while_typing(world: World, database: Database) -> None:
    await start(world)
    await start(world, title=await other_drama(database))
    (one,) = await world.mika.autocomplete(world.lounge, "club join", "title", "noct")
    assert one["value"] == "9001"
    both = await world.mika.autocomplete(world.lounge, "club status", "title", "")
    assert [choice["value"] for choice in both] == ["9001", "1"]


async def test_the_buttons_outlive_a_restart(world: World, settings: Settings) -> None:
    await start(world)
    async with open_bot(settings) as opened:
        await world.env.restart_bot(opened)
        assert "You are in the club" in text_of(await press(world.mika, first_post(world), "Join"))
