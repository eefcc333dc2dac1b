"""`/club` as members use it: starting, joining, pacing and ending, and what is refused."""

from __future__ import annotations

from typing import Any

import discord
import simcord

from bot.app import open_bot
from bot.services.catalogue.catalogue import Catalogue
from bot.settings import Settings
from bot.store.database import Database
from tests.world import TEARS, World, button, labels, menu, put, readers_of, shown, stored, text_of

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
    (post,) = [message for message in world.lounge.history() if "A watch club starts" in text_of(message)]
    return post


async def press(member: simcord.MemberActor, seen: Any, label: str) -> simcord.InteractionResult:
    return await member.click(seen, custom_id=button(seen, label)["custom_id"])


async def test_a_club_begins_with_a_post_and_who_starts_it_is_told_that_they_are_in(
    world: World, database: Database
) -> None:
    answer = await start(world)
    assert "The club for **1 Litre of Tears** starts" in text_of(answer)
    assert f"Its first post goes to <#{world.lounge.id}>" in text_of(answer)
    assert "You are in the club because you started it" in text_of(answer)
    assert "2 episodes per step · Sunday 21:00 (Asia/Tokyo)" in text_of(answer)
    assert labels(answer) == ["Remind me", "Club progress", "Leave"]
    assert readers_of(world, answer) == {"rei"}, "beside its post"
    post = first_post(world)
    assert "Episodes 1–2" in text_of(post)
    assert labels(post) == ["Caught up", "Join", "Remind me", "Leave", "Club progress"]
    assert await stored(database, "SELECT member_id FROM club_member") == [(world.rei.id,)]
    assert await stored(database, "SELECT episodes, days, at, zone, channel_id, state FROM club") == [
        (2, 64, "21:00", "Asia/Tokyo", world.lounge.id, "running")
    ]


async def test_it_posts_where_it_is_told_to_and_pings_its_role(world: World) -> None:
    theatre = world.guild.create_text_channel("theatre")
    role = world.guild.create_role("Watchers", mentionable=True)
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
    assert "Only this server's moderators and curators can start" in text_of(refused)
    curators = world.guild.create_role("Curators")
    await world.rei.slash(world.lounge, "settings roles", curator=curators)
    curator = world.guild.add_member(world.env.create_user("sora"), roles=[curators])
    started = await curator.slash(world.lounge, "club start", title=TEARS, pace=PACE)
    assert "starts" in text_of(started)
    for command, options in (("club end", {}), ("club pace", {"state": "pause"})):
        refused = await world.mika.slash(world.lounge, command, **options)
        assert "Only moderators, curators and the member who started it" in text_of(refused)
    assert await stored(database, "SELECT state FROM club") == [("running",)]


async def test_what_is_no_pace_is_told_with_examples(world: World, database: Database) -> None:
    answer = await start(world, pace="whenever we like")
    assert "I don't understand *whenever we like*" in text_of(answer)
    assert "`2 episodes until Sunday 21:00`" in text_of(await start(world, pace="Sunday 21:00"))
    assert await stored(database, "SELECT count(*) FROM club") == [(0,)]


async def test_the_zone_stands_in_the_pace_or_beside_it(world: World, database: Database) -> None:
    refused = await start(world, zone="Seoul")
    assert "*Seoul*" in text_of(refused), "two zones"
    nowhere = await start(world, pace="1 ep every day 20:00", zone="Nowhere")
    assert "I don't understand *Nowhere*" in text_of(nowhere)
    assert await stored(database, "SELECT count(*) FROM club") == [(0,)]
    answer = await start(world, pace="1 ep every day 20:00", zone="Seoul")
    assert "every day 20:00 (Asia/Seoul)" in text_of(answer)
    assert await stored(database, "SELECT at, zone FROM club") == [("20:00", "Asia/Seoul")]


async def test_one_drama_has_one_club_a_server(world: World) -> None:
    await start(world)
    assert f"is already running in <#{world.lounge.id}>" in text_of(await start(world))


