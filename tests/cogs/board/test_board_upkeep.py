"""What a thread shows follows what changes after it was opened: its links, and a forum's tags."""

from __future__ import annotations

import discord
import pytest
import simcord

from bot import i18n
from bot.client import NamidaBot
from bot.schedule.board.opening import opening_view
from bot.services.board.thread_sync import CHORE
from bot.store.database import Database
from tests.cogs.boards import batches, choose, discuss, links, make, opener, thread_of
from tests.cogs.publishing import run_chore
from tests.world import TEARS, Restart, World, put, stored, text_of

MINUTE = 60
NEXT = "Episodes 5–8 →"
TAGS = "SELECT revision = shown, tries, retry_at FROM posted WHERE kind = 'tags'"


async def outdated(database: Database) -> list[tuple[object, ...]]:
    return await stored(database, "SELECT subject FROM posted WHERE kind = 'opener' AND turn IS NOT NULL")


# --- links ---


async def test_a_link_that_discord_refuses_costs_nothing_and_comes_later(
    world: World, database: Database, board: simcord.ChannelHandle, caplog: pytest.LogCaptureFixture
) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS, episode=1)
    path = f"/channels/{board.id}/messages/*"
    world.env.inject_error("PATCH", path, status=403, code=50013)
    answer = await discuss(world, title=TEARS, episode=5)
    first, second = board.threads
    assert f"<#{second.id}>" in text_of(answer)
    assert "post not changed" in caplog.text
    assert links(opener(board, first)) == {}
    await world.env.advance_time(30 * MINUTE)
    assert list(links(opener(board, first))) == [NEXT]
    world.env.inject_error("PATCH", path, status=404, code=10008)
    await discuss(world, title=TEARS, episode=9)
    assert await outdated(database) == [], "somebody deleted the message: there is nothing to keep"


@pytest.mark.parametrize("kind", ["text", "forum"])
async def test_a_process_that_dies_before_it_links_the_neighbours_leaves_no_gap(
    world: World, database: Database, kind: str, restart: Restart
) -> None:
    channel = await make(world, kind)
    await batches(world, 4)
    await discuss(world, title=TEARS, episode=1)
    first = channel.threads[0]
    # What it does until it dies: the second thread is open, and that is written down.
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    drama, services = await bot.services.catalogue.get(1), bot.services
    sought = await services.board.seek(world.guild.id, drama, 5, "dying", world.env.now())
    view = opening_view(i18n.texts("en"), await services.board.opener(sought.thread.id))
    begun = world.env.bot.get_channel(channel.id)
    assert isinstance(begun, discord.TextChannel | discord.ForumChannel)
    if isinstance(begun, discord.TextChannel):
        thread = await (await begun.send(view=view)).create_thread(name="Episodes 5–8")
    else:
        thread = (await begun.create_thread(name="Episodes 5–8", view=view)).thread
    now = world.env.now()
    assert await services.board.opened(sought.thread, "dying", channel.id, thread.id, thread.id, now)

    def opening() -> discord.Message:
        return opener(channel, first) if kind == "text" else first.history()[0]

    assert links(opening()) == {}
    await restart()
    await world.env.advance_time(2 * MINUTE)
    assert links(opening()) == {NEXT: f"https://discord.com/channels/{world.guild.id}/{thread.id}"}
    assert await outdated(database) == []


async def test_a_thread_of_an_attempt_that_broke_off_gets_the_links_of_today(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS, episode=1)
    first = board.threads[0]
    await put(
        database,
        "UPDATE thread SET thread_id = NULL, claimed_by = 'dead', claimed_until = ?",
        f"{world.env.now():%Y-%m-%dT%H:%M:%SZ}",
    )
    await discuss(world, title=TEARS, episode=5)
    # Discord lets a message have one thread; SimCord would give it another.
    world.env.inject_error("POST", f"/channels/*/messages/{first.id}/threads", status=400, code=160004)
    await discuss(world, title=TEARS, episode=1)
    assert len(board.threads) == 2
    await world.env.advance_time(2 * MINUTE)
    assert list(links(opener(board, first))) == [NEXT]


async def test_a_thread_of_a_forum_that_sleeps_is_left_until_somebody_wakes_it(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS, episode=1)
    first = forum.threads[0]
    sleeping = thread_of(world, first)
    await sleeping.edit(archived=True)
    await world.env.settle()
    before = len(world.env.http_requests)
    await discuss(world, title=TEARS, episode=5)
    await world.env.advance_time(20 * MINUTE)
    touched = [
        request
        for request in world.env.http_requests[before:]
        if request.method == "PATCH" and str(first.id) in request.path
    ]
    assert touched == [], "an archived thread is not touched"
    assert len(await outdated(database)) == 1
    await sleeping.edit(archived=False)
    await world.env.settle()
    await world.env.advance_time(1)
    assert list(links(first.history()[0])) == [NEXT]
    assert await outdated(database) == []


# --- tags ---


def tags(world: World, thread: simcord.ChannelHandle) -> list[str]:
    return [tag.name for tag in thread_of(world, thread).applied_tags]


async def airs(world: World, database: Database, first: int, last: int) -> None:
    """The drama airs from so many days from now on, until so many."""
    await put(
        database,
        "UPDATE drama SET aired_from = date(?1, ?2), aired_to = date(?1, ?3) WHERE id = 1",
        f"{world.env.now():%Y-%m-%d}",
        f"{first} days",
        f"{last} days",
    )


