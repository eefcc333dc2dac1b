"""Several who open the same thread at once, or after an attempt that broke off, get one thread."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import discord
import pytest
import simcord

from bot.client import NamidaBot
from bot.schedule.board.threads import thread_for
from bot.services.container import open_services
from bot.settings import Settings
from bot.store.database import Database
from tests.cogs.boards import cards_in, discuss, make, names, opener
from tests.world import TEARS, World, put, stored, text_of


async def test_who_asks_in_the_same_second_gets_the_same_thread(
    world: World, board: simcord.ChannelHandle
) -> None:
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    drama = await bot.services.catalogue.get(1)
    opened = await asyncio.gather(
        *(thread_for(bot, bot.services, world.guild.id, drama, 0) for _ in range(5))
    )
    await world.env.settle()
    (thread,) = board.threads
    assert {one.thread_id for one in opened} == {thread.id}
    assert [one.new for one in opened].count(True) == 1
    assert len(cards_in(board)) == 1


async def test_two_processes_open_one_thread(
    world: World, settings: Settings, database: Database, board: simcord.ChannelHandle
) -> None:
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    drama = await bot.services.catalogue.get(1)
    other = await open_services(database)
    opened = await asyncio.gather(
        *(thread_for(bot, services, world.guild.id, drama, 0) for services in (bot.services, other) * 2)
    )
    (thread,) = board.threads
    assert {one.thread_id for one in opened} == {thread.id}
    assert [one.new for one in opened].count(True) == 1
    await other.names.aclose()


async def test_a_claim_of_a_process_that_died_runs_out(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    until = world.env.now() + timedelta(seconds=-1)
    await put(
        database,
        "INSERT INTO thread (guild_id, drama_id, claimed_by, claimed_until) VALUES (?, 1, 'dead', ?)",
        world.guild.id,
        f"{until:%Y-%m-%dT%H:%M:%SZ}",
    )
    await discuss(world, title=TEARS)
    assert names(board) == [TEARS]
    assert await stored(database, "SELECT claimed_by, claimed_until FROM thread") == [(None, None)]


async def test_who_asks_while_another_process_opens_it_gets_its_thread(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    drama = await bot.services.catalogue.get(1)
    other = await open_services(database)
    until = world.env.now() + timedelta(seconds=60)
    sought = await other.board.seek(world.guild.id, drama, 0, "other", world.env.now())
    waiting = asyncio.ensure_future(thread_for(bot, bot.services, world.guild.id, drama, 0))
    await asyncio.sleep(0)
    channel = bot.get_channel(board.id)
    assert isinstance(channel, discord.TextChannel)
    thread = await (await channel.send("card")).create_thread(name="theirs")
    assert await other.board.opened(sought.thread, "other", board.id, thread.id, thread.id, until)
    await world.env.advance_time(2)
    assert (await waiting).thread_id == thread.id
    assert len(board.threads) == 1
    await other.names.aclose()


@pytest.mark.parametrize("kind", ["text", "forum"])
async def test_what_an_attempt_that_broke_off_has_opened_is_found(
    world: World, database: Database, kind: str
) -> None:
    channel = await make(world, kind)
    await discuss(world, title=TEARS)
    (thread,) = channel.threads
    # As if the process had died before it wrote down that the thread is open.
    await put(
        database,
        "UPDATE thread SET thread_id = NULL, opener_id = NULL, claimed_by = 'dead', claimed_until = ?",
        f"{world.env.now():%Y-%m-%dT%H:%M:%SZ}",
    )
    if kind == "text":
        # Discord lets a message have one thread; SimCord would give it another.
        world.env.inject_error("POST", f"/channels/*/messages/{thread.id}/threads", status=400, code=160004)
    answer = await discuss(world, title=TEARS)
    assert f"<#{thread.id}>" in text_of(answer)
    assert [one.id for one in channel.threads] == [thread.id]
    assert await stored(database, "SELECT thread_id FROM thread") == [(thread.id,)]


async def test_after_a_fault_of_discords_asking_again_opens_one_thread(
    world: World, board: simcord.ChannelHandle
) -> None:
    world.env.inject_error("POST", "/channels/*/messages/*/threads", status=400, code=50035)
    await discuss(world, title=TEARS)
    assert board.threads == []
    await discuss(world, title=TEARS)
    (thread,) = board.threads
    assert opener(board, thread).components
    assert len(cards_in(board)) == 1


async def test_where_discord_does_not_say_what_became_of_it_asking_again_opens_one_thread(
    world: World, board: simcord.ChannelHandle
) -> None:
    world.env.inject_error("POST", "/channels/*/messages/*/threads", status=503)
    answer = await discuss(world, title=TEARS)
    assert "Discord has not opened the thread yet" in text_of(answer)
    await discuss(world, title=TEARS)
    assert names(board) == [TEARS]
    assert len(cards_in(board)) == 1


async def test_a_card_deleted_before_its_thread_was_opened_is_sent_again(
    world: World, board: simcord.ChannelHandle
) -> None:
    world.env.inject_error("POST", "/channels/*/messages/*/threads", status=404, code=10008)
    answer = await discuss(world, title=TEARS)
    (thread,) = board.threads
    assert f"<#{thread.id}>" in text_of(answer)
    assert cards_in(board)[-1].id == thread.id


@pytest.mark.usefixtures("made_twice")
async def test_a_thread_that_discord_made_twice_stands_once(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    answer = await discuss(world, title=TEARS)
    (thread,) = forum.threads
    assert f"<#{thread.id}>" in text_of(answer)
    assert await stored(database, "SELECT thread_id FROM thread") == [(thread.id,)]
