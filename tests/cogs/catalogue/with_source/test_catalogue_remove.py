"""`/catalogue remove`: out of sight after a question, and back."""

from __future__ import annotations

from bot.store.database import Database
from tests.cogs.catalogue.curators import audited
from tests.world import TEARS, World, readers_of, shown, stored, text_of


async def test_a_drama_is_removed_after_a_question_and_comes_back(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="10")
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=4)
    asked = await world.rei.slash(world.lounge, "catalogue remove", title=TEARS)
    assert readers_of(world, asked) == {"rei"}
    seen = shown(asked)
    assert "Remove **1 Litre of Tears** from the catalogue?" in text_of(seen)
    assert "What members added stays: 1 score, 1 list entry." in text_of(seen)
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
