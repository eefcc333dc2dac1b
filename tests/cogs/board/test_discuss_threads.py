"""Threads that stand already: archived, locked, deleted, listed, and `/discuss` inside of one."""

from __future__ import annotations

import discord
import simcord

from bot.store.database import Database
from tests.cogs.boards import batches, choose, discuss, links, names, opener, thread_of
from tests.world import TEARS, Restart, World, labels, put, readers_of, shown, stored, text_of

# --- archived, locked, deleted ---


async def test_an_archived_thread_is_opened_again_with_its_links(
    world: World, forum: simcord.ChannelHandle
) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS, episode=1)
    (thread,) = forum.threads
    await thread_of(world, thread).edit(archived=True)
    await world.env.settle()
    answer = await discuss(world, title=TEARS, episode=1)
    assert f"<#{thread.id}>" in text_of(answer)
    assert len(forum.threads) == 1
    assert not thread_of(world, thread).archived


async def test_a_locked_thread_stays_as_the_moderators_left_it(
    world: World, board: simcord.ChannelHandle
) -> None:
    await discuss(world, title=TEARS)
    (thread,) = board.threads
    await thread_of(world, thread).edit(archived=True, locked=True)
    await world.env.settle()
    assert f"<#{thread.id}>" in text_of(await discuss(world, title=TEARS))
    assert world.env.bot.get_channel(thread.id) is None  # still archived: no client keeps those


async def test_a_thread_deleted_by_hand_is_made_anew(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS, episode=1)
    await discuss(world, title=TEARS, episode=5)
    first, second = board.threads
    await thread_of(world, second).delete()
    await world.env.settle()
    assert links(opener(board, first)) == {}
    assert not [message for message in board.history() if message.id == second.id]
    assert "Episodes 5–8" not in text_of(await discuss(world))
    answer = await discuss(world, title=TEARS, episode=5)
    assert len(board.threads) == 2
    third = board.threads[1]
    assert third.id != second.id
    assert f"<#{third.id}>" in text_of(answer)
    assert list(links(opener(board, first))) == ["Episodes 5–8 →"]
    assert await stored(database, "SELECT count(*) FROM thread") == [(2,)]


async def test_a_thread_deleted_while_the_bot_was_away_is_made_anew(
    world: World, board: simcord.ChannelHandle, restart: Restart
) -> None:
    await discuss(world, title=TEARS)
    (thread,) = board.threads
    emit = world.env.backend.emit
    world.env.backend.emit = lambda event, *args, **kwargs: (  # type: ignore[method-assign]  # away
        None if event == "THREAD_DELETE" else emit(event, *args, **kwargs)
    )
    await thread_of(world, thread).delete()
    await restart()
    await discuss(world, title=TEARS)
    (anew,) = board.threads
    assert anew.id != thread.id


async def test_a_board_that_was_deleted_and_another_chosen(
    world: World, board: simcord.ChannelHandle
) -> None:
    await discuss(world, title=TEARS)
    channel = world.env.bot.get_channel(board.id)
    assert isinstance(channel, discord.TextChannel)
    for thread in channel.threads:
        await thread.delete()
    await channel.delete()
    await world.env.settle()
    assert "The channel of the discussion board is gone" in text_of(await discuss(world, title=TEARS))
    other = world.guild.create_text_channel("other")
    await choose(world, other)
    await discuss(world, title=TEARS)
    assert names(other) == [TEARS]


async def test_a_thread_is_found_after_a_restart(
    world: World, board: simcord.ChannelHandle, restart: Restart
) -> None:
    await batches(world, 4)
    answer = await discuss(world, title=TEARS, episode=1)
    await restart()
    again = await discuss(world, world.jun, title=TEARS, episode=2)
    assert f"<#{board.threads[0].id}>" in text_of(again)
    await world.mika.click(shown(answer), label="Open the next thread, from episode 5")  # buttons outlive it
    assert len(board.threads) == 2


# --- inside a thread, and the list ---


async def test_in_a_dramas_thread_no_title_is_needed(world: World, board: simcord.ChannelHandle) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS, episode=1)
    (thread,) = board.threads
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=6)
    inside = await world.jun.slash(thread, "discuss")
    assert "You are in this thread." in text_of(inside), "wherever they are, it is this one they speak of"
    await world.jun.slash(thread, "discuss", episode=6)
    await world.env.settle()
    assert names(board)[1] == f"{TEARS} · Episodes 5–8"


async def test_the_whole_dramas_thread_stays_its_own_when_batches_are_chosen(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await discuss(world, title=TEARS)
    (whole,) = board.threads
    await batches(world, 4)
    assert "You are in this thread." in text_of(await world.jun.slash(whole, "discuss"))
    form = await world.jun.click(opener(board, whole), label="Write a comment")
    await world.jun.submit_modal(form, {"text": "Of all of it."})
    await world.env.settle()
    assert "Of all of it." in text_of(whole.history()[-1])
    await discuss(world, title=TEARS)
    assert names(board) == [TEARS, f"{TEARS} · Episodes 1–4"]


async def test_the_list_has_the_most_active_first(world: World, board: simcord.ChannelHandle) -> None:
    assert "No threads yet" in text_of(await discuss(world))
    await discuss(world, title=TEARS)
    await world.env.advance_time(60)
    await discuss(world, title="4")
    tears, flowers = board.threads
    listed = text_of(await discuss(world))
    assert listed.index(f"<#{flowers.id}>") < listed.index(f"<#{tears.id}>")
    assert TEARS in listed
    await world.env.advance_time(60)
    await world.jun.send(tears, "What a song.")
    answer = await discuss(world)
    assert readers_of(world, answer) == {"mika"}
    listed = text_of(answer)
    assert listed.index(f"<#{tears.id}>") < listed.index(f"<#{flowers.id}>")


async def test_the_list_is_shown_when_discord_does_not_say_who_wrote(
    world: World, board: simcord.ChannelHandle
) -> None:
    await discuss(world, title=TEARS)
    world.env.inject_error("GET", "/guilds/*/threads/active", status=403, code=50001)
    assert TEARS in text_of(await discuss(world))


async def test_a_long_list_is_turned(world: World, database: Database, board: simcord.ChannelHandle) -> None:
    for drama_id in range(1, 13):
        await put(
            database,
            "INSERT INTO thread (guild_id, drama_id, channel_id, thread_id, active_at)"
            " VALUES (?, ?, ?, ?, ?)",
            world.guild.id,
            drama_id,
            board.id,
            1_000 + drama_id,
            f"2026-01-{drama_id:02}T00:00:00Z",
        )
    answer = await discuss(world)
    assert "<#1012>" in text_of(answer)
    assert "<#1001>" not in text_of(answer)
    await world.mika.click(shown(answer), label="Next")
    assert "<#1001>" in text_of(answer)
    assert "2 of 2" in labels(answer)


async def test_threads_of_other_servers_are_not_listed(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await put(
        database,
        "INSERT INTO thread (guild_id, drama_id, thread_id, active_at)"
        " VALUES (99, 1, 1001, '2026-01-01T00:00:00Z')",
    )
    assert "No threads yet" in text_of(await discuss(world))
