"""`/episode list` and `/episode write`."""

from __future__ import annotations

import pytest
import simcord

from bot.store.database import Database
from tests.world import (
    TEARS,
    World,
    button,
    everything_of,
    hidden_text_of,
    in_sight_of,
    labels,
    menu,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)

pytestmark = pytest.mark.usefixtures("the_moderator_has_seen_it")

WRITTEN = "Aya learns the name of what she has, and tells Haruto."


async def submit(
    world: World, member: simcord.MemberActor, text: str, *, episode: int = 2
) -> simcord.InteractionResult:
    form = await member.slash(world.lounge, "episode write", title=TEARS, episode=episode)
    return await member.submit_modal(form, {"text": text})


async def synopses(database: Database, episode: int = 2) -> list[tuple[object, ...]]:
    return await stored(
        database,
        "SELECT text, state, author_id, guild_id, language FROM synopsis"
        " WHERE drama_id = 1 AND episode = ? ORDER BY id",
        episode,
    )


# --- the list ---


async def rated_and_titled(world: World, database: Database) -> None:
    """Every episode has a title, and a score of Jun's: 1 point for the first, 1.5 for the second …"""
    for number in range(1, 12):
        await put(
            database,
            "UPDATE episode SET title = ? WHERE drama_id = 1 AND number = ?",
            f"Part {number:02}",
            number,
        )
        await world.jun.slash(
            world.lounge, "rate", title=TEARS, overall=str(number / 2 + 0.5), episode=number
        )


async def test_nothing_past_the_progress_but_the_air_date(world: World, database: Database) -> None:
    await rated_and_titled(world, database)
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=4)
    listing = await world.mika.slash(world.lounge, "episode list", title=TEARS)
    assert readers_of(world, listing) == {"mika"}
    assert "Your progress: Watching · episode 4 of 11" in text_of(listing)
    lines = [line for line in text_of(listing).splitlines() if line.startswith("`")]
    assert lines[0] == "` 1` ✅ Part 01 · Oct 11, 2005 · ★ 1.0 (1) · 📖"
    assert lines[3] == "` 4` ✅ Part 04 · Nov 1, 2005 · ★ 2.5 (1)"
    assert lines[4] == "` 5` · Nov 8, 2005"
    assert lines[10] == "`11` · Dec 20, 2005"
    for number in range(5, 12):
        assert f"Part {number:02}" not in everything_of(listing)


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({}, 0),
        ({"status": "plan"}, 0),
        ({"status": "dropped", "episode": 2}, 2),
        ({"status": "completed"}, 11),
    ],
)
async def test_the_list_goes_as_far_as_its_reader(
    world: World, database: Database, where: dict[str, int | str], told: int
) -> None:
    await rated_and_titled(world, database)
    if where:
        await world.mika.slash(world.lounge, "watch set", title=TEARS, **where)
    listing = await world.mika.slash(world.lounge, "episode list", title=TEARS)
    shown_titles = [number for number in range(1, 12) if f"Part {number:02}" in everything_of(listing)]
    assert shown_titles == list(range(1, told + 1))
    assert text_of(listing).count("★") == told


async def test_the_menu_says_which_episodes_have_a_synopsis(world: World) -> None:
    listing = await world.mika.slash(world.lounge, "episode list", title=TEARS)
    options = menu(listing, "synopsis:1")["options"]
    assert [option["description"] for option in options[:2]] == ["Synopsis", "Not written yet: write it"]
    assert [option["value"] for option in options] == [str(number) for number in range(1, 12)]
    invited = await world.mika.select(shown(listing), ["2"])
    assert "No one has written this synopsis yet." in text_of(invited)


async def test_a_long_list_has_pages(world: World) -> None:
    listing = shown(await world.mika.slash(world.lounge, "episode list", title="The Untamed"))
    assert labels(listing) == ["Previous", "1 of 4", "Next", "Discuss"]
    assert button(listing, "Previous")["disabled"]
    for _ in range(3):
        await world.mika.click(listing, label="Next")
    assert button(listing, "Next")["disabled"]
    assert "Episodes 46–50" in text_of(listing), "nothing is known of them"
    assert [option["value"] for option in menu(listing, "synopsis")["options"]] == [
        "46",
        "47",
        "48",
        "49",
        "50",
    ]


