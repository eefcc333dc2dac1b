"""`/synopses queue`: what members have written, published, edited or sent back by a curator."""

from __future__ import annotations

import pytest
import simcord

from bot.client import NamidaBot
from bot.store.database import Database
from tests.cogs.publishing import TOLD, chosen, dms_of, episodes_of, post, write
from tests.world import (
    TEARS,
    World,
    begins,
    everything_of,
    hidden_text_of,
    labels,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)

pytestmark = pytest.mark.usefixtures("the_moderator_has_seen_it")

POLICIES = ("bars", "sealed", "open")
FIVE_MINUTES = 5 * 60 + 5  # seconds, and a little more


@pytest.fixture
async def channel(world: World) -> simcord.ChannelHandle:
    return await chosen(world, "synopses")


@pytest.fixture
async def submitted(world: World) -> None:
    await write(world, world.mika, TOLD)
    await write(world, world.jun, "A mirrowane at the station.", episode=3)


@pytest.mark.parametrize("policy", POLICIES)
async def test_a_curator_sees_it_as_members_will_and_publishes_it(
    world: World, database: Database, channel: simcord.ChannelHandle, submitted: None, policy: str
) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy=policy)
    queue = await world.rei.slash(world.lounge, "synopses queue")
    assert readers_of(world, queue) == {"rei"}
    assert f"<@{world.mika.id}>" in text_of(queue)
    assert f"### {TEARS} · Episode 2" in text_of(queue)
    assert "zanthorp" in hidden_text_of(queue)
    assert "zanthorp" not in text_of(queue)
    assert "1 of 2" in labels(queue)
    await world.rei.click(shown(queue), label="Next")
    assert "mirrowane" in hidden_text_of(queue)
    await world.rei.click(shown(queue), label="Previous")
    await world.rei.click(shown(queue), label="Publish")
    await world.env.settle()
    assert "published. Its author will be told." in text_of(queue)
    assert "mirrowane" in hidden_text_of(queue)
    assert await stored(
        database, "SELECT state, author_id FROM synopsis WHERE guild_id IS NOT NULL AND episode = 2"
    ) == [("published", world.mika.id)]
    (message,) = dms_of(world.mika)
    assert "your synopsis is published on **Tearoom**" in text_of(message)
    assert "zanthorp" not in everything_of(message)
    await post(world)
    (there,) = channel.history()
    assert f"<@{world.mika.id}>" in text_of(there)


async def test_an_edited_one_is_its_authors_still(world: World, database: Database, submitted: None) -> None:
    queue = await world.rei.slash(world.lounge, "synopses queue")
    form = await world.rei.click(shown(queue), label="Edit")
    assert TOLD in repr(form.modal)
    await world.rei.submit_modal(form, {"text": "In quivelling words."})
    await world.env.settle()
    assert await stored(
        database,
        "SELECT text, state, author_id FROM synopsis WHERE guild_id IS NOT NULL AND episode = 2 ORDER BY id",
    ) == [(TOLD, "withdrawn", world.mika.id), ("In quivelling words.", "published", world.mika.id)]
    (message,) = dms_of(world.mika)
    assert "A curator has already edited part of it" in text_of(message)


async def test_one_sent_back_reaches_its_author_with_the_reason_and_the_text(
    world: World, database: Database, submitted: None
) -> None:
    queue = await world.rei.slash(world.lounge, "synopses queue")
    form = await world.rei.click(shown(queue), label="Send back")
    await world.rei.submit_modal(form, {"reason": "Leave the farewell out, please."})
    await world.env.settle()
    (message,) = dms_of(world.mika)
    assert "have sent your synopsis back" in text_of(message)
    assert "Leave the farewell out" in hidden_text_of(message)
    assert "zanthorp" in hidden_text_of(message)
    assert "zanthorp" not in text_of(message)
    again = await world.mika.slash(world.lounge, "episode write", title=TEARS, episode=2)
    assert TOLD in repr(again.modal)
    await world.mika.submit_modal(again, {"text": "Without the farewell."})
    queue = await world.rei.slash(world.lounge, "synopses queue")
    await world.rei.click(shown(queue), label="Next")
    assert "Without the farewell." in hidden_text_of(queue)


async def test_what_another_has_dealt_with_is_not_dealt_with_twice(
    world: World, database: Database, submitted: None
) -> None:
    first = await world.rei.slash(world.lounge, "synopses queue")
    second = await world.rei.slash(world.lounge, "synopses queue")
    form = await world.rei.click(shown(second), label="Send back")
    await world.rei.click(shown(first), label="Publish")
    answer = await world.rei.submit_modal(form, {"reason": "Too late."})
    assert "is no longer waiting" in text_of(answer.followups[0] if answer.followups else answer)
    await world.env.settle()
    assert len(dms_of(world.mika)) == 1


async def test_a_curator_who_publishes_what_waits_as_it_is_leaves_it_its_authors(
    world: World, database: Database
) -> None:
    await write(world, world.mika, TOLD)
    await write(world, world.rei, TOLD)
    assert await stored(
        database, "SELECT state, author_id FROM synopsis WHERE guild_id IS NOT NULL AND episode = 2"
    ) == [("published", world.mika.id)]
    empty = await world.rei.slash(world.lounge, "synopses queue")
    assert "Nothing is waiting for a curator." in text_of(empty)


