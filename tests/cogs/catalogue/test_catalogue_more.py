"""`/catalogue add`, `alias`, `import`, `refresh` and `remove`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator

import pytest
import simcord

from bot.client import NamidaBot
from bot.domain.dramas import CatalogueEntry
from bot.settings import Settings
from bot.store.database import Database
from tests.cogs.shelved import edit_button, shelved_bot, standing, submit
from tests.services.people import added
from tests.services.shelf import HOSPITAL, Shelf, hospital
from tests.world import TEARS, World, labels, menu, readers_of, shown, stored, text_of

HOSTILE = "||She dies|| @everyone [x](https://evil.example)"


@pytest.fixture
def shelf() -> Shelf:
    return Shelf([(HOSPITAL, hospital())])


@pytest.fixture
async def bot(settings: Settings, shelf: Shelf) -> AsyncIterator[NamidaBot]:
    async with shelved_bot(settings, shelf) as opened:
        yield opened


async def audited(database: Database) -> list[str]:
    return [str(row[0]) for row in await stored(database, "SELECT action FROM audit ORDER BY id")]


async def imported(world: World, name: str, content: bytes) -> simcord.InteractionResult:
    return await world.rei.slash(world.lounge, "catalogue import", file=(name, content))


# --- add ---


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
    opened = await world.rei.click(seen, custom_id=edit_button(seen, "airing"))
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


# --- alias ---


async def test_a_name_is_added_and_taken_away(world: World, database: Database) -> None:
    told = await world.rei.slash(world.lounge, "catalogue alias", title=TEARS, name="Ichi Namida")
    assert readers_of(world, told) == {"rei"}
    assert text_of(told) == "**1 Litre of Tears** can now be found as *Ichi Namida*."
    found = await world.mika.slash(world.lounge, "drama info", title="ichi namida")
    assert "1 Litre of Tears" in text_of(found)
    again = await world.rei.slash(world.lounge, "catalogue alias", title=TEARS, name="Ichi Namida")
    assert "already has the name *Ichi Namida*" in text_of(again)
    choices = await world.rei.autocomplete(world.lounge, "catalogue alias", "name", "ichi na", title="1")
    assert [choice["value"] for choice in choices] == ["Ichi Namida"]
    gone = await world.rei.slash(
        world.lounge, "catalogue alias", title=TEARS, name="ichi namida", remove=True
    )
    assert "no longer has the name *Ichi Namida*" in text_of(gone)
    lost = await world.mika.slash(world.lounge, "drama info", title="ichi namida")
    assert "Nothing called" in text_of(lost)
    assert await audited(database) == ["catalogue.alias", "catalogue.unalias"]


async def test_a_name_of_another_drama_is_allowed_and_said(world: World) -> None:
    told = await world.rei.slash(world.lounge, "catalogue alias", title="Goblin", name=TEARS)
    assert (
        "Other dramas have this name too. Members who type it will be asked which one "
        "they mean: 1 Litre of Tears" in text_of(told)
    )
    asked = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert "Several dramas are called" in text_of(asked)


async def test_a_hostile_name_is_shown_as_the_characters_it_is(world: World) -> None:
    told = await world.rei.slash(world.lounge, "catalogue alias", title=TEARS, name=HOSTILE)
    assert "||" not in text_of(told).replace("\\|\\|", "")
    assert "@everyone" not in text_of(told)
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert "@everyone" not in text_of(card)


@pytest.mark.parametrize(
    ("name", "remove", "said"),
    [
        ("never heard", True, "has no other name like *never heard*"),
        (TEARS, True, "is the title of **1 Litre of Tears**"),
        ("\u200b", False, "- **Name**"),
    ],
)
async def test_a_name_that_cannot_be_taken(world: World, name: str, remove: bool, said: str) -> None:
    refused = await world.rei.slash(world.lounge, "catalogue alias", title=TEARS, name=name, remove=remove)
    assert readers_of(world, refused) == {"rei"}
    assert said in text_of(refused)


# --- import ---


async def test_a_file_is_imported_and_counted(world: World, database: Database) -> None:
    rows = [{"title": "Rain Diary"}, {"title": TEARS, "year": 2005, "aliases": ["Diary of Rain"]}]
    told = await imported(world, "mine.jsonl", "\n".join(map(json.dumps, rows)).encode())
    assert readers_of(world, told) == {"rei"}
    assert "**mine.jsonl**: 1 added, 1 filled in, 0 unchanged." in text_of(told)
    assert "This is import 1." in text_of(told)
    found = await world.mika.slash(world.lounge, "drama info", title="rain diary")
    assert "Rain Diary" in text_of(found)
    assert await audited(database) == ["catalogue.import"]


@pytest.mark.parametrize("by_command", [False, True])
async def test_an_import_is_undone_as_a_whole_after_a_question(
    world: World, database: Database, by_command: bool
) -> None:
    rows = [{"title": "Rain Diary"}, {"title": TEARS, "year": 2005, "aliases": ["Diary of Rain"]}]
    told = await imported(world, "mine.jsonl", "\n".join(map(json.dumps, rows)).encode())
    if by_command:
        question = await world.rei.slash(world.lounge, "moderate restore", title="import 1")
    else:
        question = await world.rei.click(shown(told), label="Undo the import")
    assert "Undo all of import 1?" in text_of(question)
    assert len(await stored(database, "SELECT 1 FROM drama WHERE title = 'Rain Diary'")) == 1
    undone = await world.rei.click(shown(question), label="Undo the import")
    assert text_of(undone) == "Import 1 is undone: 1 drama was removed."
    assert "Nothing called" in text_of(await world.mika.slash(world.lounge, "drama info", title="rain diary"))
    assert await stored(database, "SELECT 1 FROM drama WHERE title = 'Rain Diary'") == []
    assert await stored(database, "SELECT 1 FROM alias WHERE name = 'Diary of Rain'") == []
    assert await audited(database) == ["catalogue.import", "catalogue.unimport"]
    again = await world.rei.slash(world.lounge, "moderate restore", title="import 1")
    refused = await world.rei.click(shown(again), label="Undo the import")
    assert "There is no such import to undo" in text_of(refused)


async def test_a_refused_file_comes_back_as_a_table_of_what_is_wrong(
    world: World, database: Database
) -> None:
    rows = [b'{"title": "Rain Diary"}', *(b'{"title": "", "year": "soon"}' for _ in range(30))]
    before = await stored(database, "SELECT count(*) FROM drama")
    told = await imported(world, "||@everyone||.jsonl", b"\n".join(rows))
    assert "was not imported: it has 60 errors. Nothing was saved." in text_of(told)
    assert "The first 20, with row and field:" in text_of(told)
    lines = [line for line in text_of(told).splitlines() if line.startswith("- ")]
    assert [line.partition(":")[0] for line in lines] == ["- Row 2, title", "- Row 2, year", "- Row 3, title"]
    assert "number" in lines[1]
    assert "@everyone" not in text_of(told)
    (file,) = shown(told).attachments
    assert file.filename == "refused-rows.csv"
    table = list(csv.reader(io.StringIO((await file.read()).decode("utf-8-sig"))))
    assert table[0] == ["row", "field", "reason"]
    assert [(row[0], row[1]) for row in table[1:3]] == [("2", "title"), ("2", "year")]
    assert len(table) == 21
    assert await stored(database, "SELECT count(*) FROM drama") == before
    assert await audited(database) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("list.xlsx", b"PK", "Its name must end with `.jsonl`"),
        ("list", b"{}", "Its name must end with `.jsonl`"),
        ("list.jsonl", b"x" * (8 * 1024 * 1024 + 1), "the limit is 8 MB"),
    ],
)
async def test_a_file_of_another_kind_or_size_is_not_looked_at(
    world: World, database: Database, name: str, content: bytes, said: str
) -> None:
    told = await imported(world, name, content)
    assert said in text_of(told)
    assert shown(told).attachments == []
    assert await audited(database) == []


# --- refresh ---


async def linked(world: World) -> simcord.ResponseMessage:
    """The hospital in the catalogue, as the source has it."""
    seen = shown(await world.rei.slash(world.lounge, "catalogue add", title="playlist"))
    await world.rei.select(seen, [f"tvmaze:{HOSPITAL}"])
    return seen


async def test_nothing_new_is_said_to_be_nothing(world: World) -> None:
    await linked(world)
    told = await world.rei.slash(world.lounge, "catalogue refresh", title="Hospital Playlist")
    assert readers_of(world, told) == {"rei"}
    assert "Nothing new" in text_of(told)
    assert "Apply" not in labels(told)
    await world.rei.click(shown(told), label="Back")
    await world.rei.click(shown(told), label="Refresh")
    assert "Nothing new" in text_of(told)


async def test_a_refresh_is_shown_before_it_is_done_and_keeps_what_a_curator_set(
    world: World, database: Database, shelf: Shelf
) -> None:
    seen = await linked(world)
    opened = await world.rei.click(seen, custom_id=edit_button(seen, "facts"))
    await world.rei.submit_modal(opened, {**standing(opened), "year": "2019"})
    shelf.change(HOSPITAL, minutes=95, year=2021, summary="||Five|| doctors @everyone.")
    told = shown(await world.rei.slash(world.lounge, "catalogue refresh", title="Hospital Playlist"))
    text = text_of(told)
    assert "- Minutes per episode: 80 → 95" in text
    assert "- Summary: Five doctors who have been friends" in text
    assert "@everyone" not in text
    assert "- Year: 2019 (set by a curator)" in text
    assert await stored(database, "SELECT minutes FROM drama WHERE title = 'Hospital Playlist'") == [(80,)]
    await world.rei.click(told, label="Apply")
    assert "✅ Saved: " in text_of(told)
    columns = "minutes, year, summary"
    assert await stored(database, f"SELECT {columns} FROM drama WHERE title = 'Hospital Playlist'") == [
        (95, 2019, "||Five|| doctors @everyone.")
    ]
    assert (await audited(database))[-1] == "catalogue.refresh"


async def test_what_a_list_would_get_is_said_to_be_added_to_it(world: World, shelf: Shelf) -> None:
    await linked(world)
    shelf.change(HOSPITAL, aliases=("Wise Doctor Life", "Doctors of the Night"))
    seen = await world.rei.slash(world.lounge, "catalogue refresh", title="Hospital Playlist")
    assert "- Other names: + Doctors of the Night" in text_of(seen)
    assert "nothing yet" not in text_of(seen)
    await world.rei.click(shown(seen), label="Back")
    opened = await world.rei.click(shown(seen), custom_id=edit_button(shown(seen), "cast"))
    await submit(world.rei, opened, cast="Somebody — Somebody Else — main")
    seen = await world.rei.slash(world.lounge, "catalogue refresh", title="Hospital Playlist")
    assert "- Cast: without " in text_of(seen)
    assert "(set by a curator)" in text_of(seen)


async def test_a_source_that_is_down_changes_nothing(world: World, shelf: Shelf) -> None:
    await linked(world)
    shelf.down = True
    told = await world.rei.slash(world.lounge, "catalogue refresh", title="Hospital Playlist")
    assert "No answer from TVmaze" in text_of(told)
    assert "Apply" not in labels(told)


async def test_a_drama_of_no_source_is_offered_some_and_linked_after_a_look(
    world: World, database: Database, shelf: Shelf, bot: NamidaBot
) -> None:
    (mine,) = await added(database, CatalogueEntry("Hospital Playlist", country="KR", year=2020))
    await bot.services.names.refresh(mine.id)
    seen = shown(await world.rei.slash(world.lounge, "catalogue refresh", title="Hospital Playlist"))
    assert "No other catalogue is linked." in text_of(seen)
    await world.rei.select(seen, [menu(seen, "linkto")["options"][0]["value"]])
    assert "- Minutes per episode: nothing yet → 80" in text_of(seen)
    assert await stored(database, "SELECT * FROM drama_source WHERE drama_id = ?", mine.id) == []
    await world.rei.click(seen, label="Link and apply")
    assert "✅ Saved: " in text_of(seen)
    assert await stored(database, "SELECT minutes FROM drama WHERE id = ?", mine.id) == [(80,)]
    assert await stored(database, "SELECT source_id FROM drama_source WHERE drama_id = ?", mine.id) == [
        (HOSPITAL,)
    ]


async def test_a_drama_that_no_source_knows(world: World) -> None:
    told = await world.rei.slash(world.lounge, "catalogue refresh", title=TEARS)
    assert "TVmaze: nothing with that name." in text_of(told)


async def test_a_source_that_is_down_is_no_source_that_has_nothing(world: World, shelf: Shelf) -> None:
    shelf.down = True
    told = await world.rei.slash(world.lounge, "catalogue refresh", title=TEARS)
    assert "Another catalogue may have it, but TVmaze did not answer." in text_of(told)
    assert "nothing with that name" not in text_of(told)


# --- remove ---


async def test_a_drama_is_removed_after_a_question_and_comes_back(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="10")
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=4)
    asked = await world.rei.slash(world.lounge, "catalogue remove", title=TEARS)
    assert readers_of(world, asked) == {"rei"}
    seen = shown(asked)
    assert "Remove **1 Litre of Tears** from the catalogue?" in text_of(seen)
    assert "What members added stays: 1 score, 1 place on a list." in text_of(seen)
    assert await stored(database, "SELECT hidden FROM drama WHERE id = 1") == [(0,)]
    await world.rei.click(seen, label="Remove it")
    assert "**1 Litre of Tears** is removed." in text_of(seen)
    lost = await world.mika.slash(world.lounge, "drama info", title="1 litre of tears")
    assert "Nothing called" in text_of(lost)
    assert await stored(database, "SELECT count(*) FROM score") == [(1,)]
    await world.rei.click(seen, label="Bring it back")
    assert "**1 Litre of Tears** is back." in text_of(seen)
    card = await world.mika.slash(world.lounge, "drama info", title="1 litre of tears")
    assert "episode 4 of 11 · ★ **10.0**" in text_of(card)
    assert await audited(database) == ["catalogue.remove", "catalogue.restore"]


async def test_a_removal_that_is_thought_better_of(world: World, database: Database) -> None:
    asked = shown(await world.rei.slash(world.lounge, "catalogue remove", title=TEARS))
    await world.rei.click(asked, label="Cancel")
    assert await stored(database, "SELECT hidden FROM drama WHERE id = 1") == [(0,)]
    assert await audited(database) == []


async def test_the_button_to_remove_twice(world: World, database: Database) -> None:
    first = shown(await world.rei.slash(world.lounge, "catalogue remove", title=TEARS))
    second = shown(await world.rei.slash(world.lounge, "catalogue remove", title=TEARS))
    await world.rei.click(first, label="Remove it")
    told = await world.rei.click(second, label="Remove it")
    assert "Nothing called" in text_of(told)
    assert await audited(database) == ["catalogue.remove"]
