"""The Ratings tab: whose scores, here and everywhere, in pictures and in words; episodes as far as seen."""

from __future__ import annotations

import pytest
import simcord

from bot.app import open_bot
from bot.client import NamidaBot
from bot.settings import Settings
from bot.store.database import Database
from cogs.catalogue import dramas
from tests.world import (
    TEARS,
    World,
    everything_of,
    labels,
    menu,
    readers_of,
    shown,
    text_of,
    turned,
    walk,
)

Message = simcord.ResponseMessage


@pytest.fixture
async def in_words(bot: NamidaBot) -> None:
    """No picture can be had: the tab says all of it in words."""
    await bot.services.pictures.aclose()


def kind_of(name: str) -> str:
    """What a picture's file shows. The rest of its name is of its content."""
    return name.partition("-")[0]


def pictures(seen: Message) -> dict[str, str]:
    """The pictures of a message by their kind, with the words that stand for them."""
    return {
        kind_of(entry["media"]["url"].rpartition("/")[2]): entry["description"]
        for part, _ in walk(seen.components)
        if part["type"] == 12
        for entry in part["items"]
    }


async def scored(world: World) -> None:
    """Mika finished it, Jun watches it, Rei dropped it at the fourth episode."""
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9", story="8")
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=2)
    await world.jun.slash(world.lounge, "rate", title=TEARS, overall="7", story="6")
    await world.rei.slash(world.lounge, "watch set", title=TEARS, status="dropped", episode=4)
    await world.rei.slash(world.lounge, "rate", title=TEARS, overall="3.5")


async def ratings(world: World, member: simcord.MemberActor, *, private: bool = True) -> Message:
    card = shown(await member.slash(world.lounge, "drama info", title=TEARS, private=private))
    await turned(member, card, "Ratings")
    return card


@pytest.mark.usefixtures("in_words")
async def test_the_split_and_whose_scores_are_shown(world: World) -> None:
    await scored(world)
    card = await ratings(world, world.mika)
    lines = text_of(card).splitlines()
    assert "★ **9.0** from 1 member who finished it, not ranked yet" in lines
    assert "**Finished**: 1 score, mean 9.0" in lines
    assert "**Watching**: 1 score, mean 7.0" in lines
    assert "**Dropped**: 1 score, mean 3.5, at episode 4 on average" in lines
    assert "Your scores: Overall 9.0 · Story 8.0" in lines
    for group, mean, bar in (
        ("watching", "7.0", "6.5–7"),
        ("dropped", "3.5", "3–3.5"),
        ("everybody", "6.5", "8.5–9"),
    ):
        await world.mika.select(card, [group], custom_id=menu(card, "ratings")["custom_id"])
        assert f"plain mean **{mean}**" in text_of(card)
        if group != "dropped":
            assert bar in text_of(card)
        assert "from 1 member who finished it" not in text_of(card)
    assert "**Story** 7.0" in text_of(card)


@pytest.mark.usefixtures("in_words")
async def test_a_public_tab_is_its_owners_to_turn(world: World) -> None:
    await scored(world)
    card = await ratings(world, world.mika, private=False)
    before = text_of(card)
    copy = await world.jun.select(card, ["dropped"], custom_id=menu(card, "ratings")["custom_id"])
    assert readers_of(world, copy) == {"jun"}
    assert "plain mean **3.5**" in text_of(copy)
    assert text_of(card) == before
    await world.mika.select(card, ["dropped"], custom_id=menu(card, "ratings")["custom_id"])
    assert "plain mean **3.5**" in text_of(card)
    assert readers_of(world, card) == {"mika", "jun", "rei"}


@pytest.mark.usefixtures("in_words")
async def test_here_and_everywhere(world: World) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    elsewhere = world.env.create_guild("Elsewhere")
    hall = elsewhere.create_text_channel("hall")
    noa = elsewhere.add_member(world.env.create_user("noa"))
    await noa.slash(hall, "rate", title=TEARS, overall="5")
    card = await ratings(world, world.mika)
    assert "★ **9.0** from 1 member who finished it, not ranked yet" in text_of(card)
    assert "On all servers: ★ **7.0** from 2 scores, not ranked yet" in text_of(card)
    await world.mika.click(card, label="All servers")
    assert "★ **7.0** from 2 members who finished it, not ranked yet" in text_of(card)
    assert "On this server: ★ **9.0** from 1 score, not ranked yet" in text_of(card)
    await world.mika.click(card, label="This server")
    assert "★ **9.0** from 1 member who finished it, not ranked yet" in text_of(card)


