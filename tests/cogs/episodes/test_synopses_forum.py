"""Synopses in a forum: a post each, made once, kept as the synopsis is, and taken away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import discord
import pytest
import simcord
import simcord.http.client

from bot.app import open_bot
from bot.client import NamidaBot
from bot.services.posts.outbox import Outbox
from bot.settings import Settings
from bot.store.database import Database
from tests.cogs.publishing import TOLD, chosen, come_due, follow, post, schedule, tell, write
from tests.world import TEARS, World, everything_of, hidden_text_of, labels, put, shown, stored, text_of

pytestmark = pytest.mark.usefixtures("the_moderator_has_seen_it")

SOON = 130  # seconds: by then a claim that was not given back has run out


@pytest.fixture
async def forum(world: World) -> simcord.ChannelHandle:
    return await chosen(world, "synopses", forum=True)


def names(forum: simcord.ChannelHandle) -> list[str]:
    return [str(thread.name) for thread in forum.threads]


def only(forum: simcord.ChannelHandle) -> tuple[simcord.ChannelHandle, discord.Message]:
    """The one post of the forum, and the message that opens it."""
    (thread,) = forum.threads
    return thread, thread.history()[0]


def seen_by_bot(world: World, handle: simcord.ChannelHandle) -> discord.ForumChannel:
    found = world.env.bot.get_channel(handle.id)
    assert isinstance(found, discord.ForumChannel)
    return found


async def test_a_post_spoils_nobody_and_follows_its_synopsis(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    await write(world, world.rei, TOLD)
    answer = await post(world)
    assert f"<#{forum.id}>" in text_of(answer)
    thread, first = only(forum)
    assert thread.name == f"{TEARS} · Episode 2"
    assert first.flags.suppress_notifications
    assert "zanthorp" in hidden_text_of(first)
    assert "zanthorp" not in text_of(first)
    assert [tag.name for tag in seen_by_bot(world, forum).available_tags] == ["Japan"]
    assert [tag.name for tag in seen_by_bot(world, forum).threads[0].applied_tags] == ["Japan"]
    again = await post(world)
    assert f"/{thread.id}/{first.id}" in text_of(again)

    await write(world, world.rei, "In quivelling words.")
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await follow(world, database)
    thread, sealed = only(forum)
    assert sealed.id == first.id
    assert "quivelling" not in everything_of(sealed)
    question = await world.jun.click(sealed, label="Reveal")
    await world.jun.click(shown(question), label="Show anyway")
    assert "quivelling" in text_of(question)


@pytest.mark.parametrize("discussed", [False, True])
async def test_what_is_taken_away_leaves_what_members_said_there(
    world: World, database: Database, forum: simcord.ChannelHandle, discussed: bool
) -> None:
    await tell(database, 2)
    await post(world)
    thread, _ = only(forum)
    if discussed:
        await world.mika.send(thread, "So sad.")
    await put(database, "UPDATE drama SET hidden = 1 WHERE id = 1")
    await follow(world, database)
    assert len(forum.threads) == discussed
    if discussed:
        assert [message.content for message in thread.history()] == ["So sad."]
    assert await stored(database, "SELECT * FROM posted") == []


async def test_posted_anew_it_leaves_its_old_place(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    await tell(database, 2)
    await post(world)
    before, _ = only(forum)
    again = await post(world)
    await world.rei.click(shown(again), label="Post it again")
    await world.env.settle()
    after, _ = only(forum)
    assert after.id != before.id
    # A moderator deletes it: it stays away until it is asked for.
    await world.env.bot.http.delete_channel(after.id)
    await write(world, world.rei, TOLD)
    await world.env.settle()
    assert names(forum) == []
    await post(world)
    assert names(forum) == [f"{TEARS} · Episode 2"]


async def test_an_archived_post_is_opened_for_an_edit_and_archived_again(
    world: World, forum: simcord.ChannelHandle
) -> None:
    await write(world, world.rei, TOLD)
    await post(world)
    thread, first = only(forum)
    await world.env.bot.http.edit_channel(thread.id, archived=True)
    # So Discord answers a change in a thread that is archived.
    world.env.inject_error(
        "PATCH", f"/channels/{thread.id}/messages/{first.id}", status=400, code=50083, times=1
    )
    await write(world, world.rei, "In quivelling words.")
    assert "quivelling" in hidden_text_of(thread.history()[0])
    found = await world.env.bot.fetch_channel(thread.id)
    assert isinstance(found, discord.Thread)
    assert found.archived


async def test_by_schedule_a_post_each(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    await tell(database, *range(1, 12))
    await schedule(world)
    await come_due(world, database, 2)
    assert names(forum) == [f"{TEARS} · Episode 1", f"{TEARS} · Episode 2"]


# --- once ---


Restart = Callable[[], Awaitable[None]]


@pytest.fixture
async def restart(world: World, settings: Settings) -> AsyncIterator[Restart]:
    """The process ends, and another begins on the same file when its claims have run out."""
    async with AsyncExitStack() as stack:

        async def again() -> None:
            assert isinstance(world.env.bot, NamidaBot)
            await world.env.bot.scheduler.stop()
            await world.env.restart_bot(await stack.enter_async_context(open_bot(settings)))
            await world.env.advance_time(SOON)

        yield again


@pytest.mark.parametrize("archived", [False, True])
async def test_dying_between_send_and_mark_doubles_nothing(
    world: World,
    database: Database,
    forum: simcord.ChannelHandle,
    restart: Restart,
    monkeypatch: pytest.MonkeyPatch,
    archived: bool,
) -> None:
    mark = Outbox.sent
    deaths = [asyncio.CancelledError]

    async def marking(outbox: Outbox, *arguments: Any) -> bool:
        if deaths:
            raise deaths.pop()
        return await mark(outbox, *arguments)

    monkeypatch.setattr(Outbox, "sent", marking)
    await tell(database, 2)
    await post(world)
    thread, first = only(forum)
    assert await stored(database, "SELECT state FROM outbox") == [("claimed",)]
    if archived:
        await world.env.bot.http.edit_channel(thread.id, archived=True)
    await restart()
    assert only(forum)[0].id == thread.id
    assert await stored(database, "SELECT channel_id, message_id FROM posted") == [(thread.id, first.id)]


async def test_an_attempt_that_came_to_nothing_is_made_again(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    world.env.inject_error("POST", f"/channels/{forum.id}/threads", status=503, times=1)
    await tell(database, 2)
    await post(world)
    assert names(forum) == []
    await world.env.advance_time(SOON)
    assert names(forum) == [f"{TEARS} · Episode 2"]


@pytest.mark.usefixtures("made_twice")
async def test_a_post_that_was_made_twice_stands_once(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    await tell(database, 2)
    await post(world)
    thread, first = only(forum)
    assert await stored(database, "SELECT channel_id, message_id FROM posted") == [(thread.id, first.id)]


async def test_a_forum_that_discord_has_not_shown_yet_is_asked_for(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    known = seen_by_bot(world, forum)
    known.guild._remove_channel(known)
    await tell(database, 2)
    await post(world)
    assert names(forum) == [f"{TEARS} · Episode 2"]


# --- where it may not ---


async def test_a_forum_that_wants_a_tag_and_has_none_that_fits_holds_it_and_tells_once(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    log = await chosen(world, "log")
    # Nothing can be made there, and Discord wants one.
    world.env.inject_error("PATCH", f"/channels/{forum.id}", status=403, code=50013, times=3)
    world.env.inject_error("POST", f"/channels/{forum.id}/threads", status=400, code=40067, times=2)
    await tell(database, 2)
    await post(world)
    assert names(forum) == []
    panel = text_of(await world.rei.slash(world.lounge, "settings panel"))
    assert "⏳ 1 post is waiting: the forum only takes posts with a tag, and none of its tags fits" in panel
    await world.env.advance_time(11 * 60)
    assert names(forum) == [f"{TEARS} · Episode 2"]
    (told,) = log.history()
    assert "the forum only takes posts with a tag" in text_of(told)


async def test_without_the_permission_it_waits_and_moderators_hear_of_it_once(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    log = await chosen(world, "log")
    me = world.guild.me
    assert me is not None
    overwrite = discord.PermissionOverwrite(send_messages=False, send_messages_in_threads=False)
    await seen_by_bot(world, forum).set_permissions(me, overwrite=overwrite)
    await tell(database, 2)
    await post(world)
    await world.env.advance_time(11 * 60)
    assert names(forum) == []
    (told,) = log.history()
    assert "the bot is missing permissions there" in text_of(told)
    panel = text_of(await world.rei.slash(world.lounge, "settings panel"))
    assert "Send Messages in Threads" in panel
    await seen_by_bot(world, forum).set_permissions(me, overwrite=None)
    await world.env.settle()
    assert names(forum) == [f"{TEARS} · Episode 2"]
    assert labels(only(forum)[1]) == ["Seen it", "Score it", "Discuss"]
