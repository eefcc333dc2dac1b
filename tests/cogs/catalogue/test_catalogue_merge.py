"""Two dramas that are one: a curator merges them after a look at both."""

from __future__ import annotations

from bot.store.database import Database
from tests.cogs.catalogue.curators import audit, panel
from tests.world import TEARS, World, everything_of, labels, menu, put, stored, text_of


async def test_two_dramas_become_one_after_a_look_at_both(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "rate", title="Goblin", overall="10")
    seen = await panel(world)
    opened = await world.rei.click(seen, label="Same drama as …")
    await world.rei.submit_modal(opened, {"other": "goblin"})
    assert "Are these the same drama?" in text_of(seen)
    assert "You can undo this: Edit, then Changes." in text_of(seen)
    assert await audit(database) == []
    (keep,) = (label for label in labels(seen) if label.startswith("Keep 1 Litre"))
    await world.rei.click(seen, label=keep)
    assert "## 1 Litre of Tears" in text_of(seen)
    assert await stored(database, "SELECT drama_id, overall FROM score") == [(1, 20)]
    found = await world.mika.slash(world.lounge, "drama info", title="Guardian: The Lonely and Great God")
    assert "1 Litre of Tears" in text_of(found)


async def test_the_other_title_is_nobodys_or_its_own(world: World) -> None:
    seen = await panel(world)
    opened = await world.rei.click(seen, label="Same drama as …")
    await world.rei.submit_modal(opened, {"other": "Zzyzx Qwxv"})
    assert "Nothing called *Zzyzx Qwxv*." in text_of(seen)
    await world.rei.click(seen, label="Back")
    opened = await world.rei.click(seen, label="Same drama as …")
    refused = await world.rei.submit_modal(opened, {"other": TEARS})
    assert "That is **1 Litre of Tears** itself." in text_of(refused)


async def test_of_several_of_that_name_one_is_chosen(world: World, database: Database) -> None:
    for year in (1990, 2000):
        await put(database, "INSERT INTO drama (title, year) VALUES ('Twin Rain', ?)", year)
        (ident,) = await stored(database, "SELECT max(id) FROM drama")
        await world.env.bot.services.names.refresh(ident[0])  # type: ignore[attr-defined]
    seen = await panel(world)
    opened = await world.rei.click(seen, label="Same drama as …")
    await world.rei.submit_modal(opened, {"other": "Twin Rain"})
    options = menu(seen, "samedrama")["options"]
    assert [option["description"] for option in options] == ["1990", "2000"]
    await world.rei.select(seen, [options[1]["value"]])
    assert "Twin Rain" in text_of(seen)
    assert "#" + options[1]["value"] in everything_of(seen)
