"""`/synopses post`: one post an episode that spoils nobody, in the languages that it is told in."""

from __future__ import annotations

import discord
import pytest
import simcord

from bot.store.database import Database
from tests.cogs.publishing import TOLD, chosen, episodes_of, post, schedule, tell, write
from tests.world import (
    TEARS,
    World,
    button,
    components,
    everything_of,
    hidden_text_of,
    labels,
    readers_of,
    shown,
    stored,
    text_of,
    walk,
)

pytestmark = pytest.mark.usefixtures("the_moderator_has_seen_it")

POLICIES = ("bars", "sealed", "open")
HALF_AN_HOUR = 35 * 60  # seconds, and a little more


@pytest.fixture
async def channel(world: World) -> simcord.ChannelHandle:
    return await chosen(world, "synopses")


# --- one post ---


@pytest.mark.parametrize("policy", POLICIES)
async def test_a_post_spoils_nobody(
    world: World, database: Database, channel: simcord.ChannelHandle, policy: str
) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy=policy)
    await tell(database, 2)
    answer = await post(world)
    assert readers_of(world, answer) == {"rei"}
    assert f"<#{channel.id}>" in text_of(answer)
    (there,) = channel.history()
    assert f"### {TEARS} · Episode 2" in text_of(there)
    assert "Spoils up to episode 2" in text_of(there)
    assert "zanthorp" not in text_of(there)
    joined = "".join(str(part["content"]) for part, _ in walk(components(there)) if part.get("content"))
    assert "zanthorp" not in joined[:100], "a preview would show it"
    if policy == "sealed":
        assert "zanthorp" not in everything_of(there)
        assert labels(there) == ["Reveal", "Seen it", "Score it", "Discuss"]
        question = await world.jun.click(there, label="Reveal")
        assert "You haven't started this drama. This contains spoilers for episode 2." in text_of(question)
        assert "zanthorp" not in everything_of(question)
        await world.jun.click(shown(question), label="Show anyway")
        assert "zanthorp" in text_of(question)
    else:
        assert "zanthorp" in hidden_text_of(there)
        assert labels(there) == ["Seen it", "Score it", "Discuss"]


async def test_its_buttons_set_progress_and_score(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await tell(database, 2)
    await post(world)
    (there,) = channel.history()
    seen = await world.jun.click(there, label="Seen it")
    assert readers_of(world, seen) <= {"jun"}
    assert await stored(database, "SELECT episode FROM progress WHERE member_id = ?", world.jun.id) == [(2,)]
    scoring = await world.jun.click(there, label="Score it")
    assert "zanthorp" not in everything_of(scoring)
    assert button(there, "Discuss")["custom_id"] == "namida:1:discuss:1:2"


async def test_it_is_posted_once_however_often_it_is_asked_for(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await tell(database, 2)
    await post(world)
    again = await post(world)
    (there,) = channel.history()
    assert f"/{channel.id}/{there.id}" in text_of(again)
    anew = await world.rei.click(shown(again), label="Post it again")
    await world.env.settle()
    assert "goes to" in text_of(anew)
    (moved,) = channel.history()
    assert moved.id != there.id
    await write(world, world.rei, "In our quivelling words.")
    (edited,) = channel.history()
    assert edited.id == moved.id
    assert "quivelling" in hidden_text_of(edited)


async def test_without_a_channel_or_a_text_nothing_is_posted(world: World, database: Database) -> None:
    assert "no channel for **Synopses** yet" in text_of(await post(world, 1))
    await chosen(world, "synopses")
    assert "No one has written this synopsis yet." in text_of(await post(world, 2))
    assert "There is no episode 12" in text_of(await post(world, 12))
    assert await stored(database, "SELECT * FROM outbox") == []


async def test_it_is_said_where_the_bot_may_not_post(world: World, database: Database) -> None:
    assert world.guild.me is not None
    mute = discord.PermissionOverwrite(send_messages=False)
    closed = world.guild.create_text_channel("closed", overwrites={world.guild.me: mute})
    await world.rei.slash(world.lounge, "settings channel", purpose="synopses", channel=closed)
    await tell(database, 2)
    answer = await post(world)
    assert f"🟠 **Synopses** <#{closed.id}> · the bot is missing there: Send Messages" in text_of(answer)
    assert "It will be posted as soon as this is fixed" in text_of(answer)
    assert labels(answer) == ["All settings"]
    assert "the bot is missing there: Send Messages" in text_of(await post(world)), "it is being posted still"
    assert "the bot is missing there: Send Messages" in text_of(await schedule(world, "once a week"))


async def test_a_post_that_no_other_could_take_the_place_of_stays(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await tell(database, 2)
    await post(world)
    again = await post(world)
    assert world.guild.me is not None
    mute = discord.PermissionOverwrite(send_messages=False)
    closed = world.guild.create_text_channel("closed", overwrites={world.guild.me: mute})
    await world.rei.slash(world.lounge, "settings channel", purpose="synopses", channel=closed)
    refused = await world.rei.click(shown(again), label="Post it again")
    assert "The old post stays until this is fixed." in text_of(refused)
    assert episodes_of(channel) == [2]


async def test_an_edit_edits_the_post_and_a_stricter_policy_seals_it(
    world: World, channel: simcord.ChannelHandle
) -> None:
    await write(world, world.rei, TOLD)
    await post(world)
    (before,) = channel.history()
    assert f"<@{world.rei.id}>" in text_of(before)
    await write(world, world.rei, "In quivelling words.")
    (after,) = channel.history()
    assert after.id == before.id
    assert "quivelling" in hidden_text_of(after)
    assert "zanthorp" not in everything_of(after)
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await world.env.advance_time(HALF_AN_HOUR)
    (sealed,) = channel.history()
    assert "quivelling" not in everything_of(sealed)
    assert "Reveal" in labels(sealed)


async def test_a_post_deleted_by_hand_stays_away_until_it_is_posted_again(
    world: World, channel: simcord.ChannelHandle, caplog: pytest.LogCaptureFixture
) -> None:
    await write(world, world.rei, TOLD)
    await post(world)
    (there,) = channel.history()
    await world.env.bot.http.delete_message(channel.id, there.id)
    await write(world, world.rei, "In quivelling words.")
    assert list(channel.history()) == []
    await post(world)
    assert episodes_of(channel) == [2]
