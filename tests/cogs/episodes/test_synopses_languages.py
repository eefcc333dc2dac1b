"""Synopses in several languages: written, queued, published, posted with a switch, and by schedule."""

from __future__ import annotations

import pytest
import simcord

from bot.store.database import Database
from tests.cogs.publishing import TOLD, chosen, come_due, dms_of, episodes_of, post, schedule, tell, write
from tests.world import (
    TEARS,
    World,
    everything_of,
    has_seen,
    hidden_text_of,
    labels,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)

pytestmark = pytest.mark.usefixtures("the_moderator_has_seen_it")

HALF_AN_HOUR = 35 * 60  # seconds, and a little more
JA = "亜也は病気を知る。"


@pytest.fixture
async def channel(world: World) -> simcord.ChannelHandle:
    return await chosen(world, "synopses")


async def form(world: World, who: simcord.MemberActor, **options: str) -> simcord.InteractionResult:
    return await who.slash(world.lounge, "episode write", title=TEARS, episode=2, **options)


async def published(database: Database) -> list[tuple[object, ...]]:
    return await stored(
        database,
        "SELECT language, text, author_id FROM synopsis"
        " WHERE drama_id = 1 AND episode = 2 AND state = 'published' ORDER BY language",
    )


# --- writing ---


async def test_a_curator_writes_it_in_two_languages_and_the_post_gets_its_switch(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await write(world, world.rei, TOLD)
    await post(world)
    (before,) = channel.history()
    assert labels(before) == ["Seen it", "Score it", "Discuss", "Report"]
    japanese = await form(world, world.rei, language="ja")
    assert "In Japanese. Published at once." in repr(japanese.modal)
    assert TOLD not in repr(japanese.modal), "a form begins with the text of its own language"
    answer = await world.rei.submit_modal(japanese, {"text": JA})
    await world.env.settle()
    assert "written in Japanese" in text_of(answer)
    assert await published(database) == [("en", TOLD, world.rei.id), ("ja", JA, world.rei.id)]
    (after,) = channel.history()
    assert after.id == before.id
    assert "zanthorp" in hidden_text_of(after)
    assert labels(after) == ["Seen it", "Score it", "Discuss", "Report", "Japanese"]
    assert JA not in everything_of(after)
    await has_seen(database, world.rei, episode=1)
    question = await world.rei.click(shown(answer), label="Read it")
    assert "This contains spoilers for episode 2." in text_of(question)
    await world.rei.click(shown(question), label="Show anyway")
    assert JA in text_of(question)


async def test_an_edit_in_one_language_leaves_the_other(world: World, database: Database) -> None:
    await write(world, world.rei, TOLD)
    await write(world, world.rei, JA, language="ja")
    again = await form(world, world.rei, language="ja")
    assert JA in repr(again.modal)
    await world.rei.submit_modal(again, {"text": "亜也は書き続ける。"})
    assert TOLD in repr((await form(world, world.rei, language="en")).modal)
    assert TOLD in repr((await form(world, world.rei)).modal), "without a word it is the server's language"
    assert [row[:2] for row in await published(database)] == [("en", TOLD), ("ja", "亜也は書き続ける。")]


async def test_a_form_keeps_its_language_though_the_servers_changes(world: World, database: Database) -> None:
    opened = await form(world, world.rei)
    await world.rei.slash(world.lounge, "settings language", language="ja")
    await world.rei.submit_modal(opened, {"text": TOLD})
    assert await published(database) == [("en", TOLD, world.rei.id)]
    assert "In Japanese." in repr((await form(world, world.rei)).modal)


# --- the queue ---


async def test_a_member_submits_two_languages_and_each_has_its_own_way(
    world: World, database: Database
) -> None:
    await write(world, world.rei, "In quivelling words.")
    await write(world, world.mika, TOLD)
    await write(world, world.mika, JA, language="ja")
    queue = await world.rei.slash(world.lounge, "synopses queue")
    assert f"<@{world.mika.id}> wrote this in English" in text_of(queue)
    assert f"would replace the synopsis by <@{world.rei.id}> that is published in this language" in text_of(
        queue
    )
    await world.rei.click(shown(queue), label="Next")
    assert f"<@{world.mika.id}> wrote this in Japanese" in text_of(queue)
    assert "would replace" not in text_of(queue)
    assert "It would be shown beside the one in English." in text_of(queue)
    editing = await world.rei.click(shown(queue), label="Edit")
    assert "In Japanese. Published at once, in its author" in repr(editing.modal)
    await world.rei.submit_modal(editing, {"text": JA + JA})
    assert await published(database) == [
        ("en", "In quivelling words.", world.rei.id),
        ("ja", JA + JA, world.mika.id),
    ]
    returning = await world.rei.click(shown(queue), label="Send back")
    await world.rei.submit_modal(returning, {"reason": "Shorter, please."})
    await world.env.settle()
    told = [text_of(message) for message in dms_of(world.mika)]
    assert "</episode write:" in told[-1]
    assert "> with `language:English`" in told[-1]
    assert TOLD in repr((await form(world, world.mika)).modal)
    assert JA not in repr((await form(world, world.mika, language="ja")).modal), "it is published by now"


async def test_what_waits_is_gone_on_with_in_its_language(world: World, database: Database) -> None:
    await write(world, world.mika, JA, language="ja")
    waiting = await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=2)
    assert "Your synopsis is waiting for a curator." in text_of(waiting)
    again = await world.mika.click(shown(waiting), label="Edit it")
    assert JA in repr(again.modal)
    await world.mika.submit_modal(again, {"text": JA + JA})
    assert await stored(
        database, "SELECT language, text FROM synopsis WHERE state = 'submitted' AND episode = 2"
    ) == [("ja", JA + JA)]
    # The same words as another language's text are not that submission.
    await write(world, world.rei, JA + JA)
    assert await published(database) == [("en", JA + JA, world.rei.id)]
    assert TOLD not in everything_of(waiting)
    assert readers_of(world, waiting) == {"mika"}


