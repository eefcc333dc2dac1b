"""`/synopses`: posting one, publishing them by the clock, and looking through what members wrote."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta

import discord
import pytest
import simcord

from bot.app import open_bot
from bot.client import NamidaBot
from bot.settings import Settings
from bot.store.database import Database
from tests.world import (
    TEARS,
    World,
    button,
    components,
    everything_of,
    hidden_text_of,
    labels,
    put,
    readers_of,
    shown,
    stored,
    text_of,
    walk,
)

Restart = Callable[..., Awaitable[None]]
# Words that no screen has of its own.
TOLD = "Aya hears a zanthorp, and tells Haruto."
POLICIES = ("bars", "sealed", "open")


@pytest.fixture
async def channel(world: World) -> simcord.ChannelHandle:
    """A channel for synopses, as the moderators have set it."""
    made = world.guild.create_text_channel("synopses")
    await world.rei.slash(world.lounge, "settings channel", purpose="synopses", channel=made)
    return made


@pytest.fixture
async def log(world: World) -> simcord.ChannelHandle:
    made = world.guild.create_text_channel("moderators")
    await world.rei.slash(world.lounge, "settings channel", purpose="log", channel=made)
    return made


@pytest.fixture
async def restart(world: World, settings: Settings) -> AsyncIterator[Restart]:
    """Stops the bot, lets time go by, and starts another one on the same file."""
    async with AsyncExitStack() as stack:

        async def again(after: timedelta = timedelta(0)) -> None:
            assert isinstance(world.env.bot, NamidaBot)
            await world.env.bot.scheduler.stop()
            await pass_time(world, after)
            await world.env.restart_bot(await stack.enter_async_context(open_bot(settings)))
            await world.env.settle()
            await pass_time(world, timedelta(minutes=1))

        yield again


async def pass_time(world: World, time: timedelta) -> None:
    while time > timedelta(0):
        step = min(time, timedelta(hours=4))
        await world.env.advance_time(step.total_seconds())
        time -= step


async def days(world: World, number: float) -> None:
    await pass_time(world, timedelta(days=number))


async def tell(database: Database, *numbers: int, language: str = "en", text: str = TOLD) -> None:
    """Synopses that came with the catalogue."""
    for number in numbers:
        await put(
            database,
            "INSERT OR IGNORE INTO synopsis (drama_id, episode, language, state, text)"
            " VALUES (1, ?, ?, 'published', ?)",
            number,
            language,
            f"{text} ({number})",
        )


async def post(
    world: World, episode: int = 2, who: simcord.MemberActor | None = None
) -> simcord.InteractionResult:
    answer = await (who or world.rei).slash(world.lounge, "synopses post", title=TEARS, episode=episode)
    await world.env.settle()
    return answer


async def schedule(world: World, pace: str = "every day 20:00", **options: int) -> simcord.InteractionResult:
    answer = await world.rei.slash(world.lounge, "synopses schedule", title=TEARS, pace=pace, **options)
    await world.env.settle()
    return answer


async def write(world: World, who: simcord.MemberActor, text: str, episode: int = 2) -> None:
    form = await who.slash(world.lounge, "episode write", title=TEARS, episode=episode)
    await who.submit_modal(form, {"text": text})
    await world.env.settle()


def headings(there: simcord.ChannelHandle) -> list[str]:
    """The first lines of what stands in a channel, the oldest first."""
    return [text_of(message).splitlines()[0] for message in there.history()]


def episodes_of(there: simcord.ChannelHandle) -> list[int]:
    return [int(heading.rsplit(" ", 1)[1]) for heading in headings(there)]


def dms_of(world: World, member: simcord.MemberActor) -> list[discord.Message]:
    return list(member.user.dm_channel.history())


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
        assert "You have not started it. This tells episode 2." in text_of(question)
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
    anew = await world.rei.click(shown(again), label="Post it anew")
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
    made = world.guild.create_text_channel("synopses")
    await world.rei.slash(world.lounge, "settings channel", purpose="synopses", channel=made)
    assert "Nobody has written this synopsis yet." in text_of(await post(world, 2))
    assert "there is no 12" in text_of(await post(world, 12))
    assert await stored(database, "SELECT * FROM outbox") == []


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
    await pass_time(world, timedelta(minutes=35))
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


# --- languages ---


async def test_everybody_gets_the_servers_language_and_their_own_on_request(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await tell(database, 2, 3)
    await tell(database, 2, 3, language="ja", text="亜也は病気を知る。")
    await post(world)
    (there,) = channel.history()
    assert "zanthorp" in hidden_text_of(there)
    assert "亜也" not in everything_of(there)
    assert labels(there) == ["Seen it", "Score it", "Discuss", "Japanese"]
    question = await world.jun.click(there, label="Japanese")
    assert "This tells episode 2." in text_of(question)
    assert "亜也" not in everything_of(question)
    await world.jun.click(shown(question), label="Show anyway")
    assert "亜也" in text_of(question)
    assert "written in Japanese" in text_of(question)
    await world.jun.click(shown(question), label="English")
    assert "zanthorp" in text_of(question)
    await world.rei.slash(world.lounge, "settings language", language="ja")
    await pass_time(world, timedelta(minutes=35))
    (turned,) = channel.history()
    assert "亜也" in hidden_text_of(turned)


async def test_a_sealed_text_is_revealed_in_the_readers_language(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await tell(database, 2)
    await tell(database, 2, language="ja", text="亜也は病気を知る。")
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=2)
    await post(world)
    (there,) = channel.history()
    world.speaks(world.jun, "ja")
    revealed = await world.jun.click(there, label="Reveal")
    assert "亜也" in text_of(revealed)


# --- by the clock ---


async def test_one_a_day_until_the_last(
    world: World, database: Database, channel: simcord.ChannelHandle, log: simcord.ChannelHandle
) -> None:
    await tell(database, *range(1, 12))
    answer = await schedule(world, "every day 20:00 Asia/Tokyo", episode=9)
    assert "every day 20:00 (Asia/Tokyo), from episode 9 on" in text_of(answer)
    assert episodes_of(channel) == []
    for expected in ([9], [9, 10], [9, 10, 11], [9, 10, 11]):
        await days(world, 1)
        assert episodes_of(channel) == expected
    assert "the last synopsis is published" in text_of(log.history()[-1])
    assert await stored(database, "SELECT * FROM synopsis_schedule") == []


async def test_it_waits_for_what_nobody_has_written_and_tells_once(
    world: World, database: Database, channel: simcord.ChannelHandle, log: simcord.ChannelHandle
) -> None:
    await tell(database, 1, 3, 4)
    await schedule(world)
    await days(world, 4)
    assert episodes_of(channel) == [1]
    (told,) = log.history()
    assert "nobody has written the synopsis of episode 2" in text_of(told)
    listed = await world.rei.slash(world.lounge, "synopses queue")
    listed = await world.rei.click(shown(listed), label="Schedules")
    assert "waits, for nobody has written it yet" in text_of(listed)
    await write(world, world.rei, "At last.")
    assert episodes_of(channel) == [1, 2]
    await days(world, 1)
    assert episodes_of(channel) == [1, 2, 3]
    assert len(log.history()) == 1


async def test_what_was_missed_while_the_bot_was_away_comes_late_and_once(
    world: World, database: Database, channel: simcord.ChannelHandle, restart: Restart
) -> None:
    await tell(database, *range(1, 12))
    await schedule(world)
    await days(world, 1)
    await restart(after=timedelta(days=3))
    assert episodes_of(channel) == [1, 2]
    await days(world, 1)
    assert episodes_of(channel) == [1, 2, 3]
    await restart()
    await days(world, 1)
    assert episodes_of(channel) == [1, 2, 3, 4]


async def test_what_was_posted_by_hand_is_not_posted_again(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await tell(database, *range(1, 12))
    await schedule(world)
    await post(world, 1)
    await days(world, 1)
    assert episodes_of(channel) == [1, 2]


async def test_where_the_missing_one_is_posted_by_hand_the_next_keeps_its_time(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await tell(database, 2)
    await put(database, "DELETE FROM synopsis WHERE episode = 1 AND drama_id = 1")
    await schedule(world)
    await days(world, 1)
    assert episodes_of(channel) == []
    await tell(database, 1)
    await post(world, 1)
    await pass_time(world, timedelta(minutes=35))
    assert episodes_of(channel) == [1]
    await days(world, 1)
    assert episodes_of(channel) == [1, 2]


async def test_a_schedule_ends_when_moderators_say_so(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await tell(database, *range(1, 12))
    await schedule(world)
    await days(world, 1)
    ended = await world.rei.slash(world.lounge, "synopses unschedule", title=TEARS)
    assert "nothing more is published" in text_of(ended)
    await days(world, 2)
    assert episodes_of(channel) == [1]
    again = await world.rei.slash(world.lounge, "synopses unschedule", title=TEARS)
    assert "Nothing publishes synopses" in text_of(again)


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
    await days(world, 2)
    assert episodes_of(channel) == [1, 2]


async def test_a_channel_that_is_mended_gets_one_and_not_all_that_came_due(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await tell(database, *range(1, 12))
    await schedule(world)
    await world.rei.slash(world.lounge, "settings channel", purpose="synopses")
    await days(world, 3)
    assert episodes_of(channel) == []
    await world.rei.slash(world.lounge, "settings channel", purpose="synopses", channel=channel)
    await pass_time(world, timedelta(hours=7))
    assert episodes_of(channel) == [1]
    await days(world, 1)
    assert episodes_of(channel) == [1, 2]


# --- the queue ---


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
    assert "published. Its author hears of it." in text_of(queue)
    assert "mirrowane" in hidden_text_of(queue)
    assert await stored(
        database, "SELECT state, author_id FROM synopsis WHERE guild_id IS NOT NULL AND episode = 2"
    ) == [("published", world.mika.id)]
    (message,) = dms_of(world, world.mika)
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
    (message,) = dms_of(world, world.mika)
    assert "A curator has changed a little of it" in text_of(message)


async def test_one_sent_back_reaches_its_author_with_the_reason_and_the_text(
    world: World, database: Database, submitted: None
) -> None:
    queue = await world.rei.slash(world.lounge, "synopses queue")
    form = await world.rei.click(shown(queue), label="Send back")
    await world.rei.submit_modal(form, {"reason": "Leave the farewell out, please."})
    await world.env.settle()
    (message,) = dms_of(world, world.mika)
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
    assert "waits no longer" in text_of(answer.followups[0] if answer.followups else answer)
    await world.env.settle()
    assert len(dms_of(world, world.mika)) == 1


async def test_a_curator_who_publishes_what_waits_as_it_is_leaves_it_its_authors(
    world: World, database: Database
) -> None:
    await write(world, world.mika, TOLD)
    await write(world, world.rei, TOLD)
    assert await stored(
        database, "SELECT state, author_id FROM synopsis WHERE guild_id IS NOT NULL AND episode = 2"
    ) == [("published", world.mika.id)]
    empty = await world.rei.slash(world.lounge, "synopses queue")
    assert "Nothing waits for a curator." in text_of(empty)


async def test_a_published_submission_wakes_the_schedule(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await put(database, "DELETE FROM synopsis WHERE drama_id = 1")
    await write(world, world.mika, TOLD, episode=1)
    await schedule(world)
    await days(world, 1)
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
    submitted: None,
    restart: Restart,
) -> None:
    await put(database, "DELETE FROM synopsis WHERE drama_id = 1 AND state = 'published'")
    await schedule(world)
    await days(world, 1)
    await restart()
    (told,) = log.history()
    refused = await world.jun.click(told, label="Submissions")
    assert "this server's curators" in text_of(refused)
    allowed = await world.rei.click(told, label="Submissions")
    assert "zanthorp" in hidden_text_of(allowed)


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
    await sana.click(shown(queue), label="Publish")
    await post(world, 2, sana)
    assert episodes_of(channel) == [2]
    refused = await sana.slash(world.lounge, "synopses schedule", title=TEARS, pace="every day")
    assert "Manage Server" in text_of(refused)
    assert await stored(database, "SELECT * FROM synopsis_schedule") == []
