"""`/watch list`, `/watch export`, the form More, watching again, and who is named on a card."""

from __future__ import annotations

import csv
import io
import json

import pytest

from bot.store.database import Database
from tests.cogs.shelved import inputs, standing, submit
from tests.world import (
    TEARS,
    World,
    button,
    everything_of,
    in_sight_of,
    labels,
    menu,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)

HOSTILE = "||She dies|| @everyone [x](https://evil.example) =1+1"


async def allow(database: Database, member_id: int, whom: str) -> None:
    await put(database, "UPDATE member SET list_seen_by = ? WHERE id = ?", whom, member_id)


# --- the list ---


async def test_an_empty_list_says_what_to_do(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "watch list")
    assert readers_of(world, answer) == {"mika"}
    assert "Your list is empty." in text_of(answer)
    for way in ("/watch set", "Plan", "/watch import"):
        assert way in text_of(answer)


async def test_a_list_shows_what_changed_last_first_and_filters(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "watch set", title="Attention Please", status="plan")
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9.5")
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=3)
    await put(database, "UPDATE progress SET updated_at = '2026-01-01T00:00:00.000Z' WHERE status = 'plan'")
    answer = await world.mika.slash(world.lounge, "watch list")
    text = text_of(answer)
    assert "### Your list · 2 dramas" in text
    assert text.index(TEARS) < text.index("Attention Please")
    assert "Watching · episode 3 of 11 · ★ **9.5**" in text
    options = {option["value"]: option["label"] for option in menu(answer, "watchfilter")["options"]}
    assert options["all"] == "All (2)"
    assert options["watching"] == "Watching (1)"
    assert options["dropped"] == "Dropped (0)"

    filtered = menu(answer, "watchfilter")["custom_id"]
    await world.mika.select(shown(answer), ["plan"], custom_id=filtered)
    assert "Attention Please" in text_of(answer)
    assert TEARS not in text_of(answer)
    await world.mika.select(shown(answer), ["dropped"], custom_id=filtered)
    assert "Nothing with this status." in text_of(answer)
    await world.mika.select(shown(answer), ["all"], custom_id=filtered)
    card = await world.mika.select(shown(answer), ["1"], custom_id=menu(answer, "card")["custom_id"])
    assert f"## {TEARS}" in text_of(card)

    only = await world.mika.slash(world.lounge, "watch list", status="watching")
    assert "### Your list · 1 drama" in text_of(only)


async def test_a_long_list_has_pages(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="plan")
    await put(
        database,
        "INSERT INTO progress (member_id, drama_id, status)"
        " SELECT ?, id, 'plan' FROM drama WHERE id BETWEEN 2 AND 25",
        world.mika.id,
    )
    answer = await world.mika.slash(world.lounge, "watch list", status="plan")
    assert "### Your list · 25 dramas" in text_of(answer)
    assert "1 of 4" in labels(answer)
    assert button(answer, "Previous").get("disabled")
    for _ in range(3):
        await world.mika.click(shown(answer), label="Next")
    assert "4 of 4" in labels(answer)
    assert button(answer, "Next").get("disabled")
    assert text_of(answer).count("Plan to watch") == 1


async def test_another_members_list_only_as_they_allow_and_never_their_notes(
    world: World, database: Database
) -> None:
    opened = await world.mika.click(
        shown(await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=3)), label="More"
    )
    await submit(world.mika, opened, note="a secret")
    refused = await world.jun.slash(world.lounge, "watch list", member=world.mika)
    assert readers_of(world, refused) == {"jun"}
    nobody = await world.jun.slash(world.lounge, "watch list", member=world.rei)  # never used the bot
    told = [
        text_of(answer).replace(str(member.id), "ID")
        for answer, member in ((refused, world.mika), (nobody, world.rei))
    ]
    assert told[0] == told[1]
    assert "'s list. Members choose who sees theirs" in told[0]

    await allow(database, world.mika.id, "server")
    answer = await world.jun.slash(world.lounge, "watch list", member=world.mika)
    assert readers_of(world, answer) == {"jun"}
    assert f"### <@{world.mika.id}>'s list · 1 drama" in text_of(answer)
    assert "episode 3 of 11" in text_of(answer)
    assert "a secret" not in everything_of(answer)
    assert "📝 a secret" in text_of(await world.mika.slash(world.lounge, "watch list", member=world.mika))

    # An old pager does not show a member who no longer allows it.
    await allow(database, world.mika.id, "nobody")
    refused = await world.jun.select(
        shown(answer), ["watching"], custom_id=menu(answer, "watchfilter")["custom_id"]
    )
    assert "'s list. Members choose who sees theirs" in text_of(refused)


# --- more ---