@pytest.mark.usefixtures("in_words")
async def test_where_nobody_has_scored(world: World) -> None:
    card = await ratings(world, world.mika)
    assert "No one has scored it yet. Be the first." in text_of(card)
    assert "All servers" not in labels(card)


@pytest.mark.usefixtures("in_words")
async def test_episodes_stop_where_the_reader_is_until_they_ask(world: World) -> None:
    for episode, score in ((1, "6"), (2, "7"), (9, "9.5")):
        await world.jun.slash(world.lounge, "rate", title=TEARS, overall=score, episode=episode)
    public = await ratings(world, world.mika, private=False)
    assert "9.5" not in everything_of(public)
    assert "6.0" not in everything_of(public)
    stranger = await world.mika.click(public, label="Episode by episode")
    assert readers_of(world, stranger) == {"mika"}
    assert "nothing yet for the episodes you have seen" in text_of(stranger)

    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=2)
    card = await ratings(world, world.mika)
    assert "1: **6.0** (1) · 2: **7.0** (1)" in text_of(card)
    assert "9.5" not in everything_of(card)
    asked = await world.mika.click(card, label="Show all episodes")
    assert "You've watched up to episode 2. This contains spoilers for episode 9." in text_of(asked)
    assert "The scores of later episodes can hint at what happens." in text_of(asked)
    assert "9.5" not in everything_of(asked)
    await world.mika.click(shown(asked), label="Show anyway")
    assert "2: **7.0** (1) · 9: **9.5** (1)" in text_of(asked)
    assert readers_of(world, asked) == {"mika"}
    assert "Show all episodes" not in labels(asked)

    # By now she has seen it all: the button of the card from before asks no more.
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    answer = await world.mika.click(card, label="Show all episodes")
    assert "9: **9.5** (1)" in text_of(answer)


@pytest.fixture
async def in_pictures(bot: NamidaBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker has started, and on a busy machine the card waits longer for it."""
    await bot.services.pictures.warm(0)
    monkeypatch.setattr(dramas, "PICTURE_PATIENCE", 60.0)


@pytest.mark.usefixtures("in_pictures")
async def test_pictures_say_in_words_what_they_show(world: World) -> None:
    await scored(world)
    for episode, score in ((1, "6"), (2, "7.5"), (9, "9.5")):
        await world.jun.slash(world.lounge, "rate", title=TEARS, overall=score, episode=episode)
    card = await ratings(world, world.jun)
    seen = pictures(card)
    assert set(seen) == {"distribution", "criteria", "episodes"}
    assert "1 score out of 10, mean 9.0" in seen["distribution"]
    assert "Story 8.0" in seen["criteria"]
    assert "1: 6.0, 2: 7.5" in seen["episodes"]
    assert "9.5" not in seen["episodes"]
    assert "```" not in text_of(card)
    assert "**Dropped**: 1 score, mean 3.5, at episode 4 on average" in text_of(card)
    assert {kind_of(file.filename) for file in card.attachments} == {*seen, "cover"}  # for it has no poster
    (cover,) = [file.id for file in card.attachments if kind_of(file.filename) == "cover"]
    assert len(card.attachments) == 4

    await turned(world.jun, card, "Overview")
    assert pictures(card) == {}
    assert [file.id for file in card.attachments] == [cover], "what it shows already is not sent again"
    public = await ratings(world, world.mika, private=False)
    assert set(pictures(public)) == {"distribution", "criteria"}


@pytest.mark.usefixtures("in_pictures")
async def test_a_picture_for_one_who_reads_in_fives(world: World, database: Database) -> None:
    await scored(world)
    await database.write(lambda connection: connection.execute("UPDATE member SET stars_out_of = 5"))
    card = await ratings(world, world.mika)
    assert "out of 5, mean 4.5" in pictures(card)["distribution"]
    assert "**Watching**: 1 score, mean 3.50/5" in text_of(card)


@pytest.mark.usefixtures("in_words")
async def test_buttons_of_the_tab_outlive_a_restart(world: World, settings: Settings) -> None:
    await scored(world)
    card = await ratings(world, world.mika, private=False)
    for part in (menu(card, "ratings"), menu(card, "tab:"), menu(card, "more:")):
        assert len(part["custom_id"]) <= 100
    async with open_bot(settings) as again:
        await again.services.pictures.aclose()
        await world.env.restart_bot(again)
        await world.mika.select(card, ["watching"], custom_id=menu(card, "ratings")["custom_id"])
        assert "plain mean **7.0**" in text_of(card)
