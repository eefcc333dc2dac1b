"""Slow answers come all the same, and what a member typed or saw is never lost."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest
from discord import ui

from bot.client import NamidaBot
from bot.domain.cards import Card
from bot.domain.dramas import Drama
from bot.domain.episodes import SYNOPSIS_SHOWN_LIMIT
from bot.present.layout import row, screen
from bot.services.catalogue.cards import Cards
from bot.services.catalogue.catalogue import Catalogue
from bot.store.database import Database
from tests.world import (
    TEARS,
    World,
    components,
    hidden_text_of,
    labels,
    posted_before,
    put,
    readers_of,
    shown,
    stored,
    text_of,
    walk,
)

pytestmark = pytest.mark.threads


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Finding a drama takes five times as long as an answer may take before it is deferred."""
    resolve = Catalogue.resolve

    async def resolve_slowly(catalogue: Catalogue, title: str) -> Drama:
        await asyncio.sleep(0.05)  # the slowness itself, on SimCord's clock; nothing waits by it
        return await resolve(catalogue, title)

    get = Cards.get

    async def get_slowly(cards: Cards, *rest: Any, **named: Any) -> Card:  # what was chosen is not looked for
        await asyncio.sleep(0.05)
        return await get(cards, *rest, **named)

    monkeypatch.setattr("bot.answering.PATIENCE", 0.01)
    monkeypatch.setattr(Catalogue, "resolve", resolve_slowly)
    monkeypatch.setattr(Cards, "get", get_slowly)


@pytest.mark.usefixtures("no_patience")
async def test_an_answer_that_takes_long_comes_to_the_reader_alone(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    callbacks = [r.json for r in world.env.http_requests if r.path.endswith("/callback")]
    assert [(callback or {})["type"] for callback in callbacks] == [
        discord.InteractionResponseType.deferred_channel_message.value
    ]
    assert readers_of(world, answer) == {"mika"}
    assert f"**{TEARS}**: saved." in text_of(answer)


@pytest.mark.usefixtures("no_patience")
async def test_an_error_of_a_slow_answer_is_told(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama info", title="zzqqxx")
    assert readers_of(world, answer) == {"mika"}
    assert text_of(answer).startswith("Nothing called *zzqqxx*")


async def test_a_slow_press_goes_on_when_it_can(world: World, no_patience: None) -> None:
    asked = await world.mika.slash(world.lounge, "drama info", title="Boys over Flowers")
    (card,) = (await world.mika.select(shown(asked), ["4"])).followups
    assert readers_of(world, card) == {"mika", "jun", "rei"}
    assert text_of(card).startswith("## Boys over Flowers")


@pytest.mark.usefixtures("no_patience")
async def test_a_form_that_could_not_open_in_time_says_so(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "episode write", title=TEARS, episode=2)
    assert answer.modal is None
    assert text_of(answer) == "That took too long for a form to open. Please try again."


async def test_a_text_too_long_to_be_shown_comes_back_as_a_file(world: World, database: Database) -> None:
    text = "*" * 3_000  # each has to be escaped, which makes it longer than a message holds
    form = await world.rei.slash(world.lounge, "episode write", title=TEARS, episode=2)
    answer = await world.rei.submit_modal(form, {"text": text})
    assert readers_of(world, answer) == {"rei"}
    assert f"the limit is {SYNOPSIS_SHOWN_LIMIT}" in text_of(answer)
    (attachment,) = shown(answer).attachments
    assert (await attachment.read()).decode() == text
    assert await stored(database, "SELECT 1 FROM synopsis WHERE episode = 2") == []


async def test_a_long_text_with_markdown_is_shown_whole(world: World) -> None:
    text = ("word_word " * 300).strip()
    form = await world.rei.slash(world.lounge, "episode write", title=TEARS, episode=2)
    await world.rei.submit_modal(form, {"text": text})
    post = await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=2)
    assert hidden_text_of(post).replace("\\", "") == text


@pytest.mark.faults
async def test_a_form_whose_answer_fails_gives_the_text_back(
    world: World, bot: NamidaBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await world.mika.slash(world.lounge, "episode write", title=TEARS, episode=2)

    async def fail(*_: object) -> None:
        raise RuntimeError("the services are out")

    monkeypatch.setattr(type(bot.services.synopses), "write", fail)
    answer = await world.mika.submit_modal(form, {"text": "She walks home."})
    assert "Please check whether it was saved" in text_of(answer)
    (attachment,) = shown(answer).attachments
    assert (await attachment.read()).decode() == "She walks home."


@pytest.mark.parametrize("custom_id", ["namida:0:card:1", "namida:2:card:1", "namida:77:reveal:s:1:1:1"])
async def test_a_button_of_another_version_is_answered(world: World, custom_id: str) -> None:
    old = posted_before(world, screen(row(ui.Button(label="Old", custom_id=custom_id))))
    answer = await world.mika.click(old, label="Old")
    assert text_of(answer) == "This is from another version of the bot. Please use the command again."


async def test_a_choice_of_a_drama_whose_id_is_anothers_title_is_final(
    world: World, database: Database
) -> None:
    await put(database, "INSERT INTO drama (id, title, episodes) VALUES (9001, '12', 10)")
    await _reopened(world)
    asked = await world.mika.slash(world.lounge, "rate", title="12", overall="9")
    assert "Several dramas are called" in text_of(asked)
    saved = await world.mika.select(shown(asked), ["12"])
    assert "saved." in text_of(saved)
    assert await stored(database, "SELECT drama_id, overall FROM score") == [(12, 18)]


async def _reopened(world: World) -> None:
    """As a bot that starts now would know the names."""
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    await bot.services.names.load()


async def test_a_plan_forgets_nothing_that_was_seen(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=4)
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="plan")
    await world.mika.slash(world.lounge, "watch set", title=TEARS)
    assert await stored(database, "SELECT status, episode FROM progress") == [("plan", 4)]


async def test_seeing_an_old_episode_again_leaves_the_status(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="on hold", episode=4)
    post = await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    await world.mika.click(shown(post), label="I have seen it")
    assert await stored(database, "SELECT status, episode FROM progress") == [("on hold", 4)]


async def test_going_back_puts_the_reader_behind_again(world: World) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=3)
    listing = await world.mika.slash(world.lounge, "episode list", title=TEARS)
    assert "Watching · episode 3 of 11" in text_of(listing)


