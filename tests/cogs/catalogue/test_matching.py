"""Which drama a show is: starters get what a source knows, and `/catalogue match` has what is doubtful."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import simcord
from discord.utils import utcnow

from bot.app import open_bot
from bot.client import NamidaBot
from bot.domain.dramas import Kind
from bot.schedule.catalogue import refreshing
from bot.settings import Settings
from bot.store.database import Database
from tests.cogs.shelved import shelved_bot
from tests.services.shelf import Shelf, hospital, weekly
from tests.sources.catalogue_server import CatalogueServer
from tests.sources.shows import tvmaze_aka, tvmaze_episode, tvmaze_show
from tests.starter.size import DRAMAS
from tests.world import TEARS, World, button, everything_of, labels, menu, put, shown, stored, text_of

BEGUN = date(2005, 10, 11)
SHOW = 2101


@pytest.fixture
async def server() -> AsyncIterator[CatalogueServer]:
    """A catalogue that has the first drama of the starter, its namesake, and nothing else."""
    episodes = [
        tvmaze_episode(1, n, BEGUN + timedelta(weeks=n - 1), zone="Asia/Tokyo", name=f"Chapter {n}")
        for n in range(1, 12)
    ]
    show = tvmaze_show(
        SHOW,
        "1 Litre of Tears",
        network="Fuji TV",
        code="JP",
        language="Japanese",
        premiered=BEGUN.isoformat(),
        ended="2005-12-20",
        status="Ended",
        episodes=episodes,
        akas=[tvmaze_aka("1リットルの涙", "JP")],
        image={"medium": "https://static.tvmaze.com/m.jpg", "original": "https://static.tvmaze.com/o.jpg"},
    )
    film = tvmaze_show(
        2102, "1 Litre of Tears", network="Fuji TV", code="JP", premiered="2007-04-05", type="Documentary"
    )
    async with CatalogueServer([film, show]) as opened:
        yield opened


async def look_up(bot: NamidaBot) -> None:
    """What the chore does when it is due."""
    (chore,) = (one for one in refreshing.chores(bot.services) if one.name == "match")
    await chore.run(utcnow())


class TestRecorded:
    @pytest.fixture
    async def bot(self, settings: Settings, server: CatalogueServer) -> AsyncIterator[NamidaBot]:
        asking = settings.model_copy(update={"tvmaze": True, "tvmaze_url": server.url})
        async with open_bot(asking) as opened:
            yield opened

    async def test_a_starter_gets_poster_episodes_dates_and_credit(
        self, world: World, bot: NamidaBot, database: Database, server: CatalogueServer
    ) -> None:
        # The others are not looked for today.
        await put(
            database,
            "INSERT INTO source_lookup (drama_id, due)"
            " SELECT id, '2100-01-01T00:00:00Z' FROM drama WHERE id > 1",
        )
        await put(database, "DELETE FROM episode WHERE drama_id = 1 AND number > 3")
        await look_up(bot)
        assert await stored(database, "SELECT source_id FROM drama_source WHERE source = 'tvmaze'") == [
            (f"{SHOW}/1",)
        ]
        card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
        everything = everything_of(card)
        assert "https://static.tvmaze.com/o.jpg" in everything
        assert f"https://www.tvmaze.com/shows/{SHOW}" in everything
        assert "CC BY-SA" in everything
        listed = await stored(
            database, "SELECT count(*), min(air_date), max(air_date) FROM episode WHERE drama_id = 1"
        )
        assert listed == [(11, "2005-10-11", "2005-12-20")]
        episodes = await world.mika.slash(world.lounge, "episode list", title=TEARS)
        assert "Dec 20, 2005" in text_of(episodes) or "<t:1135" in text_of(episodes)
        # The match is a change like any other, and is not made again after an undo.
        history = shown(await world.rei.slash(world.lounge, "catalogue edit", title=TEARS))
        await world.rei.click(history, label="Changes")
        assert "matched with another catalogue" in text_of(history)
        ((change,),) = await stored(database, "SELECT max(id) FROM catalogue_change")
        await world.rei.select(history, [str(change)])
        assert await stored(database, "SELECT count(*) FROM drama_source WHERE source = 'tvmaze'") == [(0,)]
        await put(database, "DELETE FROM source_lookup WHERE drama_id = 1")
        await look_up(bot)
        assert await stored(database, "SELECT count(*) FROM drama_source WHERE source = 'tvmaze'") == [(0,)]
        # Asked without a result, it is not asked again for months.
        asked = server.count()
        await look_up(bot)
        assert server.count() == asked


# --- what is doubtful ---


@pytest.fixture
def shelf() -> Shelf:
    """A show with a drama's alias and first day, which is no more than doubtful."""
    show = hospital(
        title="A Diary with Tears",
        native_title=None,
        aliases=(),
        country="JP",
        year=2005,
        aired_from=BEGUN,
        aired_to=None,
        episodes=None,
    )
    return Shelf([("77", replace(show, episodes=weekly(1, BEGUN, 11)))])