async def test_the_form_keeps_days_times_and_a_note(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    opened = await world.mika.click(shown(answer), label="More")
    assert list(inputs(opened)) == ["started", "finished", "rewatches", "note"]
    today = standing(opened)["finished"]
    assert today
    saved = await submit(
        world.mika, opened, started="2020/1/5", finished="2020-02-01", rewatches="2", note=HOSTILE
    )
    assert readers_of(world, saved) == {"mika"}
    assert "Started <t:1578225600:D>" in text_of(saved)
    assert "Watched again 2 times" in text_of(saved)
    assert "||She dies||" not in text_of(saved)
    row = "SELECT status, started_on, finished_on, rewatches, note FROM progress"
    assert await stored(database, row) == [("completed", "2020-01-05", "2020-02-01", 2, HOSTILE)]
    again = await world.mika.click(shown(saved), label="More")
    assert standing(again)["note"] == HOSTILE


async def test_a_form_that_cannot_be_taken_comes_back_whole(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=2)
    opened = await world.mika.click(shown(answer), label="More")
    assert list(inputs(opened)) == ["started", "rewatches", "note"]
    before = await stored(database, "SELECT * FROM progress")
    refused = await submit(world.mika, opened, started="last spring", rewatches="often", note="my long note")
    assert "Started on: a day like 2026-01-31 · *last spring*" in text_of(refused)
    assert "Watched again: a number of times, up to 1000 · *often*" in text_of(refused)
    (file,) = shown(refused).attachments
    typed = (await file.read()).decode()
    for text in ("last spring", "often", "my long note"):
        assert text in typed
    assert await stored(database, "SELECT * FROM progress") == before


async def test_watching_a_finished_drama_again_counts_and_spoils_nobody(
    world: World, database: Database
) -> None:
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    refused = await world.mika.slash(world.lounge, "watch next", title=TEARS)
    assert "you have seen all 11 episodes" in text_of(refused)
    begun = await world.mika.click(shown(refused), label="Watch it again")
    assert f"**{TEARS}**: Watching" in text_of(begun)
    assert "Watched again 1 time" in text_of(begun)
    await world.mika.click(shown(begun), label="+1 episode")
    assert await stored(database, "SELECT status, episode, rewatches FROM progress") == [("watching", 1, 1)]
    # What they have read before is read at once: nobody asks about spoilers of a drama seen through.
    listing = await world.mika.slash(world.lounge, "episode list", title=TEARS)
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    completed = await world.mika.slash(world.lounge, "episode list", title=TEARS)
    assert text_of(listing).splitlines()[2:] == text_of(completed).splitlines()[2:]
    done = await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    assert "Watch it again" in labels(done)
    assert await stored(database, "SELECT status, episode, rewatches FROM progress") == [("completed", 11, 1)]


# --- export ---


async def test_an_export_holds_all_that_is_mine(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9.5", music="8")
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="7", episode=2)
    answer = await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=3)
    opened = await world.mika.click(shown(answer), label="More")
    await submit(world.mika, opened, note="=1+1")
    await world.jun.slash(world.lounge, "watch set", title="Attention Please", status="plan")

    answer = await world.mika.slash(world.lounge, "watch export")
    assert readers_of(world, answer) == {"mika"}
    assert "Your list: 1 drama." in text_of(answer)
    (file,) = shown(answer).attachments
    assert file.filename == "namida-list.csv"
    (row,) = csv.DictReader(io.StringIO((await file.read()).decode("utf-8-sig"), newline=""))
    assert (row["title"], row["native_title"], row["year"]) == (TEARS, "1リットルの涙", "2005")
    assert (row["status"], row["episode"], row["note"]) == ("watching", "3", "'=1+1")
    assert (row["overall"], row["music"], row["story"], row["episode_scores"]) == ("9.5", "8", "", "2:7")

    answer = await world.mika.slash(world.lounge, "watch export", format="json")
    (file,) = shown(answer).attachments
    (entry,) = json.loads(await file.read())["entries"]
    assert (entry["title"], entry["note"], entry["episode_scores"]) == (TEARS, "=1+1", {"2": 7.0})


async def test_nothing_to_export(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "watch export")
    assert "There is nothing to export" in text_of(answer)
    assert shown(answer).attachments == []


# --- on the card ---


@pytest.mark.parametrize("whom", ["server", "everyone"])
async def test_a_card_names_who_watched_it_lately_if_they_allow_it(
    world: World, database: Database, whom: str
) -> None:
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=3)
    card = await world.jun.slash(world.lounge, "drama info", title=TEARS)
    assert "Recently watched by" not in text_of(card)
    await allow(database, world.mika.id, whom)
    await world.jun.slash(world.lounge, "drama info", title=TEARS)
    assert f"Recently watched by: <@{world.mika.id}> (episode 3)" in in_sight_of(world, world.rei)
    private = await world.rei.slash(world.lounge, "drama info", title=TEARS, private=True)
    assert f"Recently watched by: <@{world.mika.id}>" in text_of(private)
