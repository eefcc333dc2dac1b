"""`/synopses schedule`: one synopsis after the other on a schedule, late rather than twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import time, timedelta

import pytest
import simcord

from bot.app import open_bot
from bot.client import NamidaBot
from bot.domain.dramas import Drama
from bot.domain.paces import Pace
from bot.domain.publishing import Schedule
from bot.i18n import texts
from bot.present import actions, verbs
from bot.present.episodes import publishing
from bot.present.layout import note
from bot.settings import Settings
from bot.store.database import Database
from tests.cogs.publishing import TOLD, chosen, come_due, due, episodes_of, post, schedule, tell, write
from tests.world import TEARS, World, hidden_text_of, menus, posted_before, put, shown, stored, text_of

pytestmark = pytest.mark.usefixtures("the_moderator_has_seen_it")

Restart = Callable[..., Awaitable[None]]


@pytest.fixture
async def channel(world: World) -> simcord.ChannelHandle:
    return await chosen(world, "synopses")


@pytest.fixture
async def log(world: World) -> simcord.ChannelHandle:
    return await chosen(world, "log")


@pytest.fixture
async def restart(world: World, database: Database, settings: Settings) -> AsyncIterator[Restart]:
    """Stops the bot and starts another one on the same file, which has `missed` what was due so long ago."""
    async with AsyncExitStack() as stack:

        async def again(missed: timedelta | None = None) -> None:
            assert isinstance(world.env.bot, NamidaBot)
            await world.env.bot.scheduler.stop()
            if missed is not None:
                await due(world, database, -missed)
            await world.env.restart_bot(await stack.enter_async_context(open_bot(settings)))
            await world.env.settle()

        yield again


async def test_one_a_day_until_the_last(
    world: World, database: Database, channel: simcord.ChannelHandle, log: simcord.ChannelHandle
) -> None:
    await tell(database, *range(1, 12))
    answer = await schedule(world, "every day 20:00 Asia/Tokyo", episode=9)
    assert "every day 20:00 (Asia/Tokyo), from episode 9 on" in text_of(answer)
    assert episodes_of(channel) == []
    for expected in ([9], [9, 10]):
        await come_due(world, database)
        assert episodes_of(channel) == expected
        ((next_at,),) = await stored(database, "SELECT next_at FROM synopsis_schedule")
        assert next_at.endswith("T11:00:00Z")
    await come_due(world, database, 2)
    assert episodes_of(channel) == [9, 10, 11]
    assert "the last synopsis is published" in text_of(log.history()[-1])
    assert await stored(database, "SELECT * FROM synopsis_schedule") == []


async def test_it_waits_for_what_nobody_has_written_and_tells_once(
    world: World, database: Database, channel: simcord.ChannelHandle, log: simcord.ChannelHandle
) -> None:
    await tell(database, 1, 3, 4)
    await schedule(world)
    await come_due(world, database, 4)
    assert episodes_of(channel) == [1]
    (told,) = log.history()
    assert "the synopsis of episode 2 is not ready" in text_of(told)
    listed = await world.rei.slash(world.lounge, "synopses queue")
    listed = await world.rei.click(shown(listed), label="Schedules")
    assert "paused, because the synopsis is not ready yet" in text_of(listed)
    await write(world, world.rei, "At last.")
    assert episodes_of(channel) == [1, 2]
    await come_due(world, database)
    assert episodes_of(channel) == [1, 2, 3]
    assert len(log.history()) == 1


async def test_what_was_missed_while_the_bot_was_away_comes_late_and_once(
    world: World, database: Database, channel: simcord.ChannelHandle, restart: Restart
) -> None:
    await tell(database, *range(1, 12))
    await schedule(world)
    await come_due(world, database)
    await restart(missed=timedelta(days=3))
    assert episodes_of(channel) == [1, 2]
    await come_due(world, database)
    assert episodes_of(channel) == [1, 2, 3]
    await restart()
    await come_due(world, database)
    assert episodes_of(channel) == [1, 2, 3, 4]


async def test_what_was_posted_by_hand_is_not_posted_again(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await tell(database, *range(1, 12))
    await schedule(world)
    await post(world, 1)
    await come_due(world, database)
    assert episodes_of(channel) == [1, 2]


async def test_where_the_missing_one_is_posted_by_hand_the_next_keeps_its_time(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await tell(database, 2)
    await put(database, "DELETE FROM synopsis WHERE episode = 1 AND drama_id = 1")
    await schedule(world)
    await come_due(world, database)
    assert episodes_of(channel) == []
    await tell(database, 1)
    await post(world, 1)
    await world.env.advance_time(35 * 60)
    assert episodes_of(channel) == [1]
    await come_due(world, database)
    assert episodes_of(channel) == [1, 2]


async def test_a_schedule_ends_when_moderators_say_so(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await tell(database, *range(1, 12))
    await schedule(world)
    await come_due(world, database)
    ended = await world.rei.slash(world.lounge, "synopses unschedule", title=TEARS)
    assert "scheduled publishing has stopped" in text_of(ended)
    await come_due(world, database, 2)
    assert episodes_of(channel) == [1]
    again = await world.rei.slash(world.lounge, "synopses unschedule", title=TEARS)
    assert "No synopses of" in text_of(again)


async def test_a_second_schedule_says_what_it_replaces_and_how_far_it_comes(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await put(database, "DELETE FROM synopsis WHERE drama_id = 1")
    await tell(database, 1, 2, 4)
    first = await schedule(world, "Sundays 21:00 Asia/Tokyo")
    assert "3 of these 11 are ready. ⏸️ It will pause at episode 3" in text_of(first)
    assert "This replaces" not in text_of(first)
    second = await schedule(world, "every day", episode=2)
    assert "2 of these 10 are ready." in text_of(second)
    assert "This replaces the schedule from before: Sunday 21:00 (Asia/Tokyo), next episode 1." in text_of(
        second
    )
    third = await schedule(world, "once a week", episode=5)
    assert "No synopsis is ready to publish yet. ⏸️ It will pause at episode 5" in text_of(third)
    assert "The first one comes" not in text_of(third)
    assert await stored(database, "SELECT next_episode, days FROM synopsis_schedule") == [(5, 1 << 3)]


async def test_one_is_ended_where_they_are_listed(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    curators = world.guild.create_role("Curators")
    await world.rei.slash(world.lounge, "settings roles", curator=curators)
    sana = world.guild.add_member(world.env.create_user("sana"), roles=[curators])
    await schedule(world, "Sundays 21:00 Asia/Tokyo", episode=3)
    begun = Schedule(world.guild.id, Drama(1, TEARS), 3, Pace(64, time(21), "Asia/Tokyo"), None)
    everybodys = posted_before(world, publishing.schedules(texts("en"), [begun], ends=True))
    for member in (sana, world.jun):
        assert "Manage Server" in text_of(await member.select(everybodys, ["1"]))
    asking = posted_before(world, note("Schedules", actions.button("Schedules", verbs.SYNOPSIS_SCHEDULES)))
    assert menus(await sana.click(asking, label="Schedules")) == [], "it is for who may begin one"
    assert "curators" in text_of(await world.jun.click(asking, label="Schedules"))
    listing = await world.rei.click(asking, label="Schedules")
    await world.rei.select(shown(listing), ["1"])
    assert (
        "scheduled publishing has stopped. It was Sunday 21:00 (Asia/Tokyo), and episode 3 was next."
        in text_of(listing)
    )
    assert "No synopses are scheduled here." in text_of(listing)
    assert await stored(database, "SELECT * FROM synopsis_schedule") == []
    audit = await stored(database, "SELECT actor_id FROM audit WHERE action = 'synopses.unschedule'")
    assert audit == [(world.rei.id,)]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            "every day 20:00 Mars/Base",
            "I don't know the time zone *Mars/Base*. Write it like `Asia/Tokyo`",
        ),
        (
            "Tuesdays 21:00 Atlantis",
            "I don't understand *Atlantis*: it isn't a day, a time or a time zone.",
        ),
        ("every 2 days", "A pace uses weekdays, so *every 2 days* can't be one."),
        ("999 episodes", "One synopsis is published at a time"),
        ("two episodes a week", "One synopsis is published at a time"),
        ("21:00", "On which days?"),
        ("every day 30:00", "A pace has one time of day"),
    ],
)
async def test_it_is_said_what_about_a_pace_was_not_understood(
    world: World, channel: simcord.ChannelHandle, typed: str, told: str
) -> None:
    assert told in text_of(await schedule(world, typed))


async def test_a_clubs_pace_is_explained_in_the_same_words(world: World) -> None:
    for typed, told in (
        ("2 episodes until Sunday 21:00 Mars/Base", "I don't know the time zone *Mars/Base*."),
        ("2 episodes every 2 days", "so *every 2 days* can't be one"),
        ("999 episodes until Sunday", "give 1 to 100 episodes per step"),
    ):
        refused = await world.rei.slash(world.lounge, "club start", title=TEARS, pace=typed)
        assert told in text_of(refused)


async def test_what_is_no_pace_is_refused_with_examples(
    world: World, channel: simcord.ChannelHandle, database: Database
) -> None:
    answer = await schedule(world, "now and then")
    assert "now and then" in text_of(answer)
    assert "Tuesdays and Fridays" in text_of(answer)
    assert await stored(database, "SELECT * FROM synopsis_schedule") == []


async def test_discord_failing_neither_loses_nor_doubles_a_post(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await tell(database, *range(1, 12))
    await schedule(world)
    world.env.inject_error("POST", f"/channels/{channel.id}/messages", status=403, code=50001)
    await come_due(world, database)
    assert episodes_of(channel) == []
    await world.env.advance_time(6 * 60)
    assert episodes_of(channel) == [1]
    await come_due(world, database)
    assert episodes_of(channel) == [1, 2]


async def test_a_channel_that_is_mended_gets_one_and_not_all_that_came_due(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await tell(database, *range(1, 12))
    await schedule(world)
    await world.rei.slash(world.lounge, "settings channel", purpose="synopses")
    await come_due(world, database, 3)
    assert episodes_of(channel) == []
    await world.rei.slash(world.lounge, "settings channel", purpose="synopses", channel=channel)
    await world.env.advance_time(10 * 60)
    assert episodes_of(channel) == [1]
    await come_due(world, database)
    assert episodes_of(channel) == [1, 2]


async def test_a_published_submission_wakes_the_schedule(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await put(database, "DELETE FROM synopsis WHERE drama_id = 1")
    await write(world, world.mika, TOLD, episode=1)
    await schedule(world)
    await come_due(world, database)
    assert episodes_of(channel) == []
    queue = await world.rei.slash(world.lounge, "synopses queue")
    await world.rei.click(shown(queue), label="Publish")
    await world.env.settle()
    assert episodes_of(channel) == [1]


async def test_who_is_no_curator_may_not(
    world: World,
    database: Database,
    channel: simcord.ChannelHandle,
    log: simcord.ChannelHandle,
    restart: Restart,
) -> None:
    await write(world, world.mika, TOLD)
    await put(database, "DELETE FROM synopsis WHERE drama_id = 1 AND state = 'published'")
    await schedule(world)
    await come_due(world, database)
    await restart()
    (told,) = log.history()
    refused = await world.jun.click(told, label="Submissions")
    assert "this server's curators" in text_of(refused)
    allowed = await world.rei.click(told, label="Submissions")
    assert "zanthorp" in hidden_text_of(allowed)