async def test_a_drama_of_unknown_length_says_so(world: World, database: Database) -> None:
    await put(database, "DELETE FROM episode WHERE drama_id = 1")
    await put(database, "UPDATE drama SET episodes = NULL WHERE id = 1")
    listing = await world.mika.slash(world.lounge, "episode list", title=TEARS)
    assert "The episodes are not known yet." in text_of(listing)


# --- writing ---


async def test_what_a_member_writes_waits_for_a_curator(world: World, database: Database) -> None:
    form = await world.mika.slash(world.lounge, "episode write", title=TEARS, episode=2)
    assert form.modal is not None
    assert "before it is published" in repr(form.modal)
    answer = await world.mika.submit_modal(form, {"text": f"  {WRITTEN}\n"})
    assert readers_of(world, answer) == {"mika"}
    assert "sent to the curators" in text_of(answer)
    assert await synopses(database) == [(WRITTEN, "submitted", world.mika.id, world.guild.id, "en")]

    for reader in (world.mika, world.jun, world.rei):
        nothing = await reader.slash(world.lounge, "episode synopsis", title=TEARS, episode=2)
        told = (
            "Your synopsis is waiting for a curator."
            if reader is world.mika
            else "No one has written this synopsis yet."
        )
        assert told in text_of(nothing)
        assert WRITTEN not in everything_of(nothing)


async def test_a_member_goes_on_writing_what_waits(world: World, database: Database) -> None:
    form = await world.mika.slash(world.lounge, "episode write", title=TEARS, episode=2)
    await world.mika.submit_modal(form, {"text": WRITTEN})
    waiting = await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=2)
    again = await world.mika.click(shown(waiting), label="Edit it")
    assert WRITTEN in repr(again.modal)
    await world.mika.submit_modal(again, {"text": "Better words."})
    assert [(row[0], row[1]) for row in await synopses(database)] == [
        (WRITTEN, "withdrawn"),
        ("Better words.", "submitted"),
    ]
    # Nobody else's form begins with it, but a curator's does.
    others = await world.jun.slash(world.lounge, "episode write", title=TEARS, episode=2)
    assert "Better words." not in repr(others.modal)
    curators = await world.rei.slash(world.lounge, "episode write", title=TEARS, episode=2)
    assert "Better words." in repr(curators.modal)
    await world.rei.submit_modal(curators, {"text": "Better words."})
    post = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=2)
    assert hidden_text_of(post) == "Better words."


async def test_what_a_moderator_writes_is_published_and_read(world: World, database: Database) -> None:
    answer = await submit(world, world.rei, WRITTEN)
    assert readers_of(world, answer) == {"rei"}
    assert "published" in text_of(answer)
    assert await synopses(database) == [(WRITTEN, "published", world.rei.id, world.guild.id, "en")]
    await world.rei.slash(world.lounge, "watch set", title=TEARS, episode=2)
    read = await world.rei.click(shown(answer), label="Read it")
    assert readers_of(world, read) == {"rei"}
    assert WRITTEN in text_of(read)
    post = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=2)
    assert hidden_text_of(post) == WRITTEN


async def test_what_a_curator_writes_is_published(world: World, database: Database) -> None:
    curators = world.guild.create_role("Curators")
    await world.rei.slash(world.lounge, "settings roles", curator=curators)
    sana = world.guild.add_member(world.env.create_user("sana"), roles=[curators])
    form = await sana.slash(world.lounge, "episode write", title=TEARS, episode=2)
    assert "Published at once." in repr(form.modal)
    await sana.submit_modal(form, {"text": WRITTEN})
    assert await synopses(database) == [(WRITTEN, "published", sana.id, world.guild.id, "en")]