async def test_a_curator_without_manage_server_publishes_but_does_not_schedule(
    world: World, channel: simcord.ChannelHandle, submitted: None, database: Database
) -> None:
    curators = world.guild.create_role("Curators")
    await world.rei.slash(world.lounge, "settings roles", curator=curators)
    sana = world.guild.add_member(world.env.create_user("sana"), roles=[curators])
    assert isinstance(world.env.bot, NamidaBot)
    (synopses,) = [one for one in await world.env.bot.tree.fetch_commands() if one.name == "synopses"]
    # As the moderators of a server let its curators use it.
    world.guild.set_command_permissions(synopses, {curators: True})
    queue = await sana.slash(world.lounge, "synopses queue")
    await sana.click(shown(queue), label="Show anyway")
    await sana.click(shown(queue), label="Publish")
    await post(world, 2, sana)
    assert episodes_of(channel) == [2]
    refused = await sana.slash(world.lounge, "synopses schedule", title=TEARS, pace="every day")
    assert "Manage Server" in text_of(refused)
    assert await stored(database, "SELECT * FROM synopsis_schedule") == []


UNSEEN = "\u200b \u202e"


async def test_a_text_of_which_nothing_can_be_seen_is_not_taken(world: World, database: Database) -> None:
    answer = await write(world, world.mika, UNSEEN)
    assert "There was no text in the form" in text_of(answer)
    assert await stored(database, "SELECT * FROM synopsis WHERE guild_id IS NOT NULL") == []
    await write(world, world.mika, TOLD)
    queue = await world.rei.slash(world.lounge, "synopses queue")
    editing = await world.rei.click(shown(queue), label="Edit")
    late = await world.rei.submit_modal(editing, {"text": UNSEEN})
    assert "There was no text in the form" in text_of(late.followups[0] if late.followups else late)
    assert await stored(database, "SELECT state FROM synopsis WHERE guild_id IS NOT NULL") == [("submitted",)]


@pytest.mark.parametrize("policy", POLICIES)
async def test_one_that_was_taken_before_stands_in_nobodys_way(
    world: World, database: Database, channel: simcord.ChannelHandle, submitted: None, policy: str
) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy=policy)
    await put(database, "UPDATE synopsis SET text = ? WHERE author_id = ?", UNSEEN, world.mika.id)
    queue = await world.rei.slash(world.lounge, "synopses queue")
    assert "This text has no visible characters." in hidden_text_of(queue)
    await world.rei.click(shown(queue), label="Next")
    assert "mirrowane" in hidden_text_of(queue)
    await world.rei.click(shown(queue), label="Previous")
    assert begins(await world.rei.click(shown(queue), label="Edit")) == {"text": ""}
    await world.rei.click(shown(queue), label="Publish")
    await post(world)
    (there,) = channel.history()
    assert f"### {TEARS} · Episode 2" in text_of(there)
    read = await world.rei.slash(world.lounge, "episode synopsis", title=TEARS, episode=2)
    assert "Episode 2" in text_of(read)


async def test_one_that_was_taken_before_is_sent_back(
    world: World, database: Database, submitted: None
) -> None:
    await put(database, "UPDATE synopsis SET text = ? WHERE author_id = ?", UNSEEN, world.mika.id)
    queue = await world.rei.slash(world.lounge, "synopses queue")
    form = await world.rei.click(shown(queue), label="Send back")
    await world.rei.submit_modal(form, {"reason": "There is nothing in it."})
    await world.env.settle()
    assert "mirrowane" in hidden_text_of(queue)
    assert "There is nothing in it." in hidden_text_of(dms_of(world.mika)[-1])


async def test_the_log_hears_once_of_what_comes_in(world: World, database: Database) -> None:
    log = await chosen(world, "log")
    await write(world, world.mika, TOLD)
    await write(world, world.mika, TOLD + " At last.")
    await write(world, world.jun, "A mirrowane at the station.", episode=3)
    assert list(log.history()) == []
    await world.env.advance_time(FIVE_MINUTES)
    (told,) = log.history()
    assert "2 synopses are waiting for a curator." in text_of(told)
    assert f"**{TEARS} · Episode 2** · by <@{world.mika.id}> · English" in text_of(told)
    assert "zanthorp" not in everything_of(told)
    assert "mirrowane" not in everything_of(told)
    assert told.flags.suppress_notifications
    queue = await world.rei.click(told, label="Submissions")
    assert "zanthorp" in hidden_text_of(queue)
    # Going on with what waits is no news; what is dealt with by then is none, either.
    await write(world, world.mika, TOLD)
    await world.env.advance_time(FIVE_MINUTES)
    await write(world, world.jun, "Another quivelling.", episode=4)
    last = await world.rei.slash(world.lounge, "synopses queue")
    for _ in range(3):
        await world.rei.click(shown(last), label="Publish")
    await world.env.advance_time(FIVE_MINUTES)
    assert len(log.history()) == 1
    await write(world, world.jun, "And one more.", episode=5)
    await world.env.advance_time(FIVE_MINUTES)
    assert "1 synopsis is waiting for a curator." in text_of(log.history()[-1])
