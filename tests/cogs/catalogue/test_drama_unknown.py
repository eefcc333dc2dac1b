"""`/drama info` of a drama that only the catalogues outside know: chosen from a menu, added, opened."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import date, timedelta
from functools import partial

import discord
import pytest
from discord.utils import utcnow

from bot.client import NamidaBot
from bot.domain.sources import Offer
from bot.services.catalogue.growing import ADDED_AN_HOUR
from bot.settings import Settings
from bot.sources.manners import Manners
from bot.sources.pace import CallRate
from bot.sources.tvmaze import TVmaze
from bot.store.database import Database
from bot.store.moderation.audit import audit
from tests.sources.catalogue_server import CatalogueServer, Failure
from tests.sources.shows import tvmaze_aka, tvmaze_episode, tvmaze_show
from tests.world import (
    TEARS,
    World,
    everything_of,
    labels,
    menu,
    menus,
    put,
    readers_of,
    shown,
    stored,
    text_of,
    turned,
)

QUEEN = 63256
FIRST_DAY = date(2024, 3, 9)
HOSTILE = 'A "Duchess": ||of|| [Tears](https://evil.example) @everyone'


@pytest.fixture
async def server() -> AsyncIterator[CatalogueServer]:
    """TVmaze as it answers, with a Korean drama that the starter catalogue does not have."""
    queen = tvmaze_show(
        QUEEN,
        "Queen of Ducks",
        network="tvN",
        status="Ended",
        premiered=FIRST_DAY.isoformat(),
        ended=(FIRST_DAY + timedelta(weeks=3)).isoformat(),
        genres=["Drama", "Romance"],
        officialSite="https://program.tving.example/ducks?_a=1",
        summary="<p>A <b>queen</b> and her ducks.</p>",
        akas=[tvmaze_aka("오리의 여왕", None), tvmaze_aka("La reina de los patos", "JP")],
        cast=[("Kim Soo Hyun", "Baek Hyun Woo"), ("Kim Ji Won", "Hong Hae In")],
        episodes=[tvmaze_episode(1, n, FIRST_DAY + timedelta(weeks=n - 1)) for n in range(1, 5)],
    )
    async with CatalogueServer([queen]) as serving:
        yield serving


@pytest.fixture
def settings(settings: Settings, server: CatalogueServer, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The bot asks that server, and gives a question up after a second, not the twelve it takes for real.

    It asks as fast as it likes: the pace goes by real timers, which simulated hours do not turn.
    """
    monkeypatch.setattr("bot.sources.web.TVMAZE_PACE", CallRate(rate=10_000.0, burst=10_000))
    monkeypatch.setattr("bot.sources.web.Manners", partial(Manners, total=1.0, first_wait=0.05))
    return settings.model_copy(update={"tvmaze": True, "tvmaze_url": server.url})


async def test_an_unknown_korean_drama_is_added_with_all_that_the_source_knows(
    world: World, database: Database
) -> None:
    answer = await world.mika.slash(world.lounge, "drama info", title="queen of ducks")
    assert readers_of(world, answer) == {"mika"}
    assert text_of(answer).startswith("Nothing called *queen of ducks*")
    (option,) = menu(answer, "adopt:tvmaze")["options"]
    assert option["label"] == "Queen of Ducks"
    for told in ("오리의 여왕", "2024", "South Korea"):
        assert told in option["description"]

    card = await world.mika.select(shown(answer), [option["value"]], custom_id="namida:1:adopt:tvmaze")
    assert readers_of(world, card) == {"mika"}
    assert text_of(card).startswith("## Queen of Ducks\n오리의 여왕\n🇰🇷 South Korea · 2024\n")
    for told in ("A queen and her ducks.", "4 episodes", "tvN"):
        assert told in text_of(card), told
    assert f"[Data from TVmaze, CC BY-SA 4.0](<https://www.tvmaze.com/shows/{QUEEN}" in text_of(card)
    await turned(world.mika, shown(card), "Details")
    assert "La reina de los patos" in text_of(shown(card))
    await turned(world.mika, shown(card), "Cast")
    assert "Kim Soo Hyun — Baek Hyun Woo" in text_of(shown(card))
    await turned(world.mika, shown(card), "Episodes")
    assert "` 4` · Mar 30, 2024" in text_of(shown(card))
    await turned(world.mika, shown(card), "Links")
    assert "](<https://program.tving.example/ducks?_a=1>) · program.tving.example" in text_of(shown(card))
    assert await stored(database, "SELECT count(*) FROM episode WHERE source = 'tvmaze'") == [(4,)]
    acts = await stored(database, "SELECT action, actor_id FROM audit")
    assert acts == [("catalogue.add", world.mika.id)]

    # From now on it is a drama like any other, by any name, for everybody.
    for name in ("오리의 여왕", "la reina de los patos", "queen of duck"):
        found = await world.jun.slash(world.lounge, "drama info", title=name)
        assert readers_of(world, found) == {"mika", "jun", "rei"}
        assert text_of(found).startswith("## Queen of Ducks")
    scored = await world.jun.slash(world.lounge, "rate", title="Queen of Ducks", overall="9")
    assert "saved" in text_of(scored)