async def test_a_forum_serves_the_board_and_synopses_only(world: World, database: Database) -> None:
    forum = world.guild.create_forum_channel("forum")
    for purpose, named in (("reviews", "Reviews"), ("airing", "On air"), ("log", "Log for moderators")):
        refused = await world.rei.slash(world.lounge, "settings channel", purpose=purpose, channel=forum)
        assert text_of(refused) == f"**{named}**: choose a text or announcement channel."
    assert await stored(database, "SELECT * FROM guild_channel") == []
    for purpose in ("board", "synopses"):
        await world.rei.slash(world.lounge, "settings channel", purpose=purpose, channel=forum)
    assert await stored(database, "SELECT purpose FROM guild_channel") == [("board",), ("synopses",)]


async def test_a_role_that_is_gone_is_told(world: World) -> None:
    role = world.guild.create_role("Curators")
    await world.rei.slash(world.lounge, "settings roles", curator=role)
    gone = world.env.bot.get_guild(world.guild.id)
    assert gone is not None
    found = gone.get_role(role.id)
    assert found is not None
    await found.delete()
    panel = await world.rei.slash(world.lounge, "settings panel")
    rules = await world.rei.click(shown(panel), label="Spoilers, roles, language")
    assert "the role is gone, choose another" in text_of(rules)
    assert str(role.id) not in str([part.get("default_values") for part, _ in walk(components(rules))])


async def test_a_synopsis_is_written_on_a_server_only(world: World, database: Database) -> None:
    answer = await world.mika.user.slash("episode write", title=TEARS, episode=2)
    assert answer.modal is None
    assert text_of(answer) == "This works only on a server that Namida is on, not here."
    assert await stored(database, "SELECT 1 FROM synopsis WHERE episode = 2") == []


async def test_the_empty_box_for_a_person_offers_the_best_known(world: World, database: Database) -> None:
    offered = await world.mika.autocomplete(world.lounge, "drama person", "name", "")
    best = await stored(
        database,
        "SELECT p.name FROM credit c JOIN person p ON p.id = c.person_id"
        " GROUP BY p.id ORDER BY count(*) DESC, p.name LIMIT 25",
    )
    assert [choice["name"] for choice in offered] == [name for (name,) in best]


async def test_a_misspelt_genre_is_understood(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama search", genre="Romanse")
    assert "Did you mean: *Romance*" in text_of(answer)


async def test_a_long_query_pages_through_one_search(world: World, database: Database) -> None:
    for number in range(30):
        await put(
            database,
            "INSERT INTO drama (title) VALUES (?)",
            f"The extraordinarily long and winding journey of a travelling drama {number:02}",
        )
    await _reopened(world)
    query = "the extraordinarily long and winding journey of a travelling drama and what came after it all"
    first = shown(await world.mika.slash(world.lounge, "drama search", query=query))
    seen = text_of(first)
    assert "Next" in labels(first)
    await world.mika.click(first, label="Next")
    assert text_of(first) != seen
    await world.mika.click(first, label="Previous")
    assert text_of(first) == seen
