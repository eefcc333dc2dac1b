"""A picture comes with the message it belongs to, and goes with the next screen."""

from __future__ import annotations

import discord
import pytest
import simcord

from bot.client import NamidaBot
from bot.domain.charts import Distribution
from bot.domain.verbs import Verb
from bot.present import charts
from bot.present.actions import Pressed, button
from bot.present.conversation import Conversation
from bot.present.layout import Part, box, row, say, screen
from tests.world import World, components, everything_of, posted_before, shown, text_of, walk

COUNTS = (0,) * 15 + (4, 1, 5, 0, 2)


@pytest.fixture
def ratings(bot: NamidaBot, world: World) -> discord.Message:
    """A message with a button for a picture and one for a screen without it."""

    async def draw(talk: Conversation, pressed: Pressed) -> None:
        if pressed.args[1] == "late":
            await talk.defer()
        chart = charts.distribution(talk.t, COUNTS)
        assert isinstance(chart, Distribution)
        png = await bot.services.pictures.draw(chart)
        assert png is not None
        picture = charts.picture(talk.t, chart, png)
        view = screen(box(say("With a picture"), picture.part, buttons()))
        if pressed.args[0] == "new":
            await talk.reply(view, files=[picture.file])
        else:
            await talk.update(view, files=[picture.file])

    async def words(talk: Conversation, pressed: Pressed) -> None:
        if pressed.args[0] == "late":
            await talk.defer()
        await talk.update(screen(box(say("Without one"), buttons())))

    bot.handlers["testdraw"], bot.handlers["testwords"] = draw, words
    return posted_before(world, screen(box(say("Before"), buttons())))


def buttons() -> Part:
    return row(
        button("Draw", Verb("testdraw"), "same", "now"),
        button("Draw late", Verb("testdraw"), "same", "late"),
        button("Draw anew", Verb("testdraw"), "new", "now"),
        button("Words", Verb("testwords"), "now"),
        button("Words late", Verb("testwords"), "late"),
    )


def gallery(world: World, seen: simcord.ResponseMessage | discord.Message) -> bytes:
    """The picture that the message's one gallery shows, from where Discord keeps it."""
    (item,) = next(part["items"] for part, _ in walk(components(seen)) if part.get("type") == 12)
    assert item["description"].startswith("12 scores out of 10, mean 8.8.")
    kept = world.env.backend.cdn.get(item["media"]["url"])
    assert kept is not None
    return kept


@pytest.mark.parametrize("draw", ["Draw", "Draw late"])
@pytest.mark.parametrize("words", ["Words", "Words late"])
async def test_an_edit_brings_a_picture_and_the_next_takes_it_away(
    world: World, ratings: discord.Message, draw: str, words: str
) -> None:
    await world.mika.click(ratings, label=draw)
    (drawn,) = world.lounge.history()
    assert text_of(drawn).startswith("With a picture")
    assert gallery(world, drawn).startswith(b"\x89PNG")
    assert [file.filename.partition("-")[0] for file in drawn.attachments] == ["distribution"]

    await world.mika.click(ratings, label=draw)
    (again,) = world.lounge.history()
    assert len(again.attachments) == 1, "drawn anew, not beside the old one"

    await world.mika.click(ratings, label=words)
    (said,) = world.lounge.history()
    assert text_of(said).startswith("Without one")
    assert not said.attachments
    assert "distribution.png" not in everything_of(said)


async def test_a_reply_brings_a_picture(world: World, ratings: discord.Message) -> None:
    answer = shown(await world.mika.click(ratings, label="Draw anew"))
    assert answer.ephemeral
    assert gallery(world, answer).startswith(b"\x89PNG")


@pytest.mark.processes
async def test_the_worker_is_given_back_after_a_while_and_comes_again(
    world: World, bot: NamidaBot, ratings: discord.Message
) -> None:
    await world.mika.click(ratings, label="Draw")
    worker = bot.services.pictures._worker
    first = worker.pid
    assert first is not None
    await world.env.advance_time(601)
    assert worker.pid is None
    await world.mika.click(ratings, label="Draw")
    assert worker.pid is None, "the picture was kept"