@pytest.fixture
async def bot(settings: Settings, shelf: Shelf) -> AsyncIterator[NamidaBot]:
    async with shelved_bot(settings, shelf) as opened:
        yield opened


async def adopted(world: World, database: Database) -> int:
    """The show is added; the catalogue has something like it."""
    asked = shown(await world.rei.slash(world.lounge, "catalogue add", title="diary"))
    (option,) = menu(asked, "addfrom")["options"]
    await world.rei.select(asked, [option["value"]], custom_id=menu(asked, "addfrom")["custom_id"])
    ((new,),) = await stored(database, "SELECT max(id) FROM drama")
    return int(str(new))


async def the_queue(world: World) -> simcord.ResponseMessage:
    return shown(await world.rei.slash(world.lounge, "catalogue match"))


async def test_nothing_waits(world: World) -> None:
    assert text_of(await the_queue(world)) == "No pairs are waiting for a decision."


async def test_what_is_doubtful_is_new_until_a_curator_says_that_it_is_the_same(
    world: World, database: Database
) -> None:
    new = await adopted(world, database)
    assert new > DRAMAS  # its own entry: nothing was filled, nothing is lost
    await world.mika.slash(world.lounge, "rate", title=str(new), overall="9")
    seen = await the_queue(world)
    told = text_of(seen)
    facts = ("Are these the same", TEARS, "A Diary with Tears", "2005-10-11", "11 episodes", "TVmaze 77")
    for fact in facts:
        assert fact in told
    assert labels(seen)[:2] == ["Same drama", "Not the same"]
    await world.rei.click(seen, label="Same drama")
    assert f"**{TEARS}** is matched." in text_of(seen)
    assert "No pairs are waiting" in text_of(seen)
    assert await stored(database, "SELECT merged_into FROM drama WHERE id = ?", new) == [(1,)]
    assert await stored(database, "SELECT drama_id FROM score") == [(1,)]
    # Undone, it is asked again.
    ((change,),) = await stored(database, "SELECT max(id) FROM catalogue_change")
    history = shown(await world.rei.slash(world.lounge, "catalogue edit", title=TEARS))
    await world.rei.click(history, label="Changes")
    await world.rei.select(history, [str(change)])
    assert await stored(database, "SELECT drama_id FROM score") == [(new,)]
    assert "Are these the same drama?" in text_of(await the_queue(world))


async def test_what_is_not_the_same_is_asked_about_no_more(world: World, database: Database) -> None:
    new = await adopted(world, database)
    seen = await the_queue(world)
    await world.rei.click(seen, label="Not the same")
    assert "is not that show. Namida will not ask about this pair again." in text_of(seen)
    assert await stored(database, "SELECT hidden, merged_into FROM drama WHERE id = ?", new) == [(0, None)]
    assert ("catalogue.match",) in await stored(database, "SELECT action FROM audit")
    assert "No pairs are waiting" in text_of(await the_queue(world))
    ((change,),) = await stored(database, "SELECT max(id) FROM catalogue_change")
    history = shown(await world.rei.slash(world.lounge, "catalogue edit", title=TEARS))
    await world.rei.click(history, label="Changes")
    await world.rei.select(history, [str(change)])
    assert "Are these the same drama?" in text_of(await the_queue(world))