@pytest.mark.parametrize("name", ["On air", "放送情報"])
async def test_a_tag_that_has_its_former_name_is_used_and_exchanged(
    world: World, database: Database, forum: simcord.ChannelHandle, name: str
) -> None:
    channel = world.env.bot.get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    await channel.create_tag(name=name)
    await world.env.settle()
    await airs(world, database, 0, 8)
    await discuss(world, title=TEARS)
    (thread,) = forum.threads
    assert sorted(tags(world, thread)) == ["Japan", name]
    await airs(world, database, -9, -1)
    await run_chore(world, database, CHORE)
    assert sorted(tags(world, thread)) == ["Ended", "Japan"]


async def test_the_tag_of_the_stage_follows_the_airing_and_no_other_is_touched(
    world: World, database: Database, forum: simcord.ChannelHandle, restart: Restart
) -> None:
    await airs(world, database, 1, 8)
    await discuss(world, title=TEARS)
    (thread,) = forum.threads
    assert sorted(tags(world, thread)) == ["Japan", "Upcoming"]
    channel = world.env.bot.get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    made = await channel.create_tag(name="Rewatch")
    await world.env.settle()
    await thread_of(world, thread).add_tags(made)
    await world.env.settle()
    await airs(world, database, 0, 8)
    await run_chore(world, database, CHORE)
    assert sorted(tags(world, thread)) == ["Airing now", "Japan", "Rewatch"]
    world.env.inject_error("PATCH", f"/channels/{thread.id}", status=403, code=50013, times=None)
    await airs(world, database, -9, -1)
    await run_chore(world, database, CHORE)
    assert sorted(tags(world, thread)) == ["Airing now", "Japan", "Rewatch"], "Discord refused it"
    world.env.backend.faults.clear()
    await restart()
    before = len(world.env.http_requests)
    await world.env.advance_time(30 * MINUTE)
    assert sorted(tags(world, thread)) == ["Ended", "Japan", "Rewatch"]
    sent = [
        request.json
        for request in world.env.http_requests[before:]
        if request.method == "PATCH" and request.path.endswith(f"/channels/{thread.id}")
    ]
    assert len(sent) == 1, "once is enough"
    assert await stored(database, "SELECT stage FROM thread") == [("ended",)]
    assert await stored(database, TAGS) == [(True, 0, None)]


async def test_links_that_are_done_are_not_done_again_where_the_tags_are_refused(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    await batches(world, 4)
    await airs(world, database, -1, 8)
    await discuss(world, title=TEARS, episode=1)
    first = forum.threads[0]
    await airs(world, database, -9, -1)
    world.env.inject_error("PATCH", f"/channels/{first.id}", status=403, code=50013, times=None)
    await discuss(world, title=TEARS, episode=5)
    assert list(links(first.history()[0])) == [NEXT]
    assert await outdated(database) == []
    await run_chore(world, database, CHORE)
    assert await stored(database, "SELECT stage FROM thread WHERE id = 1") == [("airing",)]
    ((shown, tries, _),) = await stored(database, f"{TAGS} AND subject = 1")
    assert (shown, tries > 0) == (False, True)
    world.env.backend.faults.clear()
    before = len(world.env.http_requests)
    await world.env.advance_time(30 * MINUTE)
    assert sorted(tags(world, first)) == ["Ended", "Japan"]
    messages = [one for one in world.env.http_requests[before:] if "/messages/" in one.path]
    assert messages == []
    assert await stored(database, f"{TAGS} AND subject = 1") == [(True, 0, None)]


async def test_tags_of_an_archived_thread_wait_for_it(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    await airs(world, database, -1, 8)
    await discuss(world, title=TEARS)
    (thread,) = forum.threads
    await thread_of(world, thread).edit(archived=True)
    await world.env.settle()
    await airs(world, database, -9, -1)
    await run_chore(world, database, CHORE)
    assert await stored(database, "SELECT stage FROM thread") == [("airing",)]
    ((shown, tries, _),) = await stored(database, TAGS)
    assert (shown, tries) == (False, 0)
    await discuss(world, title=TEARS)
    assert sorted(tags(world, thread)) == ["Ended", "Japan"]
    assert await stored(database, "SELECT stage FROM thread") == [("ended",)]
    assert await stored(database, TAGS) == [(True, 0, None)]


async def test_where_the_tag_cannot_be_made_the_old_one_still_goes(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    await airs(world, database, -1, 8)
    await discuss(world, title=TEARS)
    (thread,) = forum.threads
    world.env.inject_error("PATCH", f"/channels/{forum.id}", status=403, code=50013)
    await airs(world, database, -9, -1)
    await run_chore(world, database, CHORE)
    assert tags(world, thread) == ["Japan"]


async def test_threads_of_earlier_versions_are_looked_at_once(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    await discuss(world, title=TEARS)
    text = world.guild.create_text_channel("board")
    await choose(world, text)
    await discuss(world, title="4")
    await put(database, "UPDATE thread SET stage = NULL")
    before = len(world.env.http_requests)
    await run_chore(world, database, CHORE)
    assert await stored(database, "SELECT count(*) FROM thread WHERE stage IS NULL") == [(0,)]
    assert not [request for request in world.env.http_requests[before:] if request.method == "PATCH"]
