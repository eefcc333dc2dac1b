"""The box of a drama's name: what it offers while a member types."""

from __future__ import annotations

import pytest

from bot.client import NamidaBot
from bot.services.catalogue.catalogue import Catalogue
from bot.store.database import Database
from tests.world import TEARS, World, put, stored, text_of


@pytest.mark.parametrize("typed", ["1リット", "ichi ritto", "ichi rittru no namda", "one liter of te"])
async def test_autocomplete_finds_it_while_still_typing(world: World, typed: str) -> None:
    offered = await world.mika.autocomplete(world.lounge, "drama info", "title", typed)
    assert offered[0] == {"name": f"{TEARS} (1リットルの涙, 2005)", "value": Catalogue.chosen(1)}


async def test_autocomplete_offers_at_most_25_choices_and_no_plot(world: World, database: Database) -> None:
    titles = await stored(
        database,
        "SELECT id, title, native_title, year FROM drama"
        " WHERE length(native_title) <= 40 AND year AND kind = 'drama'",
    )
    labelled = {
        Catalogue.chosen(ident): f"{title} ({native}, {year})" for ident, title, native, year in titles
    }
    for typed in ("", "a", "love", "the"):
        offered = await world.mika.autocomplete(world.lounge, "drama info", "title", typed)
        assert 0 < len(offered) <= 25
        assert len({choice["value"] for choice in offered}) == len(offered)
        for choice in offered:
            assert choice["name"] == labelled.get(choice["value"], choice["name"])


async def test_what_is_offered_has_the_title_and_year_of_now(world: World, database: Database) -> None:
    for sql, told in (
        ("UPDATE drama SET year = 2006 WHERE id = 1", f"{TEARS} (1リットルの涙, 2006)"),
        ("UPDATE drama SET native_title = NULL WHERE id = 1", f"{TEARS} (2006)"),
        ("UPDATE drama SET title = 'A Litre of Tears' WHERE id = 1", "A Litre of Tears (2006)"),
    ):
        await world.mika.autocomplete(world.lounge, "drama info", "title", "1 litre of te")
        await put(database, sql)
        offered = await world.mika.autocomplete(world.lounge, "drama info", "title", "1 litre of te")
        assert offered[0] == {"name": told, "value": Catalogue.chosen(1)}


async def test_an_empty_box_offers_what_the_member_watches_first(world: World) -> None:
    await world.mika.slash(world.lounge, "watch set", title="Nobuta wo Produce", status="plan")
    await world.mika.slash(world.lounge, "watch set", title="マザー", episode=2)
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=1)
    offered = await world.mika.autocomplete(world.lounge, "drama info", "title", "")
    assert [choice["name"].split(" (")[0] for choice in offered[:3]] == [TEARS, "Mother", "Nobuta wo Produce"]
    others = await world.jun.autocomplete(world.lounge, "drama info", "title", "")
    assert not others[0]["name"].startswith(TEARS)


async def test_what_autocomplete_offers_opens_the_drama(world: World) -> None:
    offered = await world.mika.autocomplete(world.lounge, "drama info", "title", "boys over fl")
    opened = [
        text_of(await world.mika.slash(world.lounge, "drama info", title=choice["value"]))
        for choice in offered[:2]
    ]
    assert {card.splitlines()[1].split(" · ")[0] for card in opened} == {"꽃보다 남자", "花より男子"}


@pytest.mark.parametrize("name", ["17", "365"])
async def test_what_autocomplete_offers_never_asks_again_even_if_its_id_is_a_name(
    world: World, bot: NamidaBot, database: Database, name: str
) -> None:
    await put(
        database, "INSERT OR IGNORE INTO drama (id, title) VALUES (?, 'Chosen by its number')", int(name)
    )
    await put(database, "INSERT INTO drama (id, title) VALUES (9001, ?)", name)
    for ident in (int(name), 9001):
        await bot.services.names.refresh(ident)
    ((title,),) = await stored(database, "SELECT title FROM drama WHERE id = ?", int(name))
    for meant in (title, name):
        offered = await world.mika.autocomplete(world.lounge, "drama info", "title", str(meant))
        card = await world.mika.slash(world.lounge, "drama info", title=offered[0]["value"])
        assert text_of(card).startswith(f"## {meant}")


async def test_nothing_like_it_offers_nothing(world: World) -> None:
    assert await world.mika.autocomplete(world.lounge, "drama info", "title", "qqqqzzzz") == []