async def test_a_new_text_withdraws_the_old_one_and_loses_nothing(world: World, database: Database) -> None:
    await submit(world, world.rei, "A first try.")
    form = await world.rei.slash(world.lounge, "episode write", title=TEARS, episode=2)
    assert "A first try." in repr(form.modal)  # the form begins with what stands
    await world.rei.submit_modal(form, {"text": WRITTEN})
    assert [row[:2] for row in await synopses(database)] == [
        ("A first try.", "withdrawn"),
        (WRITTEN, "published"),
    ]
    post = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=2)
    assert hidden_text_of(post) == WRITTEN


async def test_a_members_form_does_not_show_what_stands(world: World) -> None:
    await submit(world, world.rei, WRITTEN)
    form = await world.mika.slash(world.lounge, "episode write", title=TEARS, episode=2)
    assert WRITTEN not in repr(form.modal)


async def test_a_servers_own_text_goes_before_the_catalogues_and_stays_there(world: World) -> None:
    await submit(world, world.rei, "In our own words.", episode=1)
    here = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    assert hidden_text_of(here) == "In our own words."
    elsewhere = world.env.create_guild("Elsewhere")
    hall = elsewhere.create_text_channel("hall")
    visitor = elsewhere.add_member(world.env.create_user("noa"))
    there = await visitor.slash(hall, "episode synopsis", title=TEARS, episode=1)
    assert "entrance exam" in hidden_text_of(there)
    assert "In our own words." not in everything_of(there)


@pytest.mark.parametrize("nothing", ["   ", "\n\n", "\t \n"])
async def test_a_form_without_text_saves_nothing(world: World, database: Database, nothing: str) -> None:
    answer = await submit(world, world.rei, nothing)
    assert readers_of(world, answer) == {"rei"}
    assert "no text" in text_of(answer)
    assert await synopses(database) == []


async def test_an_episode_that_there_is_not_has_no_form(world: World) -> None:
    for episode in (0, -1, 12):
        answer = await world.rei.slash(world.lounge, "episode write", title=TEARS, episode=episode)
        assert answer.modal is None
        assert readers_of(world, answer) == {"rei"}
        assert "11" in text_of(answer)


async def test_the_longest_text_that_the_form_takes_is_shown_whole(world: World, database: Database) -> None:
    form = await world.rei.slash(world.lounge, "episode write", title=TEARS, episode=2)
    assert form.modal is not None
    limit = form.modal["components"][0]["component"]["max_length"]
    text = ("She goes on. " * limit)[: limit - 1] + "!"
    await world.rei.submit_modal(form, {"text": text})
    assert (await synopses(database))[0][0] == text
    post = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=2)
    assert hidden_text_of(post) == text


async def test_hostile_text_comes_out_as_the_characters_it_is(world: World, database: Database) -> None:
    hostile = (
        "||She dies|| @everyone <@&1> <@1>\n"
        "# Big\n> quoted\n- listed\n1. numbered\n"
        "[the ending](https://evil.example) **bold** `code` ~~gone~~ __under__\n"
        "zero\u200bwidth \u202ereversed\u202c \ufeffmark"
    )
    await submit(world, world.rei, hostile)
    post = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=2)
    told = hidden_text_of(post)
    assert "\\|\\|She dies\\|\\|" in told
    assert "||" not in told
    assert "@everyone" not in told
    assert "\\<@&1\\>" in told
    assert "\n\\# Big" in told
    assert "\n\\> quoted" in told
    assert "\n\\- listed" in told
    assert "\n1\\. numbered" in told
    assert "\\[the ending\\](" in told
    assert "\\*\\*bold\\*\\*" in told
    assert "\\`code\\`" in told
    assert "\\~\\~gone" in told
    assert "\\_\\_under" in told
    assert "zerowidth reversed mark" in told
    assert "She dies" not in in_sight_of(world, world.mika)
    assert await stored(
        database, "SELECT count(*) FROM synopsis WHERE state = 'published' AND episode = 2"
    ) == [(1,)]