async def test_choosing_twice_adds_once(world: World, database: Database, server: CatalogueServer) -> None:
    answer = shown(await world.mika.slash(world.lounge, "drama info", title="queen of ducks"))
    for _ in range(2):
        card = await world.mika.select(answer, [str(QUEEN)], custom_id="namida:1:adopt:tvmaze")
        assert text_of(card).startswith("## Queen of Ducks")
    assert await stored(database, "SELECT count(*) FROM drama WHERE title = 'Queen of Ducks'") == [(1,)]


async def test_what_the_source_calls_it_is_shown_as_it_is_written(
    world: World, server: CatalogueServer
) -> None:
    server.add(tvmaze_show(7, HOSTILE, network="tvN"))
    answer = await world.mika.slash(world.lounge, "drama info", title='"duchess":')
    (option,) = menu(answer, "adopt:tvmaze")["options"]
    card = await world.mika.select(shown(answer), [option["value"]], custom_id="namida:1:adopt:tvmaze")
    assert 'A "Duchess": \\|\\|of\\|\\|' in text_of(card)
    assert "||" not in text_of(card)
    assert "@everyone" not in text_of(card)


async def test_whoever_adds_without_end_is_asked_to_pause_and_moderators_are_not(
    world: World, database: Database, server: CatalogueServer
) -> None:
    shows = [tvmaze_show(100 + n, f"Flood {n}", network="tvN") for n in range(3)]
    for show in shows:
        server.add(show)

    def added(connection: sqlite3.Connection) -> None:
        for member in (world.mika, world.rei):
            for drama_id in range(ADDED_AN_HOUR):
                audit(connection, None, member.id, "catalogue.add", f"drama {drama_id}", utcnow())

    await database.write(added)
    for member, told in ((world.mika, "You have added 20 dramas"), (world.rei, "## Flood 1")):
        answer = await member.slash(world.lounge, "drama info", title="flood 1")
        card = await member.select(shown(answer), ["101"], custom_id="namida:1:adopt:tvmaze")
        assert text_of(card).startswith(told)


@pytest.mark.faults
async def test_a_fault_while_the_sources_are_asked_takes_no_words_of_the_member_into_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("bot.services.catalogue.growing.Growing.offers", fail)
    answer = await world.mika.slash(world.lounge, "drama info", title="whatiamlookingfor")
    assert "Something went wrong on our side" in text_of(answer)
    assert "RuntimeError: broken" in caplog.text
    assert "whatiamlookingfor" not in caplog.text


async def test_what_is_near_here_stands_before_what_is_elsewhere(
    world: World, server: CatalogueServer
) -> None:
    server.add(tvmaze_show(8, "Alice in Fan Land", network="tvN"))
    answer = await world.mika.slash(world.lounge, "drama info", title="alice in")
    assert "Alice in Borderland (今際の国のアリス, 2020)" in labels(answer)
    assert [option["label"] for option in menu(answer, "adopt:tvmaze")["options"]] == ["Alice in Fan Land"]