# --- reading ---


async def test_everybody_gets_the_servers_language_and_their_own_on_request(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await tell(database, 2, 3)
    await tell(database, 2, 3, language="ja", text=JA)
    await post(world)
    (there,) = channel.history()
    assert "zanthorp" in hidden_text_of(there)
    assert "亜也" not in everything_of(there)
    assert labels(there) == ["Seen it", "Score it", "Discuss", "Japanese"]
    question = await world.jun.click(there, label="Japanese")
    assert "This contains spoilers for episode 2." in text_of(question)
    assert "亜也" not in everything_of(question)
    await world.jun.click(shown(question), label="Show anyway")
    assert "亜也" in text_of(question)
    assert "written in Japanese" in text_of(question)
    await world.jun.click(shown(question), label="English")
    assert "zanthorp" in text_of(question)
    await world.rei.slash(world.lounge, "settings language", language="ja")
    await world.env.advance_time(HALF_AN_HOUR)
    (turned,) = channel.history()
    assert "亜也" in hidden_text_of(turned)


async def test_a_sealed_text_is_revealed_in_the_readers_language(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await tell(database, 2)
    await tell(database, 2, language="ja", text=JA)
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=2)
    await post(world)
    (there,) = channel.history()
    world.speaks(world.jun, "ja")
    revealed = await world.jun.click(there, label="Reveal")
    assert "亜也" in text_of(revealed)


# --- by schedule ---


async def test_a_schedule_takes_another_language_rather_than_wait(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await put(database, "DELETE FROM synopsis WHERE drama_id = 1")
    await tell(database, 1, language="ja", text=JA)
    await schedule(world)
    await come_due(world, database)
    assert episodes_of(channel) == [1]
    (there,) = channel.history()
    assert JA in hidden_text_of(there)
    assert "written in Japanese" in text_of(there)
    await write(world, world.rei, TOLD, episode=1)
    (turned,) = channel.history()
    assert turned.id == there.id
    assert TOLD in hidden_text_of(turned)
    assert labels(turned)[-1] == "Japanese"