async def test_a_drama_of_unknown_length_has_no_club(world: World, database: Database) -> None:
    await put(database, "INSERT INTO drama (id, title, country) VALUES (9002, 'Endless', 'JP')")
    assert "The number of episodes" in text_of(await start(world, title="9002"))


async def test_joining_leaving_and_coming_back(world: World, database: Database) -> None:
    await start(world)
    joined = await world.mika.slash(world.lounge, "club join")
    assert readers_of(world, joined) == {"mika", "jun", "rei"}
    assert f"<@{world.mika.id}> is in the club for **1 Litre of Tears** now" in text_of(joined)
    assert "You are in the club" in text_of(await press(world.jun, shown(joined), "Join"))
    again = await world.mika.slash(world.lounge, "club join")
    assert "already" in text_of(again)
    assert readers_of(world, again) == {"mika"}
    assert "already" in text_of(await press(world.mika, first_post(world), "Join"))
    left = await world.mika.slash(world.lounge, "club leave")
    assert f"<@{world.mika.id}> has left the club" in text_of(left)
    assert readers_of(world, left) == {"mika", "jun", "rei"}
    in_silence = await press(world.jun, first_post(world), "Leave")
    assert "You have left" in text_of(in_silence)
    assert readers_of(world, in_silence) == {"jun"}
    assert "You are not in the club" in text_of(await press(world.mika, first_post(world), "Leave"))
    assert "You are in the club" in text_of(await press(world.mika, first_post(world), "Join"))
    assert await stored(
        database, "SELECT count(*) FROM club_member WHERE left_at IS NULL AND member_id = ?", world.mika.id
    ) == [(1,)]


async def test_a_button_about_reminders_does_what_it_says_however_often(
    world: World, database: Database
) -> None:
    """That of the post says the same to everybody: it switches."""
    await start(world)

    async def wanted(seen: Any, label: str) -> tuple[simcord.InteractionResult, bool]:
        told = await press(world.rei, seen, label)
        ((kept,),) = await stored(database, "SELECT reminded FROM club_member")
        return told, bool(kept)

    switched = [(await wanted(first_post(world), "Remind me"))[1] for _ in range(3)]
    assert switched == [True, False, True]
    told, _ = await wanted(first_post(world), "Remind me")
    for label in ("Remind me", "No more reminders"):
        presses = [await wanted(shown(told), label) for _ in range(2)]
        assert [kept for _, kept in presses] == [label == "Remind me"] * 2
        told = presses[0][0]


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


async def test_who_catches_up_with_the_last_episode_is_asked_for_a_score(
    world: World, database: Database
) -> None:
    await start(world, pace="11 episodes until Sunday 21:00")
    caught_up = await press(world.rei, first_post(world), "Caught up")
    assert "How was it?" in text_of(caught_up)
    given = menu(caught_up, "score:1:overall")
    await world.rei.select(shown(caught_up), ["18"], custom_id=given["custom_id"])
    assert await stored(database, "SELECT member_id, overall FROM score") == [(world.rei.id, 18)]


async def test_the_status_counts_all_and_names_only_who_has_caught_up(world: World) -> None:
    await start(world)
    for member in (world.mika, world.jun):
        await member.slash(world.lounge, "club join")
    await press(world.mika, first_post(world), "Caught up")
    status = await world.jun.slash(world.lounge, "club status")
    assert readers_of(world, status) == {"mika", "jun", "rei"}
    assert "1 of 3 has caught up" in text_of(status)
    assert "▰▱▱ 1 of 3" in text_of(status)
    assert f"<@{world.mika.id}>" in text_of(status)
    assert f"<@{world.jun.id}>" not in text_of(status)
    assert "Next: Episodes 3–4" in text_of(status)
    for_jun_alone = await press(world.jun, first_post(world), "Club progress")
    assert "1 of 3 has caught up" in text_of(for_jun_alone)
    assert readers_of(world, for_jun_alone) == {"jun"}