async def test_a_pair_that_was_decided_meanwhile_is_said_to_be(world: World, database: Database) -> None:
    await adopted(world, database)
    first, second = await the_queue(world), await the_queue(world)
    await world.rei.click(first, label="Not the same")
    late = await world.rei.click(second, label="Same drama")
    assert "decided already" in text_of(late)


async def test_the_chore_asks_about_a_starter_and_binds_it_once_somebody_says_so(
    world: World, bot: NamidaBot, database: Database, shelf: Shelf
) -> None:
    show = shelf.shows.pop("77")
    entry = replace(show.entry, title="Tears of Aya", native_title=None, aliases=("1 Litre of Tears",))
    shelf.shows["78"] = replace(show, entry=entry)
    await put(database, "DELETE FROM drama WHERE id > 1")
    await put(database, "UPDATE drama SET title = 'Tears' WHERE id = 1")
    await put(database, "INSERT INTO alias (drama_id, name, position) VALUES (1, '1 Litre of Tears', 99)")
    await look_up(bot)
    assert await stored(database, "SELECT count(*) FROM drama_source WHERE source = 'tvmaze'") == [(0,)]
    seen = await the_queue(world)
    assert "Tears of Aya" in text_of(seen)
    await world.rei.click(seen, label="Same drama")
    assert "is matched" in text_of(seen)
    assert await stored(database, "SELECT source_id, drama_id FROM drama_source WHERE source = 'tvmaze'") == [
        ("78/1", 1)
    ]
    searched = len(shelf.searched)
    await look_up(bot)
    assert len(shelf.searched) == searched


# --- what became of a show ---


async def test_a_show_that_became_another_overwrites_nothing(
    world: World, database: Database, shelf: Shelf
) -> None:
    new = await adopted(world, database)
    await put(database, "DELETE FROM catalogue_match")
    shelf.change(
        "77",
        title="Baseball Tonight",
        native_title=None,
        aliases=(),
        year=1999,
        aired_from=date(1999, 4, 1),
        kind=Kind.SHOW,
    )
    shelf.air("77", weekly(1, date(1999, 4, 1), 3), running=True)
    told = shown(await world.rei.slash(world.lounge, "catalogue refresh", title=str(new)))
    assert "TVmaze 77 is a different show now: *Baseball Tonight* (1999)." in text_of(told)
    assert "did not answer" not in text_of(told)
    before = await stored(database, "SELECT title, year, kind FROM drama WHERE id = ?", new)
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    due = await bot.services.growing.next_refresh()
    assert due is not None
    await bot.services.growing.refresh_due(due, 5)
    assert await stored(database, "SELECT title, year, kind FROM drama WHERE id = ?", new) == before
    seen = await the_queue(world)
    assert "has a different show under this number" in text_of(seen)
    await world.rei.click(seen, label="Not the same")
    assert await stored(database, "SELECT count(*) FROM drama_source WHERE drama_id = ?", new) == [(0,)]
    assert button(shown(await world.rei.slash(world.lounge, "catalogue refresh", title=str(new))), "Back")


@pytest.mark.parametrize("same", [True, False], ids=["the same drama", "something else"])
async def test_a_show_that_was_put_together_with_another(
    world: World, database: Database, shelf: Shelf, same: bool
) -> None:
    new = await adopted(world, database)
    await put(database, "DELETE FROM catalogue_match")
    day = BEGUN if same else BEGUN + timedelta(days=40)
    moved = replace(shelf.shows["77"], moved_to="99", episodes=weekly(1, day, 11))
    shelf.shows["77"] = replace(moved, entry=replace(moved.entry, aired_from=day))
    told = shown(await world.rei.slash(world.lounge, "catalogue refresh", title=str(new)))
    source = "SELECT source_id FROM drama_source WHERE source = 'tvmaze' AND drama_id = ?"
    if same:
        assert "TVmaze 77 was merged into TVmaze 99" in text_of(told)
        await world.rei.click(told, label="Apply")
        assert await stored(database, source, new) == [("99",)]
    else:
        assert "TVmaze 77 has become TVmaze 99" in text_of(told)
        assert "Apply" not in labels(told)
        assert await stored(database, source, new) == [("77",)]
