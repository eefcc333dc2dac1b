"""`/catalogue alias`: other names of a drama."""

from __future__ import annotations

import pytest

from bot.store.database import Database
from tests.cogs.catalogue.curators import audited
from tests.world import TEARS, World, readers_of, text_of

HOSTILE = "||She dies|| @everyone [x](https://evil.example)"


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
