"""`/moderate restore`: what was removed comes back."""

from __future__ import annotations

from bot.store.database import Database
from tests.cogs.shelved import open_the_command_to
from tests.world import TEARS, World, labels, put, readers_of, shown, stored, text_of


async def remove(world: World, title: str) -> None:
    asked = shown(await world.rei.slash(world.lounge, "catalogue remove", title=title))
    await world.rei.click(asked, label="Remove it")


async def suggested(world: World, typed: str) -> list[str]:
    choices = await world.rei.autocomplete(world.lounge, "moderate restore", "title", typed)
    return [choice["name"] for choice in choices]


async def test_a_removed_drama_is_suggested_and_brought_back(world: World, database: Database) -> None:
    assert await suggested(world, "") == []
    await remove(world, TEARS)
    assert await suggested(world, "") == ["1 Litre of Tears (1リットルの涙, 2005)"]
    assert await suggested(world, "litre") == ["1 Litre of Tears (1リットルの涙, 2005)"]
    assert await suggested(world, "goblin") == []
    told = await world.rei.slash(world.lounge, "moderate restore", title="1")
    assert readers_of(world, told) == {"rei"}
    assert "**1 Litre of Tears** is back." in text_of(told)
    assert await stored(database, "SELECT hidden FROM drama WHERE id = 1") == [(0,)]
    assert await suggested(world, "") == []
    await world.rei.click(shown(told), label="Edit")
    assert "## 1 Litre of Tears" in text_of(told)


async def test_a_part_of_the_name_asks_which_and_the_button_brings_it_back(
    world: World, database: Database
) -> None:
    await remove(world, TEARS)
    near = await world.rei.slash(world.lounge, "moderate restore", title="litre")
    assert labels(near) == ["1 Litre of Tears (1リットルの涙, 2005)", "Add it by hand"]
    back = await world.rei.click(shown(near), label=labels(near)[0])
    assert "is back" in text_of(back)


async def test_what_was_never_removed_is_not_restored(world: World) -> None:
    told = await world.rei.slash(world.lounge, "moderate restore", title="Goblin")
    assert "Nothing called *Goblin*." in text_of(told)


async def test_a_merged_drama_is_no_removed_one(world: World, database: Database) -> None:
    await put(database, "UPDATE drama SET hidden = 1, merged_into = 1 WHERE id = 2")
    assert await suggested(world, "") == []
    told = await world.rei.slash(world.lounge, "moderate restore", title="2")
    assert "Nothing called" in text_of(told)


async def test_what_was_removed_is_told_to_no_member(world: World) -> None:
    await remove(world, TEARS)
    open_the_command_to(world, "moderate", world.mika)
    assert await world.mika.autocomplete(world.lounge, "moderate restore", "title", "") == []
    refused = await world.mika.slash(world.lounge, "moderate restore", title="1")
    assert "**Manage Server**" in text_of(refused)
