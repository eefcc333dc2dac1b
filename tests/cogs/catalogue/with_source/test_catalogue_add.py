"""`/catalogue add`: from a source, and by hand."""

from __future__ import annotations

import simcord

from bot.store.database import Database
from tests.cogs.catalogue.curators import audited
from tests.cogs.shelved import edit_section, standing
from tests.services.shelf import Shelf
from tests.world import TEARS, World, labels, menu, readers_of, shown, stored, text_of


async def test_a_drama_that_a_source_has_is_added_with_all_it_knows(world: World, database: Database) -> None:
    asked = await world.rei.slash(world.lounge, "catalogue add", title="playlist")
    assert readers_of(world, asked) == {"rei"}
    seen = shown(asked)
    (option,) = menu(seen, "addfrom")["options"]
    assert option["label"] == "Hospital Playlist"
    assert option["description"] == "슬기로운 의사생활 · 2020 · South Korea · TVmaze"
    await world.rei.select(seen, [option["value"]])
    assert "## Hospital Playlist" in text_of(seen)
    assert "2 people: Jo Jung Suk, Jeon Mi Do" in text_of(seen)
    assert "**Numbering** TVmaze 46562, from episode 1" in text_of(seen)
    found = await world.mika.slash(world.lounge, "drama info", title="wise doctor life")
    assert "Hospital Playlist" in text_of(found)
    assert "catalogue.add" in await audited(database)


async def test_what_is_there_is_shown_first_so_that_nobody_doubles_it(
    world: World, database: Database
) -> None:
    seen = shown(await world.rei.slash(world.lounge, "catalogue add", title="litre of tears"))
    assert "These are in the catalogue." in text_of(seen)
    options = menu(seen, "editpanel")["options"]
    assert options[0]["label"] == TEARS
    await world.rei.select(seen, ["1"], custom_id=menu(seen, "editpanel")["custom_id"])
    assert "## 1 Litre of Tears" in text_of(seen)
    assert await audited(database) == []


async def test_what_was_removed_is_offered_back_before_it_is_added_again(
    world: World, database: Database
) -> None:
    asked = shown(await world.rei.slash(world.lounge, "catalogue remove", title=TEARS))
    await world.rei.click(asked, label="Remove it")
    seen = shown(await world.rei.slash(world.lounge, "catalogue add", title="1 litre"))
    assert "These were removed from the catalogue." in text_of(seen)
    await world.rei.select(seen, ["1"], custom_id=menu(seen, "restoredrama")["custom_id"])
    assert "**1 Litre of Tears** is back." in text_of(seen)
    assert await stored(database, "SELECT hidden FROM drama WHERE id = 1") == [(0,)]


async def test_a_chosen_suggestion_is_the_drama_that_is_there(world: World) -> None:
    seen = shown(await world.rei.slash(world.lounge, "catalogue add", title="1"))
    assert "### Add *1 Litre of Tears*" in text_of(seen)
    assert menu(seen, "editpanel")["options"][0]["value"] == "1"


async def test_a_source_that_is_down_costs_nothing_but_its_offers(world: World, shelf: Shelf) -> None:
    shelf.down = True
    seen = shown(await world.rei.slash(world.lounge, "catalogue add", title="Rain Diary"))
    assert "Another catalogue may have it, but TVmaze did not answer." in text_of(seen)
    assert "nothing with that name" not in text_of(seen)
    assert labels(seen) == ["Enter it by hand"]


async def by_hand(world: World, asked: str, /, **texts: str) -> simcord.InteractionResult:
    seen = shown(await world.rei.slash(world.lounge, "catalogue add", title=asked))
    opened = await world.rei.click(seen, label="Enter it by hand")
    return await world.rei.submit_modal(opened, {**standing(opened), **texts})


async def test_a_drama_is_entered_by_hand_and_its_panel_follows(world: World, database: Database) -> None:
    seen = shown(await world.rei.slash(world.lounge, "catalogue add", title="Rain: Diary 100%"))
    opened = await world.rei.click(seen, label="Enter it by hand")
    assert standing(opened)["title"] == "Rain: Diary 100%"
    texts = {"native_title": "雨日記", "country": "JP", "year": "2031", "episodes": "10"}
    await world.rei.submit_modal(opened, {**standing(opened), **texts})
    assert "## Rain: Diary 100%" in text_of(seen)
    assert "✅ Saved: Title of the drama, Native title, Country, Year, Number of episodes" in text_of(seen)
    assert "a file" not in text_of(seen)  # nobody gave its kind, and certainly no file
    opened = await edit_section(world.rei, seen, "airing")
    assert standing(opened)["episodes"] == "10"
    found = await world.mika.slash(world.lounge, "drama info", title="雨日記")
    assert "Rain: Diary 100%" in text_of(found)


async def test_the_longest_title_reaches_the_form_as_far_as_a_button_goes(world: World) -> None:
    for title in ("雨" * 300, ":" * 300, "%" * 300):
        seen = shown(await world.rei.slash(world.lounge, "catalogue add", title=title))
        opened = await world.rei.click(seen, label="Enter it by hand")
        assert title.startswith(standing(opened)["title"].rstrip("…"))
        assert len(standing(opened)["title"]) >= 20


async def test_the_same_drama_twice_is_refused_and_the_text_comes_back(
    world: World, database: Database
) -> None:
    refused = await by_hand(world, "One Litre", title=TEARS)
    assert "**1 Litre of Tears**" in text_of(refused)
    assert "needs its own country or year" in text_of(refused)
    (file,) = shown(refused).attachments
    assert TEARS in (await file.read()).decode()
    await world.rei.click(shown(refused), label="Edit")
    assert "## 1 Litre of Tears" in text_of(shown(refused))
    taken = await by_hand(world, "One Litre", title=TEARS, country="KR", year="2031")
    assert taken.modal is None
    assert await stored(database, "SELECT count(*) FROM drama WHERE title = ?", TEARS) == [(2,)]


async def test_a_wrong_entry_by_hand_names_the_field(world: World, database: Database) -> None:
    refused = await by_hand(world, "Rain Diary", year="MMXX")
    assert "- **Year** `MMXX`: a year from 1900 to 2200" in text_of(refused)
    assert await stored(database, "SELECT count(*) FROM drama WHERE title = 'Rain Diary'") == [(0,)]