async def test_a_drama_that_nobody_knows_is_said_to_be_so(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama info", title="qqqqzzzz")
    assert text_of(answer).startswith("Nothing called *qqqqzzzz*.")
    assert "TVmaze: nothing with that name either." in text_of(answer)
    assert menus(answer) == []


@pytest.mark.parametrize(
    "failure", [Failure.BROKEN, Failure.GARBAGE, Failure.CUT, Failure.HUGE_LENGTH, Failure.FORBIDDEN]
)
async def test_a_source_that_is_down_costs_a_sentence_and_nothing_else(
    world: World, server: CatalogueServer, failure: Failure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.catalogue.growing.DEADLINE", 0.3)
    server.fail(failure)
    answer = await world.mika.slash(world.lounge, "drama info", title="alice in")
    assert "Alice in Borderland (今際の国のアリス, 2020)" in labels(answer)
    assert "TVmaze did not answer, so only the catalogue here was searched." in text_of(answer)
    known = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert text_of(known).startswith(f"## {TEARS}")


async def test_a_slow_source_is_not_waited_for_beyond_the_deadline(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def search_slowly(_: TVmaze, query: str) -> tuple[Offer, ...]:
        await asyncio.sleep(3_600)  # the slowness itself, on SimCord's clock; nothing waits by it
        raise AssertionError(query)

    monkeypatch.setattr(TVmaze, "search", search_slowly)
    monkeypatch.setattr("bot.services.catalogue.growing.DEADLINE", 0.1)
    monkeypatch.setattr("bot.answering.PATIENCE", 0.01)
    answer = await world.mika.slash(world.lounge, "drama info", title="alice in")
    callbacks = [r.json for r in world.env.http_requests if r.path.endswith("/callback")]
    assert [(callback or {})["type"] for callback in callbacks] == [
        discord.InteractionResponseType.deferred_channel_message.value
    ]
    assert "TVmaze did not answer, so only the catalogue here was searched." in text_of(answer)
    assert "Alice in Borderland (今際の国のアリス, 2020)" in labels(answer)
    assert readers_of(world, answer) == {"mika"}


async def test_a_source_that_fails_at_the_choice_leaves_nothing_half_added(
    world: World, server: CatalogueServer, database: Database, bot: NamidaBot
) -> None:
    answer = await world.mika.slash(world.lounge, "drama info", title="queen of ducks")
    server.shows.clear()
    gone = await world.mika.select(shown(answer), [str(QUEEN)], custom_id="namida:1:adopt:tvmaze")
    assert "no longer has this drama" in text_of(gone)
    assert await stored(database, "SELECT * FROM drama WHERE title = 'Queen of Ducks'") == []


async def test_another_command_leads_to_the_sources_by_a_button(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "watch next", title="queen of ducks")
    assert text_of(answer).startswith("Nothing called *queen of ducks*")
    assert menus(answer) == []
    found = await world.mika.click(shown(answer), label="Look it up at TVmaze")
    assert readers_of(world, found) == {"mika"}
    card = await world.mika.select(shown(found), [str(QUEEN)], custom_id="namida:1:adopt:tvmaze")
    assert text_of(card).startswith("## Queen of Ducks")


async def test_a_name_within_a_longer_one_is_looked_up_all_the_same(
    world: World, server: CatalogueServer, database: Database
) -> None:
    """`litre of tears` opens the drama that is here; the source has one that is called just that."""
    server.add(tvmaze_show(8, "Litre of Tears", network="tvN"))
    card = await world.mika.slash(world.lounge, "drama info", title="litre of tears")
    assert text_of(card).startswith(f"## {TEARS}")
    assert readers_of(world, card) == {"mika", "jun", "rei"}
    (further,) = card.followups
    assert readers_of(world, further.message) == {"mika"}
    assert f"*litre of tears*, so this is **{TEARS}**" in text_of(further)
    found = await world.mika.click(further, label="Look it up at TVmaze")
    (option,) = menu(found, "adopt:tvmaze")["options"]
    assert option["label"] == "Litre of Tears"
    added = await world.mika.select(shown(found), ["8"], custom_id="namida:1:adopt:tvmaze")
    assert text_of(added).startswith("## Litre of Tears")
    exact = await world.mika.slash(world.lounge, "drama info", title="litre of tears")
    assert text_of(exact).startswith("## Litre of Tears")
    assert exact.followups == []


@pytest.mark.parametrize("title", [TEARS, "ichi rittoru no namida", "1", "0000000001"])
async def test_a_name_or_a_choice_of_the_drama_leaves_no_doubt(world: World, title: str) -> None:
    card = await world.mika.slash(world.lounge, "drama info", title=title)
    assert text_of(card).startswith(f"## {TEARS}")
    assert card.followups == []


async def test_a_name_too_long_for_a_button_goes_without_one(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "watch next", title="queen:" * 100)
    assert text_of(answer).startswith("Nothing called *queen:")
    assert "Look it up" not in everything_of(answer)
    asked = await world.mika.slash(world.lounge, "drama info", title="queen:" * 100)
    assert "nothing with that name either" in text_of(asked)


async def test_autocomplete_asks_no_source(world: World, server: CatalogueServer) -> None:
    await world.mika.autocomplete(world.lounge, "drama info", "title", "queen of ducks")
    assert server.requests == []


async def test_an_added_drama_is_brought_up_to_date_when_its_time_comes(
    world: World, server: CatalogueServer, database: Database
) -> None:
    answer = await world.mika.slash(world.lounge, "drama info", title="queen of ducks")
    await world.mika.select(shown(answer), [str(QUEEN)], custom_id="namida:1:adopt:tvmaze")
    server.add(tvmaze_show(QUEEN, "Queen of Swans", network="tvN", premiered=FIRST_DAY.isoformat()))
    await put(database, "UPDATE drama SET refresh_due = '2026-01-01T00:00:00Z' WHERE refresh_due IS NOT NULL")
    await put(database, "UPDATE answer SET fresh_until = '2025-12-31T00:00:00Z'")
    # Else the starter's dramas are looked for meanwhile, two a minute.
    await put(database, "UPDATE drama SET hidden = 1 WHERE refresh_due IS NULL")
    await world.env.advance_time(3_700)
    card = await world.jun.slash(world.lounge, "drama info", title="queen of swans")
    assert text_of(card).startswith("## Queen of Swans\n오리의 여왕")
    await turned(world.jun, card, "Details")
    assert "Queen of Ducks" in text_of(card)  # as another name of it
