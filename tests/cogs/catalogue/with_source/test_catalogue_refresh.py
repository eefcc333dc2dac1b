"""`/catalogue refresh`: what a source says now, and which source a drama comes from."""

from __future__ import annotations

import simcord

from bot.client import NamidaBot
from bot.domain.dramas import CatalogueEntry
from bot.store.database import Database
from tests.cogs.catalogue.curators import audited
from tests.cogs.shelved import edit_section, standing, submit
from tests.services.people import added
from tests.services.shelf import HOSPITAL, Shelf
from tests.world import TEARS, World, labels, menu, readers_of, shown, stored, text_of


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
    opened = await edit_section(world.rei, seen, "facts")
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
    opened = await edit_section(world.rei, shown(seen), "cast")
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
