"""`/profile year` and `/drama year`: a year as a picture, a member's own and the server's."""

from __future__ import annotations

import pytest
import simcord

from bot.client import NamidaBot
from bot.store.database import Database
from tests.world import TEARS, TEARS_ID, World, put, readers_of, shown, stored, text_of, walk


def picture(seen: simcord.InteractionResult) -> str:
    """What the one picture of an answer says in words."""
    galleries = (part["items"] for part, _ in walk(shown(seen).components) if part["type"] == 12)
    ((item,),) = galleries
    return f"{item['media']['url'].rpartition('/')[2]}: {item['description']}"


@pytest.fixture
async def watched(world: World) -> World:
    """Mika and Jun have finished a drama today, and scored it differently; Mika's list is open."""
    for member, overall in ((world.mika, "9.5"), (world.jun, "4"), (world.rei, "8")):
        await member.slash(world.lounge, "watch set", title=TEARS, status="completed")
        await member.slash(world.lounge, "rate", title=TEARS, overall=overall)
    await world.mika.slash(world.lounge, "watch set", title="Mother", status="plan")
    await world.mika.slash(world.lounge, "profile edit", list="server")
    return world


async def test_a_member_looks_back_at_their_year(watched: World, bot: NamidaBot, database: Database) -> None:
    world = watched
    ((year,),) = await stored(database, "SELECT max(CAST(finished_on AS INTEGER)) FROM progress")
    answer = await world.mika.slash(world.lounge, "profile year", year=year)
    assert readers_of(world, answer) == {"mika"}
    assert text_of(answer).startswith(f"## Your year {year}")
    said = picture(answer)
    assert said.startswith("year-")
    assert said.partition(": ")[2].startswith(f"mika · The year {year}. dramas: 1, hours: 8")
    assert f"Scored highest: {TEARS} ★ 9.5" in said
    assert "Mother" not in said
    await world.mika.select(shown(answer), [TEARS_ID], custom_id="namida:1:card")

    none = await world.mika.slash(world.lounge, "profile year", year=1999)
    assert "Nothing was finished in 1999." in text_of(none)
    await bot.services.pictures.aclose()
    words = await world.rei.slash(world.lounge, "profile year", year=year)
    assert "**1** dramas" in text_of(words)
    assert f"- {TEARS} ★ 8.0" in text_of(words)


async def test_a_server_looks_back_at_its_year(watched: World, database: Database) -> None:
    world = watched
    await put(database, "UPDATE progress SET finished_on = '2025-05-05' WHERE episode > 0")
    answer = await world.jun.slash(world.lounge, "drama year", year=2025)
    assert readers_of(world, answer) == {"mika", "jun", "rei"}
    said = picture(answer)
    assert said.startswith("server-year-")
    assert said.partition(": ")[2].startswith("Tearoom · The year 2025. viewings: 3, hours: 25")
    assert "May 3" in said
    assert f"Favourites: {TEARS} ★ 7.2 (3)" in said
    assert f"Most split: {TEARS} ★ 4.0 – 9.5 (3)" in said
    # Only who allows it is named, and only in the text.
    assert f"Finished most: <@{world.mika.id}> (1)" in text_of(answer)
    for member in (world.jun, world.rei):
        assert str(member.id) not in text_of(answer)
    assert "mika" not in said
    alone = await world.jun.slash(world.lounge, "drama year", year=2025, private=True)
    assert readers_of(world, alone) == {"jun"}
    none = await world.jun.slash(world.lounge, "drama year", year=1999)
    assert readers_of(world, none) == {"jun"}
    assert "Nothing was finished in 1999." in text_of(none)