async def test_pausing_and_a_new_pace(world: World, database: Database) -> None:
    await start(world)
    paused = await world.rei.slash(world.lounge, "club pace", state="pause")
    assert "The club is paused" in text_of(paused)
    assert readers_of(world, paused) == {"mika", "jun", "rei"}
    assert await stored(database, "SELECT until FROM club_step") == [(None,)]
    twice = await world.rei.slash(world.lounge, "club pace", state="pause")
    assert "The club for **1 Litre of Tears** is already paused" in text_of(twice)
    assert readers_of(world, twice) == {"rei"}
    again = await world.rei.slash(world.lounge, "club pace", state="resume", pace="3 episodes every day 8:00")
    assert "Until <t:" in text_of(again)
    assert "3 episodes per step · every day 08:00 (Asia/Tokyo)" in text_of(again)
    assert "from the next step on" in text_of(again)
    assert "is already running" in text_of(
        await world.rei.slash(world.lounge, "club pace", state="resume", advance="time")
    )
    # The zone that the club has stays where none is named.
    assert await stored(database, "SELECT episodes, at, zone, state FROM club") == [
        (3, "08:00", "Asia/Tokyo", "running")
    ]
    assert await stored(database, "SELECT first_episode, last_episode, until > opened_at FROM club_step") == [
        (1, 2, 1)
    ]
    asked = await world.rei.slash(world.lounge, "club pace")
    assert "3 episodes per step · every day 08:00 (Asia/Tokyo)" in text_of(asked)
    assert readers_of(world, asked) == {"rei"}


async def test_ending_one_asks_first_and_posts_its_summary(world: World, database: Database) -> None:
    await start(world)
    await world.rei.slash(world.lounge, "rate", title=TEARS, overall="9")
    asked = await world.rei.slash(world.lounge, "club end")
    assert "End the club for **1 Litre of Tears**? Episodes 1–2 · 1 member" in text_of(asked)
    assert "members' progress and scores stay" in text_of(asked)
    assert readers_of(world, asked) == {"rei"}
    assert (labels(asked), button(asked, "End it")["style"]) == (["End it", "Cancel"], 4)
    assert await stored(database, "SELECT state FROM club") == [("running",)]
    again = await world.rei.slash(world.lounge, "club end")
    ended = await press(world.rei, shown(asked), "End it")
    assert "has ended. Its summary goes to" in text_of(ended)
    await world.env.settle()
    (summary,) = [post for post in world.lounge.history() if "The club has ended" in text_of(post)]
    assert "The club's score: ★ **9.0** · 1 score" in text_of(summary)
    (picture,) = summary.attachments
    assert (world.env.backend.cdn.get(picture.url) or b"").startswith(b"\x89PNG")
    for label in ("Caught up", "Join", "Leave", "Remind me"):
        assert "That club has ended" in text_of(await press(world.mika, first_post(world), label))
    assert "That club has ended" in text_of(await press(world.rei, shown(again), "End it"))
    assert "starts" in text_of(await start(world)), "another one may begin"


async def test_who_may_end_a_club_no_more_does_not_by_a_button_either(
    world: World, database: Database
) -> None:
    await start(world)
    curators = world.guild.create_role("Curators")
    await world.rei.slash(world.lounge, "settings roles", curator=curators)
    curator = world.guild.add_member(world.env.create_user("sora"), roles=[curators])
    asked = await curator.slash(world.lounge, "club end")
    assert labels(asked) == ["End it", "Cancel"]
    await world.rei.slash(world.lounge, "settings roles")
    refused = await press(curator, shown(asked), "End it")
    assert "Only moderators, curators and the member who started it" in text_of(refused)
    assert await stored(database, "SELECT state FROM club") == [("running",)]


async def test_which_club_is_meant(world: World, database: Database) -> None:
    assert "No club is running here" in text_of(await world.mika.slash(world.lounge, "club status"))
    await start(world)
    theatre = world.guild.create_text_channel("theatre")
    assert TEARS in text_of(await world.mika.slash(theatre, "club status")), "the only one"
    await start(world, title=await other_drama(database), channel=theatre)
    assert OTHER in text_of(await world.mika.slash(theatre, "club status"))
    assert TEARS in text_of(await world.mika.slash(world.lounge, "club status"))
    elsewhere = world.guild.create_text_channel("elsewhere")
    named = await world.mika.slash(elsewhere, "club status", title=TEARS)
    assert "0 of 1 have caught up" in text_of(named)
    await put(database, "UPDATE club SET state = 'ended' WHERE drama_id = 1")
    assert "No club for **1 Litre of Tears** is running here" in text_of(
        await world.mika.slash(elsewhere, "club join", title=TEARS)
    )


async def test_where_several_can_be_meant_a_menu_asks_which(world: World, database: Database) -> None:
    await start(world)
    await start(world, title=await other_drama(database))

    async def choose(member: simcord.MemberActor, command: str, club: str) -> simcord.InteractionResult:
        asked = await member.slash(world.lounge, command)
        assert "Several clubs are running here. Which one?" in text_of(asked)
        assert readers_of(world, asked) == {member.name}
        which = menu(asked, "clubwhich")
        assert [option["label"].split(" (")[0] for option in which["options"]] == [OTHER, TEARS]
        return await member.select(shown(asked), [club], custom_id=which["custom_id"])

    joined = await choose(world.mika, "club join", "2")
    assert f"<@{world.mika.id}> is in the club for **{OTHER}** now" in text_of(joined)
    assert readers_of(world, joined) == {"mika", "jun", "rei"}
    assert "already" in text_of(await choose(world.mika, "club join", "2"))
    assert f"{OTHER} · Episodes 1–2 of 4" in text_of(await choose(world.jun, "club status", "2"))
    assert f"<@{world.mika.id}> has left" in text_of(await choose(world.mika, "club leave", "2"))
    assert f"**{TEARS}** · Episodes 1–2" in text_of(await choose(world.jun, "club pace", "1"))
    changed = await world.rei.slash(world.lounge, "club pace", state="pause")
    assert "Choose one with `title:`" in text_of(changed)
    theatre = world.guild.create_text_channel("theatre")
    await put(database, "UPDATE club SET channel_id = ? WHERE id = 2", theatre.id)
    # From the channel of the one, too: it is the server's that are many.
    asked = await choose(world.rei, "club end", "1")
    assert f"End the club for **{TEARS}**?" in text_of(asked)
    assert labels(asked) == ["End it", "Cancel"]
    assert await stored(database, "SELECT DISTINCT state FROM club") == [("running",)]
    assert "Only moderators, curators and the member who started it" in text_of(
        await choose(world.jun, "club end", "1")
    )


async def test_together_who_joins_behind_is_told_that_the_club_waits(world: World) -> None:
    await world.rei.slash(world.lounge, "watch set", title=TEARS, status="completed")
    answer = await start(world, advance="together")
    assert "others can join until then" in text_of(answer)
    joined = await press(world.mika, first_post(world), "Join")
    assert "as soon as everyone has caught up, including you" in text_of(joined)
    status = await world.mika.slash(world.lounge, "club status")
    assert "others can join until then" not in text_of(status)


async def test_the_clubs_of_the_server_are_offered_while_typing(world: World, database: Database) -> None:
    await start(world)
    await start(world, title=await other_drama(database))
    (one,) = await world.mika.autocomplete(world.lounge, "club join", "title", "noct")
    assert one["value"] == Catalogue.chosen(9001)
    both = await world.mika.autocomplete(world.lounge, "club status", "title", "")
    assert [choice["value"] for choice in both] == [Catalogue.chosen(9001), Catalogue.chosen(1)]


async def test_the_buttons_outlive_a_restart(world: World, settings: Settings) -> None:
    await start(world)
    async with open_bot(settings) as opened:
        await world.env.restart_bot(opened)
        assert "You are in the club" in text_of(await press(world.mika, first_post(world), "Join"))
